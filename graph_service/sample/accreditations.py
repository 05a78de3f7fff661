"""Invented accreditations: certificates of firms, institutions, carriers and people, with validity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from graph_service.sample.bodies import Row
from graph_service.sample.chance import sometimes
from graph_service.sample.codes import invented_orcid
from graph_service.sample.spellings import spell_day
from graph_service.sample.world import Ecosystem, random_day

__all__ = ["accreditation_sheets"]

_HIGH_TECH: Final = (date(2017, 11, 1), date(2023, 11, 30))
_CERTIFIED: Final = (date(2018, 1, 1), date(2023, 9, 30))
_CLASSES: Final = "ABCDE"


def accreditation_sheets(
    world: Ecosystem, hosted: Sequence[Row], people: Sequence[Row]
) -> dict[str, list[Row]]:
    """Accreditations by sheet; gives the people who have one an identifier.

    Parameters
    ----------
    world : Ecosystem
    hosted : sequence of Row
        Carriers.
    people : sequence of Row
        Their rows get the identifier by which the accreditations name them.
    """
    return {
        "高新技术企业": _firms(world),
        "新型研发机构": _institutions(world),
        "创新载体": _carriers(world.random, hosted),
        "高层次人才": _people(world.random, people),
    }


def _firms(world: Ecosystem) -> list[Row]:
    """Certificates that last three years; who has the tag has one that is still valid."""
    random = world.random
    rows: list[Row] = []
    for firm in world.firms:
        tagged = "高新技术企业" in str(firm.row["企业标签"]).split("、")
        if not tagged and not sometimes(random, 0.08):
            continue
        first, last = date(2021, 1, 1), _HIGH_TECH[1]
        given = random_day(random, (first, last) if tagged else (_HIGH_TECH[0], date(2020, 12, 1)))
        rows.append(
            {
                "认定名称": "高新技术企业",
                "认定类别": "高新技术企业",
                "企业名称": firm.spelled(random),
                "证书编号": f"GR{given.year}339{len(rows) + 1:05}",
                "认定批次": f"{given.year}年",
                "发证日期": spell_day(random, given),
                "有效期止": spell_day(random, _years_after(given, 3)),
            }
        )
    return rows


def _institutions(world: Ecosystem) -> list[Row]:
    """New R&D institutions among the research platforms, some of them no longer."""
    random = world.random
    research = [p for p in world.platforms if p.row["平台类别"] == "科研平台"]
    rows: list[Row] = []
    for number, platform in enumerate(research, start=1):
        given = random_day(random, _CERTIFIED)
        until = spell_day(random, _years_after(given, 3)) if sometimes(random, 0.6) else ""
        rows.append(
            {
                "认定名称": "新型研发机构",
                "认定类别": "新型研发机构",
                "认定级别": random.choice(("省级", "市级", "市级")),
                "机构名称": platform.spelled(random),
                "认定文号": f"示例〔{given.year}〕{number}号",
                "认定日期": spell_day(random, given),
                "有效期止": until,
            }
        )
    return rows


def _carriers(random: Random, hosted: Sequence[Row]) -> list[Row]:
    """The levels of carriers: the present one, and before it sometimes a lower one."""
    rows: list[Row] = []
    for carrier in hosted:
        level = str(carrier["载体级别"])
        given = random_day(random, _CERTIFIED)
        steps = [(level, given, "")]
        if level == "省级" and sometimes(random, 0.5):
            before = _years_after(given, -2)
            steps.insert(0, ("市级", before, spell_day(random, given - timedelta(days=1))))
        rows.extend(
            {
                "认定名称": f"{said}{carrier['载体类别']}",
                "认定类别": "载体级别认定",
                "认定级别": said,
                "载体名称": carrier["载体名称"],
                "认定日期": spell_day(random, begun),
                "有效期止": until,
            }
            for said, begun, until in steps
        )
    return rows


def _people(random: Random, people: Sequence[Row]) -> list[Row]:
    """Classes of people by the catalogue of 2017, named by their identifier."""
    rows: list[Row] = []
    for person in people:
        letter = str(person["人才类别"])[:1]
        if letter not in _CLASSES or not letter or not sometimes(random, 0.3):
            continue
        person["学术身份码"] = invented_orcid(len(rows) + 1)
        given = random_day(random, _CERTIFIED)
        rows.append(
            {
                "认定名称": f"{letter}类人才",
                "认定类别": "人才类别认定",
                "人才类别": letter,
                "人才目录": "2017年",
                "获认定人才": person["学术身份码"],
                "证书编号": f"RC{given.year}{letter}{len(rows) + 1:04}",
                "认定批次": f"{given.year}年第{random.choice('一二三')}批",
                "认定日期": spell_day(random, given),
                "有效期止": spell_day(random, _years_after(given, 5)),
            }
        )
    return rows


def _years_after(day: date, years: int) -> date:
    """The last day of so many years that begin on a day."""
    return date(day.year + years, day.month, min(day.day, 28)) - timedelta(days=1)
