"""Projects: who approves them, how they are given out, where they stand."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["Mechanism", "ProjectLevel", "ProjectStatus"]


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


class Mechanism(Vocabulary):
    """How a project is given out."""

    OPEN_BID = word(
        "揭榜挂帅", "Its problem is posted and whoever can solves it.", "揭榜", "揭榜制"
    )
    RACE = word("赛马", "Unverified: several teams start, the best goes on.", "赛马制")
    SELECTED = word("择优委托", "Unverified: given to the best of those asked.", "择优")
    OPEN_COMPETITION = word("公开竞争", "Unverified: everybody may apply.", "竞争", "公开申报")
    DIRECTED = word("定向委托", "Unverified: given to one that was chosen.", "定向", "委托实施")
    ORDER = word("订单式", "Unverified: an enterprise orders its result.", "订单式研发", "订单")
