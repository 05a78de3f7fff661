"""Technology contracts."""

from __future__ import annotations

from schema.derived import FourKinds, GivenOrByReadiness
from schema.language import Entity, column, derived, entity, link, link_from, prop
from schema.money import Money
from schema.time import PartialDate
from schema.vocabularies import ContractKind, ContractSide, Stage


class Party:
    """Properties of being a party to a contract."""

    side: ContractSide | None = prop("On which side.", "合同方", columns=("甲乙方",))


@entity(
    "技术合同",
    plural="technologyContracts",
    synonyms=("合同", "技术交易合同"),
    found_by=("signedOn",),
)
class TechnologyContract(Entity):
    """A contract on developing, transferring, licensing, consulting on or servicing technology."""

    name: str | None = prop(
        "Title.", "合同名称", columns=("名称", "技术合同名称"), naming=True, indexed=True
    )
    number: str | None = prop(
        "Number in the register of contracts.",
        "合同登记编号",
        columns=("登记编号", "合同编号", "合同登记号"),
        identifier="contract-number",
        indexed=True,
    )
    kind: ContractKind | None = prop(
        "What it is about.", "合同类别", columns=("合同类型", "合同种类"), indexed=True
    )
    amount: Money | None = prop(
        "Price of the whole contract.", "合同成交额", columns=("合同金额", "成交额", "合同总金额")
    )
    technology_amount: Money | None = prop(
        "The part of the price that is for technology.", "技术交易额", columns=("其中技术交易额",)
    )
    signed_on: PartialDate | None = prop(
        "When it was signed.", "签订日期", columns=("签订时间", "签约日期"), indexed=True
    )
    registered_on: PartialDate | None = prop(
        "When it was registered.", "登记日期", columns=("登记时间", "认定登记日期")
    )
    property_kind: str | None = prop(
        "What kind of intellectual property it is on.", "知识产权类别", columns=("知识产权类型",)
    )
    stage: Stage | None = prop(
        "Stage of the innovation chain, as given.", "创新链阶段", columns=("所处阶段",)
    )

    four_kind: ContractKind | None = derived(
        "Kind among the four of before the Civil Code: a licence counts as a transfer.",
        "四技类别",
        rule=FourKinds("kind"),
    )
    stage_of: Stage | None = derived(
        "Stage of the innovation chain: as given; and which.",
        "阶段及依据",
        rule=GivenOrByReadiness("stage"),
        based=True,
    )

    parties = link_from(
        "PARTY_TO",
        "Organization",
        label="合同各方",
        description="Organisations that are parties to it.",
        inverse="contracts",
        inverse_label="技术合同",
        inverse_description="Contracts that it is a party to.",
        properties=Party,
        key="side",
        columns=(
            column("买方", "受让方", "委托方", "甲方", "买方名称", side="BUYER"),
            column("卖方", "让与方", "转让方", "受托方", "乙方", "卖方名称", side="SELLER"),
            column("中介方", "中介机构", "丙方", side="INTERMEDIARY"),
        ),
    )
    achievements = link(
        "CONTRACT_FOR",
        "Achievement",
        label="标的成果",
        description="Results that it is about.",
        inverse="contracts",
        inverse_label="技术合同",
        inverse_description="Contracts about the result.",
        columns=(column("标的成果", "相关成果", "成果名称"),),
        inverse_columns=(column("相关合同", "技术合同名称"),),
    )
    served_segments = link(
        "CONTRACT_SERVES",
        "ChainSegment",
        label="服务环节",
        description="Segments of industry chains that it serves.",
        inverse="contracts",
        inverse_label="服务合同",
        inverse_description="Contracts that serve the segment.",
        columns=(column("服务环节", "产业链环节"),),
    )
