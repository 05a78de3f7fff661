"""Enterprises."""

from __future__ import annotations

from schema.derived import IsRecognised
from schema.entities.organization import Organization
from schema.language import Term, derived, entity, prop
from schema.money import Money


@entity("企业", plural="enterprises", synonyms=("公司", "企业单位"))
class Enterprise(Organization):
    """A firm."""

    industry: Term | None = prop(
        "Main industry.",
        "所属产业",
        columns=("产业", "所属行业", "产业领域"),
        vocabulary="industries",
        indexed=True,
    )
    industry_code: str | None = prop(
        "Code of its main industry in GB/T 4754, the edition of 2017 unless an import says otherwise.",
        "国民经济行业代码",
        columns=("行业代码", "行业分类代码"),
        notation="gbt4754",
        indexed=True,
    )
    stock_code: str | None = prop(
        "Code of its stock: 6 digits, or with the exchange abroad.",
        "证券代码",
        columns=("股票代码", "上市代码"),
        identifier="stock-code",
    )
    tags: tuple[Term, ...] = prop(
        "Recognitions such as high-tech enterprise; a set.",
        "企业标签",
        columns=("企业资质", "企业类别"),
        vocabulary="enterprise_tags",
    )
    registered_capital: Money | None = prop(
        "Registered capital.", "注册资本", columns=("注册资金",)
    )
    staff: int | None = prop(
        "People who work there.", "员工人数", columns=("从业人员", "职工人数"), unit="person"
    )

    is_high_tech_enterprise: bool | None = derived(
        "Whether it holds a certificate of high-tech enterprise on the day asked about.",
        "高新技术企业",
        rule=IsRecognised("HIGH_TECH_ENTERPRISE"),
    )
