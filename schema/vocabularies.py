"""Structural vocabularies: closed lists whose values carry a Chinese label and synonyms.

What a region decides for itself (programmes, talent classes, districts) is not here but in
the packs.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = [
    "BuildMode",
    "ParticipationRole",
    "ProjectLevel",
    "ProjectStatus",
    "Vocabulary",
    "Word",
    "word",
]


@dataclass(frozen=True, slots=True)
class Word:
    """The labels of one value of a vocabulary.

    Attributes
    ----------
    label : str
        Chinese label.
    description : str
        English meaning.
    synonyms : tuple of str
        Other spellings that offices use.
    """

    label: str
    description: str
    synonyms: tuple[str, ...] = ()


def word(label: str, description: str, *synonyms: str) -> Word:
    """Declare a value of a vocabulary."""
    return Word(label, description, synonyms)


class Vocabulary(enum.Enum):
    """A closed list; the name of a member is its code in files, stores and the API."""

    @property
    def word(self) -> Word:
        """The member's labels."""
        value = self.value
        assert isinstance(value, Word)  # noqa: S101 - narrows the enum's value for mypy
        return value


class BuildMode(Vocabulary):
    """How a platform came about."""

    INDEPENDENT = word("独立建设", "Built by one organisation alone.", "独建", "自建", "自主建设")
    JOINT = word(
        "合作共建", "Built together with other organisations.", "共建", "合作建设", "联合共建"
    )


class ParticipationRole(Vocabulary):
    """What an organisation or person does in a project."""

    LEAD = word("牵头", "Leads the project.", "牵头单位", "承担", "主持", "负责", "coordinator")
    PARTICIPANT = word("参与", "Takes part.", "参与单位", "参加", "合作", "participant", "partner")
    DEMAND_OWNER = word("需求方", "Posts the problem of an open bid.", "发榜方", "需求单位")
    SOLVER = word("揭榜方", "Takes up the problem of an open bid.", "揭榜单位")
    FUNDER = word("资助方", "Pays for the project.", "出资方", "资助单位")


class ProjectLevel(Vocabulary):
    """Which government level approved a project."""

    NATIONAL = word("国家级", "Approved nationally.", "国家", "部级")
    PROVINCIAL = word("省级", "Approved by a province.", "省")
    MUNICIPAL = word("市级", "Approved by a city.", "市", "地市级")
    COUNTY = word("县级", "Approved by a county.", "县", "区级", "县(市、区)级")
    COMMISSIONED = word("企业委托", "Paid for by an enterprise.", "横向", "横向项目", "委托")


class ProjectStatus(Vocabulary):
    """Where a project stands."""

    APPLIED = word("申报", "Applied for.", "申请", "申报中")
    APPROVED = word("立项", "Approved, not begun.", "获批", "已立项")
    ONGOING = word("在研", "Being worked on.", "进行中", "执行中", "在建")
    EXTENDED = word("延期", "Its end was put off.", "已延期")
    COMPLETED = word("验收", "Completed and accepted.", "结题", "已验收", "已结题", "完成")
    TERMINATED = word("终止", "Stopped before its end.", "已终止", "撤销")
