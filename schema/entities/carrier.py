"""Innovation carriers."""

from __future__ import annotations

from schema.language import Entity, Term, column, entity, link, link_from, prop
from schema.time import PartialDate


@entity("创新载体", plural="carriers", synonyms=("载体", "科创载体"))
class Carrier(Entity):
    """An accredited laboratory, centre or station that a platform, university or firm hosts."""

    name: str | None = prop("Name.", "载体名称", columns=("名称",), naming=True, indexed=True)
    aliases: tuple[str, ...] = prop(
        "Short and former names.", "载体简称", columns=("简称", "别名"), naming=True
    )
    kind: Term | None = prop(
        "What kind of carrier.",
        "载体类别",
        columns=("载体类型", "类别"),
        vocabulary="carrier_kinds",
        indexed=True,
    )
    level: Term | None = prop(
        "Level of recognition, as stated; its accreditations say since when.",
        "载体级别",
        columns=("级别",),
        vocabulary="levels",
        indexed=True,
    )
    founded_on: PartialDate | None = prop(
        "When it was set up.", "建立日期", columns=("批准日期", "设立日期")
    )

    hosts = link_from(
        "HOSTS",
        "Organization",
        label="依托单位",
        description="Organisations that host it.",
        inverse="carriers",
        inverse_label="创新载体",
        inverse_description="Carriers that it hosts.",
        columns=(column("依托单位", "建设单位", "承建单位"),),
    )
    served_segments = link(
        "CARRIER_SERVES",
        "ChainSegment",
        label="服务环节",
        description="Segments of industry chains that it serves.",
        inverse="carriers",
        inverse_label="服务载体",
        inverse_description="Carriers that serve the segment.",
        columns=(column("服务环节", "产业链环节"),),
    )
