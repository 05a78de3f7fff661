"""Money given to enterprises, platforms and projects."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, link_from, prop
from schema.money import Money
from schema.time import PartialDate
from schema.vocabularies import FundingKind


@entity(
    "资金事件",
    plural="fundingEvents",
    synonyms=("融资事件", "资金", "融资"),
    found_by=("on", "receivers"),
    common_names=True,
)
class FundingEvent(Entity):
    """Money given once: a grant, a loan, a round of investment."""

    name: str | None = prop(
        "Name.", "资金事件名称", columns=("名称", "事件名称", "资金名称"), naming=True
    )
    kind: FundingKind | None = prop(
        "What kind of money.", "资金类型", columns=("资金类别", "融资类型"), indexed=True
    )
    amount: Money | None = prop("How much.", "资金金额", columns=("金额", "融资金额", "资助金额"))
    on: PartialDate | None = prop(
        "When.", "资金日期", columns=("日期", "融资日期", "到账日期", "拨付日期"), indexed=True
    )
    round: str | None = prop("Round of investment.", "融资轮次", columns=("轮次",))

    funders = link_from(
        "FUNDS",
        "Organization",
        label="出资方",
        description="Organisations that gave it.",
        inverse="funded",
        inverse_label="出资事件",
        inverse_description="Money that it gave.",
        columns=(column("出资方", "出资单位", "投资方", "资助方", "投资机构"),),
    )
    receivers = link_from(
        "RECEIVES",
        "Organization",
        label="受资方",
        description="Organisations that received it.",
        inverse="fundingReceived",
        inverse_label="获得资金",
        inverse_description="Money that it received.",
        columns=(column("受资方", "受资单位", "获资企业", "融资企业", "受资助单位"),),
    )
    projects = link(
        "FUNDS_PROJECT",
        "Project",
        label="资助项目",
        description="Projects that it is for.",
        inverse="fundingEvents",
        inverse_label="资金事件",
        inverse_description="Money given for the project.",
        columns=(column("资助项目", "支持项目", "项目名称"),),
    )
