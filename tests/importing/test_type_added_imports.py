"""A type that is declared on the fly imports like those that are shipped."""

from __future__ import annotations

from read_back import linked_names, nodes_by_name

from graph_service.ingest import import_files
from schema.catalogue import Catalogue
from schema.language import Entity, column, entity, link, prop
from schema.money import Money

TABLE = """风筝名称,飞行证号,估值(万元),放飞者,区县
龙,201710601862.3,12,甲公司；温州大学,鹿城区
蝶,95115608.X,,甲公司,
"""


@entity("风筝", plural="kites", synonyms=("纸鸢",))
class Kite(Entity):
    """A kite."""

    name: str | None = prop("Title.", "名称", naming=True)
    permit: str | None = prop("Permit.", "飞行证号", identifier="permit")
    worth: Money | None = prop("What it is worth.", "估值")
    owners = link(
        "OWNED_BY",
        "Organization",
        label="放飞者",
        description="Who owns it.",
        inverse="kites",
        inverse_label="风筝",
        inverse_description="Kites that it owns.",
        columns=(column("放飞者"),),
    )
    flies_in = link(
        "FLIES_IN",
        "District",
        label="放飞地",
        description="Where it flies.",
        inverse="kites",
        inverse_label="风筝",
        inverse_description="Kites that fly there.",
        columns=(column("区县"),),
    )


async def test_rows_of_a_new_type_come_in(place, catalogue, pack, tmp_path):
    wider = Catalogue((*catalogue.types, Kite.__entity__))
    (tmp_path / "p.csv").write_text(TABLE, encoding="utf-8")
    async with place.new(wider) as store:
        # Nobody says the type: the columns do.
        report = await import_files(store, wider, pack, [tmp_path / "p.csv"])
        kites = await nodes_by_name(store, "Kite", "worthMinor")
        owners = await linked_names(store, "Kite", "OWNED_BY", "Organization")
        places = await linked_names(store, "Kite", "FLIES_IN", "District")

    assert (report.total("read"), report.total("created")) == (2, 2)
    assert kites["龙"]["id"] == "Kite:201710601862.3"
    # 12 x 10,000 yuan x 100 fen
    assert {n: p["worthMinor"] for n, p in kites.items()} == {
        "龙": 12_000_000,
        "蝶": None,
    }
    assert owners == {("龙", "甲公司"), ("龙", "温州大学"), ("蝶", "甲公司")}
    assert places == {("龙", "鹿城区")}
