"""Technologies."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, link_from, prop


@entity("技术", plural="technologies", synonyms=("关键技术", "核心技术"))
class Technology(Entity):
    """A technology that products need and projects work on."""

    name: str | None = prop("Name.", "技术名称", columns=("名称", "关键技术名称"), naming=True)
    aliases: tuple[str, ...] = prop(
        "Short and other names.", "技术简称", columns=("简称", "别名"), naming=True
    )
    code: str | None = prop(
        "Code by which sources know it.",
        "技术代码",
        columns=("代码",),
        identifier="technology-code",
    )
    field: str | None = prop("Field of technology.", "技术领域", columns=("领域",))
    bottleneck: bool | None = prop(
        "Whether the region depends on others for it.",
        "是否卡脖子",
        columns=("卡脖子", "卡脖子技术"),
    )

    used_in = link(
        "USED_IN",
        "Product",
        label="应用产品",
        description="Products that need it.",
        inverse="technologies",
        inverse_label="所用技术",
        inverse_description="Technologies that the product needs.",
        columns=(column("应用产品", "产品名称"),),
        inverse_columns=(column("所用技术", "关键技术", "核心技术"),),
    )
    segments = link(
        "TECHNOLOGY_OF",
        "ChainSegment",
        label="所属环节",
        description="Segments that it belongs to.",
        inverse="technologies",
        inverse_label="环节技术",
        inverse_description="Technologies of the segment.",
        columns=(column("所属环节", "产业链环节", "环节名称"),),
    )
    projects = link_from(
        "PROJECT_ADDRESSES",
        "Project",
        label="攻关项目",
        description="Projects that work on it.",
        inverse="technologies",
        inverse_label="攻关技术",
        inverse_description="Technologies that the project works on.",
        columns=(column("攻关项目"),),
        inverse_columns=(column("攻关技术", "关键技术", "关键核心技术"),),
    )
