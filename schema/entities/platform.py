"""Innovation platforms."""

from __future__ import annotations

from schema.entities.organization import CoBuilding, Organization
from schema.language import Term, column, entity, link, prop
from schema.vocabularies import BuildMode


@entity("创新平台", plural="platforms", synonyms=("平台", "创新载体平台"))
class Platform(Organization):
    """A body built by or with universities, institutes, firms or talent to innovate for local industry."""

    system: Term | None = prop(
        "Which of the pack's sub-systems it belongs to.",
        "平台体系",
        columns=("平台类别", "平台类型"),
        vocabulary="platform_systems",
        indexed=True,
    )
    level: Term | None = prop(
        "Level of recognition.", "平台级别", columns=("级别",), vocabulary="levels", indexed=True
    )
    build_mode: BuildMode | None = prop(
        "How it came about.", "建设方式", columns=("共建方式",), indexed=True
    )
    industries: tuple[Term, ...] = prop(
        "Industries it serves.",
        "服务产业",
        columns=("所属产业", "产业领域"),
        vocabulary="industries",
    )
    area: float | None = prop("Floor area.", "建筑面积", columns=("场地面积",), unit="m2")
    staff: int | None = prop(
        "People who work there.", "人员数", columns=("在职人数", "科研人员数"), unit="person"
    )

    builders = link(
        "BUILT_WITH",
        "Organization",
        label="共建单位",
        description="Organisations that build it together.",
        inverse="builtPlatforms",
        inverse_label="共建平台",
        inverse_description="Platforms that it helps to build.",
        properties=CoBuilding,
        validity=True,
        columns=(column("共建单位", "合作共建单位", "共建方"),),
    )
    incubates = link(
        "INCUBATES",
        "Enterprise",
        label="在孵企业",
        description="Enterprises that it incubates.",
        inverse="incubatedBy",
        inverse_label="孵化平台",
        inverse_description="Platforms that incubate it.",
        validity=True,
        columns=(column("在孵企业", "孵化企业"),),
        inverse_columns=(column("孵化平台", "孵化载体", "孵化器"),),
    )
