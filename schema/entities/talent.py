"""People."""

from __future__ import annotations

from schema.declarations import Access
from schema.derived import BestRecognised
from schema.language import Entity, Term, column, derived, entity, link, link_from, prop
from schema.vocabularies import ParticipationRole, TitleRank


class Affiliation:
    """Properties of working somewhere."""

    position: str | None = prop("Position held.", "职务", columns=("岗位",))


class ProjectWork:
    """Properties of a person's work in a project."""

    role: ParticipationRole | None = prop(
        "What the person does in the project.", "承担角色", columns=("角色",)
    )


@entity(
    "人才",
    plural="talents",
    synonyms=("人员", "专家", "高层次人才"),
    found_by=("affiliations",),
    access=Access.PUBLIC,
)
class Talent(Entity):
    """A person; found by name and organisation together, never by name alone."""

    name: str | None = prop(
        "Name.", "姓名", columns=("名称", "人才姓名"), naming=True, indexed=True
    )
    orcid: str | None = prop(
        "ORCID.", "学术身份码", columns=("ORCID号",), identifier="orcid", indexed=True
    )
    openalex: str | None = prop(
        "Identifier in OpenAlex.", "开放学术标识", columns=("OpenAlex",), identifier="openalex"
    )
    stated_class: Term | None = prop(
        "Class in the regional talent catalogue, as stated without a date.",
        "人才类别",
        columns=("人才层次", "人才等级"),
        vocabulary="talent_classes",
        indexed=True,
    )
    title: str | None = prop("Professional title.", "职称", columns=("专业技术职务",))
    title_rank: TitleRank | None = prop(
        "Rank of the professional title.",
        "职称级别",
        columns=("职称等级", "专业职务", "职称层次"),
        indexed=True,
    )
    field: str | None = prop("Field of research.", "研究方向", columns=("研究领域", "专业领域"))

    talent_class: Term | None = derived(
        "Best class of the accreditations that are true on the day asked about; as stated if none.",
        "现人才类别",
        rule=BestRecognised("TALENT_CLASS", "talentClass", "talent_classes", "statedClass"),
        vocabulary="talent_classes",
    )

    affiliations = link(
        "AFFILIATED_WITH",
        "Organization",
        label="所在单位",
        description="Organisations where the person works.",
        inverse="talents",
        inverse_label="人才",
        inverse_description="People who work there.",
        properties=Affiliation,
        validity=True,
        columns=(column("工作单位", "所属单位", "单位", "organisation"),),
    )
    projects = link(
        "WORKS_ON",
        "Project",
        label="参与项目",
        description="Projects the person works on.",
        inverse="talents",
        inverse_label="项目成员",
        inverse_description="People who work on the project.",
        properties=ProjectWork,
        inverse_columns=(
            column("项目负责人", "负责人", role="LEAD"),
            column("项目组成员", role="PARTICIPANT"),
        ),
    )
    trained_by = link_from(
        "TRAINS",
        "Organization",
        label="培养单位",
        description="Organisations that train or trained the person.",
        inverse="trains",
        inverse_label="培养人才",
        inverse_description="People whom it trains or trained.",
        validity=True,
        columns=(column("培养单位", "毕业院校"),),
    )
