"""How organisations and people work together."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["BuildMode", "OrganizationStatus", "ParticipationRole"]


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


class OrganizationStatus(Vocabulary):
    """Whether an organisation, or its entry in a register, still stands."""

    ACTIVE = word("存续", "It is active.", "在营", "在业", "开业", "正常", "active")
    INACTIVE = word("停止活动", "It has ended.", "停业", "注销", "已注销", "inactive")
    WITHDRAWN = word(
        "撤回登记", "The register took its entry back; a successor may stand for it.", "withdrawn"
    )
