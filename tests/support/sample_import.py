"""A folder of sample files, imported through the ordinary path, as plain values to compare."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from stores import MEMORY, Place

from analytics.chains.coverage import ChainQuestion, chain_coverage
from analytics.chains.provisions import ChainColumn
from analytics.industry_links.industry_ties import Indicator
from analytics.industry_links.weak_links import WeakLinksQuestion, weak_links
from analytics.tables import Tables
from analytics.window import day_text
from graph_service.ingest import import_files
from graph_service.sample import SAMPLE_FILES, TODAY
from graph_service.snapshot import Snapshots
from graph_service.store.port import GraphInfo, Store
from loaders.report import ImportReport
from schema.catalogue import load_catalogue
from schema.packs import load_pack

HOPS = 2
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
class Chain:
    """What the product says of one industry chain."""

    local: dict[tuple[str, str], int]
    anywhere: dict[tuple[str, str], int]
    """By segment and stage; the supports of the whole chain are under its name."""
    cells: dict[tuple[str, str], str]
    segments: dict[str, set[str]]
    broken: set[tuple[str, str]]


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
    chains: dict[str, Chain]
    """By name."""
    tables: Tables


def import_sample_files(folder: Path, place: Place = MEMORY, *, twice: bool = False) -> Imported:
    return asyncio.run(_import(folder, place, twice=twice))


async def _import(folder: Path, place: Place, *, twice: bool) -> Imported:
    async with place.new() as store:
        return await _imported(folder, store, twice=twice)


async def _imported(folder: Path, store: Store, *, twice: bool) -> Imported:
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
    chains = {}
    for id_ in tables.nodes["IndustryChain"].ids:
        asked = ChainQuestion(chain=id_, region=pack.home_region, hops=HOPS)
        chains[names[id_][0]] = _chain(tables, asked, names)
    again = await everything() if twice else []
    return Imported(reports, again, info, await store.version(), names, weak, chains, tables)


def _chain(tables: Tables, question: ChainQuestion, names: dict[str, tuple[str, str]]) -> Chain:
    index = next(i for i in range(tables.size) if tables.id_of(i) == question.chain)
    found = chain_coverage(tables, question, index)
    segments = [names[tables.id_of(int(segment))][0] for segment in found.segments]
    rows = [*segments, names[question.chain][0]]
    places = {
        (row, column.value): (i, j)
        for i, row in enumerate(rows)
        for j, column in enumerate(ChainColumn)
        if (i == len(segments)) == (column in (ChainColumn.FINANCE, ChainColumn.TALENT))
    }
    return Chain(
        {key: int(found.local[at]) for key, at in places.items()},
        {key: int(found.anywhere[at]) for key, at in places.items()},
        {(s, c): found.cell(i, ChainColumn(c))[0].value for (s, c), (i, _) in places.items()},
        {s: {f.value for f in told} for s, told in zip(segments, found.findings, strict=True)},
        {(segments[h.row], h.stage.value) for h in found.handovers if h.distance is None},
    )
