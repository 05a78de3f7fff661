"""Which stages of a chain's segments have whom, counted by hand in the sample files.

Written from the rules as they stand in words; shares no code with the product.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import sample_oracle
from sample_oracle import Tables, cells, valid

STAGES = {
    "BASIC": {"基础研究"},
    "APPLIED": {"应用研究", "应用基础研究"},
    "TACKLING": {"技术攻关", "关键技术攻关"},
    "PILOT": {"中试"},
    "INDUSTRIALISATION": {"产业化", "成果产业化"},
}
LEVELS = dict(
    zip(
        "123456789",
        ("BASIC",) * 2 + ("APPLIED",) * 2 + ("TACKLING",) * 2 + ("PILOT",),
        strict=False,
    )
) | {"8": "INDUSTRIALISATION", "9": "INDUSTRIALISATION"}
WORST = ("MISSING", "ONLY_OUTSIDE_REGION", "SINGLE_PROVIDER", "WEAK", "COVERED")


@dataclass
class Cell:
    """Who does something of one stage for one segment."""

    near: set[str] = field(default_factory=set)
    far: set[str] = field(default_factory=set)

    @property
    def finding(self) -> str:
        return {0: "ONLY_OUTSIDE_REGION" if self.far else "MISSING", 1: "SINGLE_PROVIDER"}.get(
            len(self.near), "WEAK" if len(self.near) < 3 else "COVERED"
        )


def chains(tables: Tables) -> dict[str, list[str]]:
    """Segments of each chain in their order."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in tables["产业链环节"]:
        found[row["所属产业链"]].append((int(row["环节顺序"]), row["环节名称"]))
    return {chain: [name for _, name in sorted(steps)] for chain, steps in found.items()}


def coverage(tables: Tables, as_of: dt.date) -> dict[tuple[str, str], Cell]:
    """The cell of each segment and stage."""
    here = sample_oracle.local(tables)
    found: dict[tuple[str, str], Cell] = {
        (row["环节名称"], stage): Cell() for row in tables["产业链环节"] for stage in STAGES
    }

    def count(segment: str, stage: str, names: list[str]) -> None:
        cell = found[segment, stage]
        for name in names:
            (cell.near if name in here else cell.far).add(name)

    for table, columns in (
        ("科技项目", ("牵头单位", "参与单位")),
        ("科技成果", ("完成单位",)),
        ("专利", ("申请人", "专利权人")),
        ("技术合同", ("买方", "卖方", "中介方")),
    ):
        for row in tables[table]:
            stage = stage_of(row)
            for segment in cells(row["服务环节"]) if stage else []:
                count(segment, stage, [n for c in columns for n in tables.names(row[c])])
    for row in tables["产业链企业"]:
        if valid(row, as_of):
            count(row["所处环节"], "INDUSTRIALISATION", [tables.name(row["企业名称"])])
    return found


def stage_of(row: dict) -> str:
    """The stage that is written, else that of the level of readiness."""
    written = next((code for code, words in STAGES.items() if row["创新链阶段"] in words), "")
    return written or LEVELS.get(str(row.get("技术成熟度") or ""), "")


def broken(tables: Tables, as_of: dt.date, hops: int) -> set[tuple[str, str]]:
    """Segments and stages whose local actors no path of links joins to those of the next stage."""
    ways = links(tables, as_of)
    found = set()
    table = coverage(tables, as_of)
    for segment in {segment for segment, _ in table}:
        for stage, following in pairwise(STAGES):
            near, far = table[segment, stage].near, table[segment, following].near
            if near and far and not reached(ways, near, hops) & far:
                found.add((segment, stage))
    return found


