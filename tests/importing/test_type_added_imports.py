"""A type that is declared on the fly imports like those that are shipped."""

from __future__ import annotations

from read_back import linked_names, nodes_by_name

from graph_service.ingest import import_files
from schema.catalogue import Catalogue
from schema.language import Entity, column, entity, link, prop
from schema.money import Money

TABLE = """专利名称,申请号,估值(万元),权利人,区县
一种阀,201710601862.3,12,甲公司；温州大学,鹿城区
一种泵,95115608.X,,甲公司,
"""


@entity("专利", plural="patents", synonyms=("发明",))
class Patent(Entity):
    """A granted patent."""

    name: str | None = prop("Title.", "名称", naming=True)
    application: str | None = prop("Application number.", "申请号", identifier="application")
    worth: Money | None = prop("What it is worth.", "估值")
    owners = link(
        "OWNED_BY",
        "Organization",
        label="权利人",
        description="Who owns it.",
        inverse="patents",
        inverse_label="专利",
        inverse_description="Patents that it owns.",
        columns=(column("权利人"),),
    )
    filed_in = link(
        "FILED_IN",
        "District",
        label="申请地",
        description="Where it was filed.",
        inverse="patents",
        inverse_label="专利",
        inverse_description="Patents filed there.",
        columns=(column("区县"),),
    )


async def test_rows_of_a_new_type_come_in(place, catalogue, pack, tmp_path):
    wider = Catalogue((*catalogue.types, Patent.__entity__))
    (tmp_path / "p.csv").write_text(TABLE, encoding="utf-8")
    async with place.new(wider) as store:
        # Nobody says the type: the columns do.
        report = await import_files(store, wider, pack, [tmp_path / "p.csv"])
        patents = await nodes_by_name(store, "Patent", "worthMinor")
        owners = await linked_names(store, "Patent", "OWNED_BY", "Organization")
        places = await linked_names(store, "Patent", "FILED_IN", "District")

    assert (report.total("read"), report.total("created")) == (2, 2)
    assert patents["一种阀"]["id"] == "Patent:201710601862.3"
    # 12 x 10,000 yuan x 100 fen
    assert {n: p["worthMinor"] for n, p in patents.items()} == {
        "一种阀": 12_000_000,
        "一种泵": None,
    }
    assert owners == {("一种阀", "甲公司"), ("一种阀", "温州大学"), ("一种泵", "甲公司")}
    assert places == {("一种阀", "鹿城区")}
