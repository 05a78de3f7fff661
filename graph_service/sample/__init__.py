"""Sample data: an invented ecosystem in real districts, in files as an office would hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

__all__ = ["SAMPLE_FILES", "TODAY", "SampleFile", "sample_folder"]

TODAY: Final = date(2023, 12, 31)
"""The day on which the sample is looked at; no date in it is later."""


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file of the sample.

    Attributes
    ----------
    name : str
        File name.
    as_type : str or None
        Entity type of its rows; None where each sheet's title says it.
    """

    name: str
    as_type: str | None = None


SAMPLE_FILES: Final = (
    SampleFile("区县.csv", "District"),
    SampleFile("产业链图谱.xlsx"),
    SampleFile("高校院所.xlsx"),
    SampleFile("企业名录.xlsx", "Enterprise"),
    SampleFile("产业链企业.xlsx", "Enterprise"),
    SampleFile("创新平台一览表.xlsx", "Platform"),
    SampleFile("在孵企业.xlsx", "Enterprise"),
    SampleFile("人才.xlsx", "Talent"),
    SampleFile("人才培养.csv", "Talent"),
    SampleFile("人才团队.xlsx", "TalentTeam"),
    SampleFile("科技项目.xlsx", "Project"),
    SampleFile("专利.xlsx", "Patent"),
    SampleFile("科技成果.xlsx", "Achievement"),
    SampleFile("技术合同.csv", "TechnologyContract"),
    SampleFile("创新载体.xlsx", "Carrier"),
    SampleFile("资质认定.xlsx", "Accreditation"),
    SampleFile("资金事件.xlsx", "FundingEvent"),
    SampleFile("企业曾用名.csv", "NameRecord"),
)
"""The files in the order in which they are to be imported: who is named comes before who names."""


def sample_folder() -> Path:
    """The folder with the shipped files."""
    return Path(str(files(__name__).joinpath("data")))
