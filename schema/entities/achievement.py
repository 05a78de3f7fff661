"""Results of research that can be used."""

from __future__ import annotations

from schema.derived import GivenOrByReadiness
from schema.language import Entity, Term, column, derived, entity, link, link_from, prop
from schema.time import PartialDate
from schema.vocabularies import ConversionMode, LandingForm, Stage


class Conversion:
    """Properties of an enterprise taking up a result."""

    mode: ConversionMode | None = prop("By what way.", "转化方式", columns=("成果转化方式",))
    on: PartialDate | None = prop("When.", "转化日期", columns=("转化时间",))
    form: LandingForm | None = prop("In what form.", "转化形式", columns=("承接形式",))


class Landing:
    """Properties of a result arriving in a district."""

    on: PartialDate | None = prop("When.", "落地日期", columns=("落地时间",))
    form: LandingForm | None = prop("In what form.", "落地形式", columns=("落地方式",))


@entity("科技成果", plural="achievements", synonyms=("成果", "转化成果"), found_by=("completedOn",))
class Achievement(Entity):
    """A result of research and development with practical value."""

    name: str | None = prop(
        "Title.", "成果名称", columns=("名称", "成果转化项目名称"), naming=True, indexed=True
    )
    number: str | None = prop(
        "Number in the register of results.",
        "成果登记号",
        columns=("成果编号", "登记号"),
        identifier="achievement-number",
        indexed=True,
    )
    doi: str | None = prop(
        "DOI of the publication or data set that it is.",
        "数字对象标识",
        columns=("DOI", "DOI号"),
        identifier="doi",
    )
    stage: Stage | None = prop(
        "Stage of the innovation chain, as given.",
        "创新链阶段",
        columns=("成果阶段", "所处阶段"),
        indexed=True,
    )
    trl: int | None = prop(
        "Technology readiness level, 1 to 9.",
        "技术成熟度",
        columns=("技术就绪度", "成熟度等级", "TRL"),
    )
    completed_on: PartialDate | None = prop(
        "When it was completed.", "完成日期", columns=("完成时间", "登记日期"), indexed=True
    )
    industries: tuple[Term, ...] = prop(
        "Industries it serves.",
        "服务产业",
        columns=("所属产业", "产业领域"),
        vocabulary="industries",
    )

    stage_of: Stage | None = derived(
        "Stage of the innovation chain: as given, else by technology readiness; and which.",
        "阶段及依据",
        rule=GivenOrByReadiness("stage", "trl"),
        based=True,
    )

    projects = link(
        "CONVERTED_FROM",
        "Project",
        label="来源项目",
        description="Projects that it came out of.",
        inverse="achievements",
        inverse_label="产出成果",
        inverse_description="Results that came out of the project.",
        columns=(column("来源项目", "所属项目", "项目名称"),),
    )
    patents = link(
        "CONVERTED_FROM_PATENT",
        "Patent",
        label="来源专利",
        description="Patents that it rests on.",
        inverse="achievements",
        inverse_label="转化成果",
        inverse_description="Results that rest on the patent.",
        columns=(column("来源专利", "相关专利", "核心专利"),),
    )
    owners = link_from(
        "OWNS",
        "Organization",
        label="成果持有单位",
        description="Organisations that own it.",
        inverse="achievements",
        inverse_label="持有成果",
        inverse_description="Results that it owns.",
        columns=(column("持有单位", "完成单位", "成果所有单位", "成果完成单位"),),
    )
    converted_by = link(
        "CONVERTED_BY",
        "Organization",
        label="转化单位",
        description="Organisations that took it up.",
        inverse="convertedAchievements",
        inverse_label="转化成果",
        inverse_description="Results that it took up.",
        properties=Conversion,
        columns=(column("转化单位", "承接企业", "转化企业", "承接单位"),),
    )
    landed_in = link(
        "LANDED_IN",
        "District",
        label="落地区划",
        description="Districts where it is used.",
        inverse="landedAchievements",
        inverse_label="落地成果",
        inverse_description="Results that are used in the district.",
        properties=Landing,
        columns=(column("落地区划", "落地县(市、区)", "落地区县", "落地地区"),),
    )
    served_segments = link(
        "ACHIEVEMENT_SERVES",
        "ChainSegment",
        label="服务环节",
        description="Segments of industry chains that it serves.",
        inverse="achievements",
        inverse_label="服务成果",
        inverse_description="Results that serve the segment.",
        columns=(column("服务环节", "产业链环节"),),
    )
