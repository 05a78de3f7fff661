"""Products."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, link_from, prop


@entity("产品", plural="products", synonyms=("产品目录", "主导产品"))
class Product(Entity):
    """A kind of goods; where it stands in a chain depends on the chain."""

    name: str | None = prop("Name.", "产品名称", columns=("名称",), naming=True)
    aliases: tuple[str, ...] = prop(
        "Short and other names.", "产品简称", columns=("简称", "别名"), naming=True
    )
    code: str | None = prop(
        "Code by which sources know it.",
        "产品代码",
        columns=("代码",),
        identifier="product-code",
    )

    segments = link(
        "PRODUCT_OF",
        "ChainSegment",
        label="所属环节",
        description="Segments that it belongs to.",
        inverse="products",
        inverse_label="环节产品",
        inverse_description="Products of the segment.",
        columns=(column("所属环节", "产业链环节", "环节名称"),),
    )
    producers = link_from(
        "PRODUCES",
        "Organization",
        label="生产单位",
        description="Organisations that make it.",
        inverse="products",
        inverse_label="生产产品",
        inverse_description="Products that it makes.",
        columns=(column("生产单位", "生产企业"),),
        inverse_columns=(column("主要产品", "主营产品", "生产产品"),),
    )
    downstream = link(
        "UPSTREAM_OF",
        "Product",
        label="下游产品",
        description="Products that are made from it.",
        inverse="upstream",
        inverse_label="上游产品",
        inverse_description="Products that it is made from.",
        columns=(column("下游产品"),),
        inverse_columns=(column("上游产品"),),
    )
