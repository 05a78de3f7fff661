"""Invented carriers: laboratories, centres and stations that organisations host."""

from __future__ import annotations

from datetime import date
from typing import Final

from graph_service.sample.bodies import Row
from graph_service.sample.chain_plan import open_segments
from graph_service.sample.spellings import spell_date
from graph_service.sample.words import INDUSTRIES
from graph_service.sample.world import Ecosystem, random_day

__all__ = ["carriers"]

_OF_FIRMS: Final = (
    "企业研究院",
    "重点企业研究院",
    "企业技术中心",
    "高新技术企业研究开发中心",
    "博士后工作站",
    "院士专家工作站",
)
_OF_OTHERS: Final = ("重点实验室", "工程技术研究中心", "工程研究中心", "技术创新中心")
_FOUNDED: Final = (date(2010, 1, 1), date(2023, 9, 30))


def carriers(world: Ecosystem, size: int) -> list[Row]:
    """Carriers, each of one host; no name occurs twice."""
    random = world.random
    rows: dict[str, Row] = {}
    while len(rows) < size:
        host = random.choice([*world.academic, *world.platforms, *world.firms[:200]])
        kind = random.choice(_OF_FIRMS if host.kind == "Enterprise" else _OF_OTHERS)
        industry = random.choice(host.industries or tuple(INDUSTRIES))
        name = f"{host.alias or host.name.removesuffix('有限公司')}{industry}{kind}"
        known = open_segments(industry)
        served = random.sample(known, min(len(known), random.choice((0, 1, 1, 2))))
        rows.setdefault(
            name,
            {
                "载体名称": name,
                "载体类别": kind,
                "载体级别": random.choice(("国家级", "省级", "省级", "市级", "市级", "市")),
                "依托单位": host.spelled(random),
                "批准日期": spell_date(random, random_day(random, _FOUNDED)),
                "服务环节": "；".join(s.name for s in served),
            },
        )
    return list(rows.values())
