"""Administrative districts."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, prop


@entity("行政区划", plural="districts", synonyms=("区县", "县(市、区)"))
class District(Entity):
    """An administrative district, identified by its national code."""

    name: str | None = prop(
        "Name.", "名称", columns=("区划名称", "县(市、区)名称"), naming=True, indexed=True
    )
    aliases: tuple[str, ...] = prop(
        "Short and former names.", "简称", columns=("别名", "曾用名"), naming=True
    )
    code: str | None = prop(
        "National code of administrative districts.",
        "区划代码",
        columns=("行政区划代码", "代码"),
        identifier="district-code",
        indexed=True,
    )
    longitude: float | None = prop("Longitude of the seat of government.", "经度", unit="degree")
    latitude: float | None = prop("Latitude of the seat of government.", "纬度", unit="degree")
    datum: str | None = prop("Geodetic datum of the coordinates.", "坐标系")

    part_of = link(
        "DISTRICT_OF",
        "District",
        label="上级区划",
        description="The district it belongs to.",
        inverse="parts",
        inverse_label="下级区划",
        inverse_description="Districts that belong to it.",
        columns=(column("所属城市", "上级区划代码"),),
    )
