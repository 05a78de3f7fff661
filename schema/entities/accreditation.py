"""Accreditations: who was recognised as what, by which document, from when to when."""

from __future__ import annotations

from schema.language import Entity, Term, column, entity, link, prop
from schema.time import PartialDate

_PERIODS = ("有效期", "有效期限", "起止年月", "起止时间", "起止日期")


@entity(
    "资质认定",
    plural="accreditations",
    synonyms=("资质", "认定", "认定名单"),
    found_by=("validFrom", "organizations", "carriers", "talents"),
    common_names=True,
)
class Accreditation(Entity):
    """A recognition given to an organisation, a carrier or a person for some time."""

    name: str | None = prop("Name.", "认定名称", columns=("名称", "资质名称"), naming=True)
    kind: Term | None = prop(
        "As what it recognises.",
        "认定类别",
        columns=("认定类型", "资质类别", "资质类型"),
        vocabulary="accreditation_kinds",
        indexed=True,
    )
    level: Term | None = prop(
        "Level of recognition.", "认定级别", columns=("级别", "资质级别"), vocabulary="levels"
    )
    talent_class: Term | None = prop(
        "Class of a person in the regional talent catalogue.",
        "人才类别",
        columns=("人才层次", "人才等级", "认定人才类别"),
        vocabulary="talent_classes",
    )
    catalogue: Term | None = prop(
        "Edition of the talent catalogue.",
        "人才目录",
        columns=("目录版本", "人才分类目录"),
        vocabulary="talent_catalogues",
    )
    batch: str | None = prop("Batch.", "认定批次", columns=("批次",))
    document: str | None = prop("Number of the document.", "认定文号", columns=("文号", "文件号"))
    certificate: str | None = prop(
        "Number of the certificate.",
        "证书编号",
        columns=("证书号", "资质证书编号"),
        identifier="certificate",
        indexed=True,
    )
    valid_from: PartialDate | None = prop(
        "First day it is true.",
        "生效日期",
        columns=("认定日期", "发证日期", "有效期起", "起始日期"),
        opens=_PERIODS,
    )
    valid_to: PartialDate | None = prop(
        "Last day it is true.",
        "失效日期",
        columns=("有效期止", "有效期至", "终止日期"),
        closes=_PERIODS,
    )

    organizations = link(
        "GRANTED_TO",
        "Organization",
        label="获认定单位",
        description="Organisations it was granted to.",
        inverse="accreditations",
        inverse_label="资质认定",
        inverse_description="Recognitions that it was granted.",
        validity=True,
        columns=(column("获认定单位", "认定单位", "单位名称", "企业名称", "机构名称"),),
    )
    carriers = link(
        "GRANTED_TO_CARRIER",
        "Carrier",
        label="获认定载体",
        description="Carriers it was granted to.",
        inverse="accreditations",
        inverse_label="资质认定",
        inverse_description="Recognitions that it was granted.",
        validity=True,
        columns=(column("获认定载体", "认定载体", "载体名称"),),
    )
    talents = link(
        "GRANTED_TO_TALENT",
        "Talent",
        label="获认定人才",
        description="People it was granted to.",
        inverse="accreditations",
        inverse_label="资质认定",
        inverse_description="Recognitions that the person was granted.",
        validity=True,
        columns=(column("获认定人才", "认定人才", "人才姓名", "姓名"),),
    )
