"""The invented ecosystem while it is being made: who there is, and what they did so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final

from graph_service.sample.bodies import Body, Row
from graph_service.sample.chain_words import Segment
from graph_service.sample.planted import Planted
from graph_service.sample.spellings import spell_date, spell_day
from graph_service.sample.words import INDUSTRIES, TOPICS

__all__ = ["FRESH", "PAST", "Ecosystem", "random_day"]

PAST: Final = (date(2019, 1, 1), date(2023, 11, 30))
FRESH: Final = (date(2022, 7, 1), date(2023, 11, 30))
_PLANS: Final = (
    ("国家重点研发计划", "国家级"),
    ("国家自然科学基金", "国家"),
    ("市重大科技攻关", "市级"),
    ("市重大科技攻关", "市级"),
    ("其他计划", "县级"),
    ("其他计划", "横向项目"),
)
_PLANS_FROM_2022: Final = (*_PLANS, ("“尖兵”研发攻关计划", "省级"), ("领雁", "省级"))


@dataclass(slots=True)
class Ecosystem:
    """Organisations to draw partners from, and what has been made of them.

    Attributes
    ----------
    random : Random
        The only source of chance.
    academic, firms, platforms : sequence of Body
        Who works with whom by chance.
    quiet : sequence of Body
        Firms kept back: they work only with whom they are planted to.
    people : dict of str to list of str
        Who works at an organisation, by its full name.
    rows : list of Row
        Projects.
    leads : dict of str to Body
        Who leads a project, by its number.
    sealed : set of str
        Names of platforms whose partners are planted: nobody else works with them.
    planted : list of Planted
    """

    random: Random
    academic: Sequence[Body]
    firms: Sequence[Body]
    platforms: Sequence[Body]
    quiet: Sequence[Body]
    people: dict[str, list[str]]
    rows: list[Row] = field(default_factory=list)
    leads: dict[str, Body] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)
    planted: list[Planted] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(
        self,
        lead: Body,
        partners: Sequence[Body | str],
        days: tuple[date, date],
        serves: tuple[str, Segment, str] | None = None,
    ) -> None:
        """Add a project that starts within `days`.

        Parameters
        ----------
        lead : Body
        partners : sequence of Body or str
        days : tuple of date
        serves : tuple, optional
            The industry, segment and stage that it is planted in.
        """
        random = self.random
        start = random_day(random, days)
        end = start + timedelta(days=random.choice((365, 540, 730, 1095)))
        done = end <= date(2023, 12, 31)
        plans = _PLANS if start < date(2022, 1, 1) else _PLANS_FROM_2022
        programme, level = random.choice(plans)
        budget = random.choice((20, 35, 50, 80, 120, 200, 350.5, 500))
        industry = random.choice(list(INDUSTRIES))
        topic = random.choice(list(TOPICS))
        stage = TOPICS[topic]
        segment = technology = ""
        if serves:
            industry, planted, stage = serves
            topic = random.choice([t for t, known in TOPICS.items() if known == stage])
            segment, technology = planted.name, planted.technologies[0]
        number = next(self.numbers)
        exact = days is not PAST
        names = [p if isinstance(p, str) else p.spelled(random) for p in partners]
        row: Row = {
            "项目编号": f"SL{start.year}{number:04}",
            "项目名称": f"{industry}{topic}（示例{number}）",
            "项目类别": programme,
            "项目级别": level,
            "项目状态": random.choice(("验收", "已结题")) if done else "在研",
            "立项日期": spell_day(random, start) if exact else spell_date(random, start),
            "完成日期": spell_day(random, end) if done else "",
            "总经费(万元)": budget,
            "财政拨款(万元)": round(budget * random.choice((0.3, 0.5, 1)), 2),
            "牵头单位": lead.name,
            "参与单位": random.choice(("、", "；")).join(names),
            "项目负责人": random.choice(self.people.get(lead.name) or [""]),
            "所属产业": random.choice(INDUSTRIES[industry][0]),
            "服务环节": segment,
            "攻关技术": technology,
            "创新链阶段": stage,
            "技术成熟度": "",
            "备注": "示例",
        }
        self.rows.append(row)
        self.leads[str(row["项目编号"])] = lead

    def build(self, platform: Body, partners: Sequence[Body], begun: date) -> None:
        """Say that others build a platform together with it."""
        platform.row["共建单位"] = "、".join(p.name for p in partners)
        platform.row["建设方式"] = "合作共建"
        platform.row["起始日期"] = spell_day(self.random, begun)

    @property
    def open_platforms(self) -> list[Body]:
        """Platforms that may work with anybody."""
        return [platform for platform in self.platforms if platform.name not in self.sealed]


def random_day(random: Random, days: tuple[date, date]) -> date:
    """A day from the first to the last of `days`."""
    return days[0] + timedelta(days=random.randint(0, (days[1] - days[0]).days))
