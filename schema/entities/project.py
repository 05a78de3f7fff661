"""Projects."""

from __future__ import annotations

from schema.derived import GivenOrByReadiness
from schema.language import Entity, Term, derived, entity, prop
from schema.money import Money
from schema.time import PartialDate
from schema.vocabularies import Mechanism, ProjectLevel, ProjectStatus, Stage

_PERIODS = (
    *(
        "起止年月",
        "起止时间",
        "起止日期",
        "起讫时间",
        "研究期限",
        "执行期限",
        "实施期限",
        "项目期限",
    ),
    *("研究起止时间", "项目起止时间", "执行期", "项目周期"),
)


@entity("项目", plural="projects", synonyms=("科研项目", "科技项目"), found_by=("startOn",))
class Project(Entity):
    """An approved research and development project."""

    name: str | None = prop(
        "Title.", "项目名称", columns=("名称", "课题名称"), naming=True, indexed=True
    )
    number: str | None = prop(
        "Number given by the approving body.",
        "项目编号",
        columns=("立项编号", "项目批准号", "批准号"),
        identifier="project-number",
        indexed=True,
    )
    level: ProjectLevel | None = prop(
        "Which government level approved it.", "项目级别", columns=("级别",), indexed=True
    )
    programme: Term | None = prop(
        "Programme it was approved under.",
        "计划类别",
        columns=("项目类别", "所属计划"),
        vocabulary="programmes",
        indexed=True,
    )
    status: ProjectStatus | None = prop(
        "Where it stands.", "项目状态", columns=("状态",), indexed=True
    )
    mechanism: Mechanism | None = prop(
        "How it was given out.", "组织方式", columns=("项目机制", "立项方式", "组织形式")
    )
    stage: Stage | None = prop(
        "Stage of the innovation chain, as given.", "创新链阶段", columns=("项目阶段", "研究阶段")
    )
    trl: int | None = prop(
        "Technology readiness level, 1 to 9.", "技术成熟度", columns=("技术就绪度", "TRL")
    )
    bottleneck: bool | None = prop(
        "Whether it works on what the region depends on others for.",
        "是否卡脖子",
        columns=("卡脖子", "卡脖子项目"),
    )
    start_on: PartialDate | None = prop(
        "When it starts.",
        "开始日期",
        columns=("起始日期", "立项日期", "开始时间"),
        opens=_PERIODS,
        indexed=True,
    )
    end_on: PartialDate | None = prop(
        "When it ends.",
        "结束日期",
        columns=("完成日期", "截止日期", "结束时间"),
        closes=_PERIODS,
        indexed=True,
    )
    budget: Money | None = prop("Money in total.", "项目经费", columns=("经费", "总经费", "金额"))
    funding: Money | None = prop(
        "The part of the budget that is public money.", "财政经费", columns=("资助经费", "财政拨款")
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
