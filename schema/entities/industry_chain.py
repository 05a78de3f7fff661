"""Industry chains."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, prop


@entity("产业链", plural="industryChains", synonyms=("链条",))
class IndustryChain(Entity):
    """The segments through which the goods of an industry come about."""

    name: str | None = prop("Name.", "产业链名称", columns=("名称",), naming=True)
    aliases: tuple[str, ...] = prop(
        "Short and other names.", "产业链简称", columns=("简称", "别名"), naming=True
    )
    code: str | None = prop(
        "Code by which sources know it.",
        "产业链代码",
        columns=("代码",),
        identifier="chain-code",
    )

    industry = link(
        "CHAIN_OF",
        "Industry",
        label="所属产业",
        description="The industry whose chain it is.",
        inverse="chains",
        inverse_label="产业链",
        inverse_description="Chains of the industry.",
        columns=(column("所属产业", "产业名称"),),
    )
