"""Who works in which segment of the industry chains, with gaps made on purpose."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from graph_service.sample.bodies import Body, Row
from graph_service.sample.chain_words import CHAINS, GROUPS, Chain, Segment
from graph_service.sample.chance import sometimes
from graph_service.sample.planted import Planted
from graph_service.sample.spellings import spell_day
from graph_service.sample.stages import written_stage
from graph_service.sample.words import INDUSTRIES, OUTSIDE_FIRM
from graph_service.sample.world import Ecosystem, random_day

__all__ = [
    "BROKEN",
    "LAPSED",
    "OUTSIDE",
    "SINGLE",
    "UNUSED",
    "chain_sheets",
    "is_planted",
    "open_segments",
    "operator_rows",
    "segment",
    "serve",
]

MISSING: Final = "隐形眼镜与护理产品"
LAST_MISSING: Final = "电池回收利用"
OUTSIDE: Final = "车规级半导体"
SINGLE: Final = "精密减速器与轴承"
BROKEN: Final = "细胞与基因治疗"
LAPSED: Final = "鞋用化工与胶粘剂"
UNUSED: Final = "数据安全服务"
UNSUPPORTED: Final = "服装新零售"

_CLOSED: Final = {MISSING, LAST_MISSING, OUTSIDE, SINGLE, BROKEN, LAPSED, UNUSED, UNSUPPORTED}
_SEGMENTS: Final = {s.name: (chain, s) for chain in CHAINS for s in chain.segments}
_GAPS: Final = (
    (MISSING, "MISSING", "", "Nobody operates in it, serves it or works for it."),
    (LAST_MISSING, "MISSING", "", "Nobody is in it."),
    (LAST_MISSING, "LAST_SEGMENT_ABSENT", "", "It is the last downstream of its chain."),
    (
        OUTSIDE,
        "ONLY_OUTSIDE_REGION",
        "INDUSTRIALISATION",
        "The one enterprise that operates in it is elsewhere.",
    ),
    (OUTSIDE, "ONLY_OUTSIDE_REGION", "TACKLING", "Only organisations elsewhere work on it."),
    (
        BROKEN,
        "BROKEN_HANDOVER",
        "APPLIED",
        "One enterprise does its applied research, another its tackling; no work joins them.",
    ),
    (LAPSED, "MISSING", "INDUSTRIALISATION", "Its one enterprise left on 30 June 2023."),
    (UNUSED, "MISSING", "INDUSTRIALISATION", "Platforms serve it, no enterprise is in it."),
    (UNSUPPORTED, "UNSERVED", "", "Enterprises are in it; nobody serves it."),
)
_BEGUN: Final = (date(1998, 1, 1), date(2022, 12, 31))
_ENDED: Final = (date(2022, 1, 1), date(2023, 10, 31))


def segment(name: str) -> Segment:
    """The segment of a name."""
    return _SEGMENTS[name][1]


def open_segments(industry: str) -> list[Segment]:
    """Segments of an industry in which nothing is planted; none if it has no chain."""
    segments = [s for chain in CHAINS if chain.industry == industry for s in chain.segments]
    return [s for s in segments if s.name not in _CLOSED]


def is_planted(name: str) -> bool:
    """Say whether something is planted in a segment."""
    return name in _CLOSED


def chain_sheets() -> dict[str, list[Row]]:
    """The sheets of the workbook of chains: industries, chains, segments, products, techniques."""
    groups = [(group, "") for group in GROUPS]
    groups += [(name, group) for group, names in GROUPS.items() for name in names]
    steps = [(chain, s) for chain in CHAINS for s in chain.segments]
    return {
        "产业": [
            {
                "产业名称": name,
                "上级产业": above,
                "对应产业": name if above else "",
                "产业分组": above or name,
            }
            for name, above in groups
        ],
        "产业链": [
            {"产业链名称": c.name, "产业链代码": c.code, "所属产业": c.industry} for c in CHAINS
        ],
        "产业链环节": [
            {
                "环节名称": s.name,
                "环节代码": s.code,
                "所属产业链": chain.name,
                "环节位置": s.position,
                "环节顺序": s.order,
            }
            for chain, s in steps
        ],
        "产品": [
            {"产品名称": product, "所属环节": s.name, "下游产品": _made_from(chain, s, number)}
            for chain, s in steps
            for number, product in enumerate(s.products)
        ],
        "技术": [
            {"技术名称": technology, "所属环节": s.name, "应用产品": s.products[0]}
            for _, s in steps
            for technology in s.technologies
        ],
    }


def operator_rows(world: Ecosystem) -> list[Row]:
    """Say which firms operate in which segments, in what role and since when."""
    random = world.random
    rows: list[Row] = []
    for chain in CHAINS:
        firms = [f for f in world.firms if chain.industry in f.industries]
        leader = random.choice(firms)
        for s in chain.segments:
            if s.name in (MISSING, LAST_MISSING, UNUSED):
                continue
            if s.name in (OUTSIDE, SINGLE, LAPSED):
                rows.append(_planted(world, s, random.choice(firms)))
                continue
            size = min(len(firms), random.choice((2, 3, 3, 4, 5, 6)))
            inside = random.sample(firms, size)
            if s.order == len(chain.segments) // 2:
                inside = [leader, *(firm for firm in inside if firm is not leader)]
            for number, firm in enumerate(inside):
                role = "配套" if number else "链主" if firm is leader else "龙头"
                rows.append(_row(random, firm, s, role))
            left = [firm for firm in firms if firm not in inside]
            if left and sometimes(random, 0.2):
                until = spell_day(random, random_day(random, _ENDED))
                rows.append(_row(random, random.choice(left), s, "配套") | {"终止日期": until})
    for name, finding, stage, reason in _GAPS:
        of_chain = _SEGMENTS[name][0].name
        world.planted.append(Planted("CHAIN_GAP", name, finding, reason, of_chain, stage))
    return rows


def serve(world: Ecosystem) -> None:
    """Give platforms the segments they serve, and projects theirs and their stage."""
    random = world.random
    unused = {p.name for p in world.planted if p.finding == "SEGMENT_WITHOUT_ENTERPRISE"}
    for platform in world.platforms:
        known = [s for industry in platform.industries for s in open_segments(industry)]
        served = [s.name for s in random.sample(known, min(len(known), random.randint(1, 3)))]
        if platform.name in unused:
            served = [*served[:1], UNUSED]
        platform.row["服务环节"] = "；".join(served)
    for row in world.rows:
        industry = next(i for i in INDUSTRIES if str(row["项目名称"]).startswith(i))
        known = open_segments(industry)
        if row["服务环节"]:
            continue
        if known and sometimes(random, 0.7):
            found = random.choice(known)
            row["服务环节"] = found.name
            row["攻关技术"] = found.technologies[0] if sometimes(random, 0.5) else ""
        row.update(written_stage(random, str(row["创新链阶段"])))


def _made_from(chain: Chain, s: Segment, number: int) -> str:
    after = chain.segments[s.order : s.order + 1]
    return "；".join(following.products[number] for following in after)


def _planted(world: Ecosystem, s: Segment, firm: Body) -> Row:
    if s.name == OUTSIDE:
        outside = Body("Enterprise", OUTSIDE_FIRM, "", {})
        return _row(world.random, outside, s, "龙头")
    row = _row(world.random, firm, s, "龙头")
    if s.name == LAPSED:
        return row | {"终止日期": "2023-06-30"}
    who = (firm.name,)
    chain = _SEGMENTS[s.name][0].name
    reason = "One local enterprise operates in it, until the very day of the sample's today."
    world.planted.append(
        Planted("CHOKEPOINT", s.name, "SINGLE_PROVIDER", reason, chain, "INDUSTRIALISATION", who)
    )
    reason = f"Its one producer is that of the segment {s.name}."
    product = s.products[0]
    world.planted.append(Planted("CHOKEPOINT", product, "SINGLE_PROVIDER", reason, chain, "", who))
    return row | {"终止日期": "2023-12-31", "主要产品": product}


def _row(random: Random, firm: Body, s: Segment, role: str) -> Row:
    return {
        "企业名称": firm.name,
        "所处环节": s.name,
        "链上角色": role,
        "主要产品": random.choice(s.products),
        "起始日期": spell_day(random, random_day(random, _BEGUN)),
        "终止日期": "",
    }
