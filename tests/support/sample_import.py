"""A folder of sample files, imported through the ordinary path, as plain values to compare."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from stores import MEMORY, Place

from analytics.industry_ties import Indicator
from analytics.weak_links import WeakLinksQuestion, weak_links
from analytics.window import day_text
from graph_service.ingest import import_files
from graph_service.sample import SAMPLE_FILES, TODAY
from graph_service.snapshot import Snapshots
from graph_service.store.port import GraphInfo, Store
from loaders.report import ImportReport
from schema.catalogue import load_catalogue
from schema.packs import load_pack

ASKED = ("Platform", "ResearchInstitute", "University")


@dataclass
class Weakness:
    """What the product says of one organisation."""

    rules: set[str]
    enterprises: int
    partners: int
    dominance: float | None
    newest: str | None


@dataclass
class Imported:
    """What came of an import."""

    reports: list[ImportReport]
    again: list[ImportReport]
    info: GraphInfo
    version_after_again: str
    names: dict[str, tuple[str, str]]
    """Name and type by record id."""
    weak: dict[str, Weakness]
    """By record id."""


def import_sample_files(folder: Path, place: Place = MEMORY) -> Imported:
    return asyncio.run(_import(folder, place))


async def _import(folder: Path, place: Place) -> Imported:
    async with place.new() as store:
        return await _imported(folder, store)


async def _imported(folder: Path, store: Store) -> Imported:
    catalogue, pack = load_catalogue(), load_pack("wenzhou-2021")

    async def everything() -> list[ImportReport]:
        return [
            await import_files(store, catalogue, pack, [folder / f.name], as_type=f.as_type)
            for f in SAMPLE_FILES
        ]

    reports = await everything()
    info = await store.info()
    snapshots = Snapshots(store, catalogue)
    tables = await snapshots.tables(snapshots.ecosystem(TODAY.isoformat()))
    question = WeakLinksQuestion(types=ASKED, region=pack.home_region)
    found = weak_links(tables, question)
    weak = {}
    for row, unit in enumerate(found.units):
        share = found.indicators[Indicator.ENTERPRISE_SHARE]
        weak[tables.id_of(int(unit))] = Weakness(
            {rule.value for rule, fired in found.fired.items() if fired[row]},
            int(share.numerator[row]),
            int(share.denominator[row]),
            found.indicators[Indicator.LARGEST_ENTERPRISE].value(row),
            day_text(int(found.newest[row])),
        )
    ids = [id_ for table in tables.nodes.values() for id_ in table.ids]
    described = await store.describe(ids)
    names = {d.id: (str(d.values.get("name")), d.type) for d in described if d}
    again = await everything()
    return Imported(reports, again, info, await store.version(), names, weak)