def links(tables: Tables, as_of: dt.date) -> dict[str, set[str]]:
    """Links of organisations with what they work on, and of these with each other, both ways."""
    found: dict[str, set[str]] = defaultdict(set)

    def join(one: str, others: list[str]) -> None:
        for other in others:
            found[one].add(other)
            found[other].add(one)

    for table, own, columns in (
        ("科技项目", "项目名称", ("牵头单位", "参与单位")),
        ("专利", "专利名称", ("申请人", "专利权人")),
        ("科技成果", "成果名称", ("完成单位", "转化企业", "来源项目", "来源专利")),
        ("技术合同", "合同名称", ("买方", "卖方", "中介方", "标的成果")),
        ("创新平台", "平台名称", ("共建单位",)),
    ):
        for row in tables[table]:
            for column in columns:
                join(tables.name(row[own]), tables.names(row[column]))
    for row in tables["在孵企业"]:
        if valid(row, as_of):
            join(tables.name(row["孵化平台"]), tables.names(row["企业名称"]))
    return found


def finance(tables: Tables, as_of: dt.date, chain: str) -> Cell:
    """Who gives money to projects that serve the chain, or to whoever provides a cell of it."""
    segments = set(chains(tables)[chain])
    serving = {r["项目名称"] for r in tables["科技项目"] if segments & set(cells(r["服务环节"]))}
    providers = providers_of(tables, as_of, segments)
    return split(
        tables,
        {
            name
            for row in tables["资金事件"]
            if row["支持项目"] in serving or providers & set(tables.names(row["受资方"]))
            for name in tables.names(row["出资方"])
        },
    )


def talent(tables: Tables, as_of: dt.date, chain: str) -> Cell:
    """Whoever provides a cell or serves a segment, and trains people or has a team."""
    segments = set(chains(tables)[chain])
    platforms = {
        tables.name(row["平台名称"])
        for row in tables["创新平台"]
        if segments & set(cells(row["服务环节"]))
    }
    with_people = {n for r in tables["人才团队"] for n in tables.names(r["依托单位"])}
    with_people |= {n for r in tables["人才培养"] for n in tables.names(r["毕业院校"])}
    return split(tables, (providers_of(tables, as_of, segments) | platforms) & with_people)


def providers_of(tables: Tables, as_of: dt.date, segments: set[str]) -> set[str]:
    """Organisations that stand in any cell of some segments."""
    found = coverage(tables, as_of)
    return {n for (s, _), cell in found.items() if s in segments for n in cell.near | cell.far}


def split(tables: Tables, names: set[str]) -> Cell:
    here = sample_oracle.local(tables)
    return Cell(names & here, names - here)


def reached(ties: dict[str, set[str]], start: set[str], hops: int) -> set[str]:
    """Organisations at most so many ties away, the start included."""
    found, edge = set(start), set(start)
    for _ in range(hops):
        edge = {other for one in edge for other in ties.get(one, ())} - found
        found |= edge
    return found


def served(tables: Tables) -> set[str]:
    """Segments that a platform, project or carrier of somebody near serves."""
    here = sample_oracle.local(tables)
    return {
        segment
        for table, columns in (
            ("创新平台", ("平台名称",)),
            ("科技项目", ("牵头单位", "参与单位")),
            ("创新载体", ("依托单位",)),
        )
        for row in tables[table]
        if here & {name for column in columns for name in tables.names(row[column])}
        for segment in cells(row["服务环节"])
    }


def of_segments(tables: Tables, as_of: dt.date) -> dict[str, set[str]]:
    """What is found of each segment as a whole."""
    table = coverage(tables, as_of)
    helped = served(tables)
    found: dict[str, set[str]] = {}
    for steps in chains(tables).values():
        for segment in steps:
            there = any(table[segment, stage].near for stage in STAGES)
            absent = segment == steps[-1] and not there
            unserved = there and segment not in helped
            found[segment] = {"UNSERVED"} if unserved else set()
            found[segment] |= {"LAST_SEGMENT_ABSENT"} if absent else set()
    return found


def pieces_without(ties: dict[str, set[str]], name: str) -> list[set[str]]:
    """Groups of the component of an organisation that have no tie once it is away."""
    left = reached(ties, {name}, len(ties)) - {name}
    groups = []
    while left:
        group = {next(iter(left))}
        while (grown := group | {o for one in group for o in ties[one]} - {name}) != group:
            group = grown
        groups.append(group)
        left -= group
    return groups
