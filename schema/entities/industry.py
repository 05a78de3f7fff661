"""Industries."""

from __future__ import annotations

from schema.language import Entity, Term, column, entity, link, prop


@entity("产业", plural="industries", synonyms=("产业门类", "行业"))
class Industry(Entity):
    """An industry that the region plans for."""

    name: str | None = prop("Name.", "产业名称", columns=("名称",), naming=True)
    aliases: tuple[str, ...] = prop(
        "Short and other names.", "产业简称", columns=("简称", "别名"), naming=True
    )
    code: str | None = prop(
        "Code by which sources know it.",
        "产业代码",
        columns=("代码",),
        identifier="industry-code",
    )
    term: Term | None = prop(
        "Which of the pack's industries it is.",
        "对应产业",
        columns=("产业目录",),
        vocabulary="industries",
    )
    group: Term | None = prop(
        "Group within the region's list.",
        "产业分组",
        columns=("产业类别", "分组"),
        vocabulary="industry_groups",
    )
    gb_codes: tuple[str, ...] = prop(
        "Codes of GB/T 4754 that it covers; proposed, no official text maps them.",
        "国民经济行业代码",
        columns=("行业代码",),
        notation="gbt4754",
    )

    part_of = link(
        "INDUSTRY_OF",
        "Industry",
        label="上级产业",
        description="The industry it belongs to.",
        inverse="parts",
        inverse_label="下级产业",
        inverse_description="Industries that belong to it.",
        columns=(column("上级产业", "所属产业"),),
    )
