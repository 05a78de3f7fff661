"""From what was changed on trial to what people are told of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice

from graph_service.ingest_batches import OpenedTable
from graph_service.ingest_ledger import KeptRows
from graph_service.preview.changes import ChangeLog, Shown, Touched
from graph_service.preview.told import (
    ConflictPreview,
    Place,
    Preview,
    SubjectPreview,
    ValuePreview,
    Withdrawn,
)
from graph_service.store.ledger import Ledger
from graph_service.store.units import Subject, Unit, subject_text
from loaders.cell_finder import CellFinder
from loaders.fields import name_property
from loaders.report import ImportReport
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.packs import Pack

__all__ = ["Teller"]


class Teller:
    """Tells what an import on trial did.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    log : ChangeLog
    tables : sequence of OpenedTable
        The tables that were read, in order.
    ledger : Ledger
        It holds the rows as they were read.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        pack: Pack,
        log: ChangeLog,
        tables: Sequence[OpenedTable],
        ledger: Ledger,
    ) -> None:
        self._catalogue = catalogue
        self._pack = pack
        self._log = log
        self._rows = KeptRows(ledger)
        self._runs: dict[str, list[OpenedTable]] = {}
        for table in tables:
            self._runs.setdefault(table.run, []).append(table)
        self._finders: dict[int, CellFinder] = {}

    async def tell(self, report: ImportReport, limit: int) -> Preview:
        """Tell the first of everything, and how much there is."""
        log = self._log
        told = Preview(report, limit, conflict_count=log.conflict_count, retracted=log.retracted)
        sources = {run.run: run.source for run in report.runs}
        order = {run: number for number, run in enumerate(sources)}
        listed: list[tuple[tuple[bool, int, int, bool], Touched]] = []
        for touched in log.touched():
            counter = told.records if isinstance(touched.subject, str) else told.links
            counter[touched.outcome] += 1
            listed.append((_rank(touched, order), touched))
        listed.sort(key=lambda ranked: ranked[0])
        for _, touched in islice(listed, limit):
            told.changes.append(await self._subject(touched))
        for run, conflict in islice(log.conflicts, limit):
            place = await self._row(run, sources.get(run, ""), conflict.row)
            told.conflicts.append(
                ConflictPreview(
                    conflict.subject, conflict.property, conflict.kept, conflict.offered, place
                )
            )
        for unit in log.withdrawn():
            told.withdrawn_count += 1
            if told.withdrawn_count <= limit:
                told.withdrawn.append(self._withdrawn(unit))
        return told

    async def _subject(self, touched: Touched) -> SubjectPreview:
        subject = touched.subject
        shown = touched.after or touched.before
        assert shown is not None  # noqa: S101 - it was there or is
        link = () if isinstance(subject, str) else subject
        ours = [u for u in touched.units if u.arrival.run.id in self._runs]
        first = min(ours, key=lambda u: (u.arrival.sequence, u.first), default=None)
        return SubjectPreview(
            id=subject if isinstance(subject, str) else "",
            type=shown.type,
            name=self._name(subject, shown),
            source=link[1] if link else "",
            target=link[2] if link else "",
            outcome=touched.outcome,
            place=await self._place(first, first.first) if first else None,
            values=tuple([await self._value(*differing) for differing in _differing(touched)]),
        )

    async def _value(
        self, name: str, before: Value | None, after: Value | None, unit: Unit | None
    ) -> ValuePreview:
        place = await self._place(unit, unit.row, name) if unit is not None else None
        return ValuePreview(name, before, after, place)

    async def _place(self, unit: Unit, ordinal: int, name: str = "") -> Place:
        """Where a unit was read, or the cell in which one of its values was."""
        run = unit.arrival.run
        value = unit.values.get(name)
        return await self._row(run.id, run.source, ordinal, unit.type, name, value)

    async def _row(  # noqa: PLR0917 - private
        self,
        run: str,
        source: str,
        ordinal: int,
        type_: str = "",
        name: str = "",
        value: Value | None = None,
    ) -> Place:
        if run not in self._runs:
            return Place(source)
        row = await self._rows.row(run, ordinal)
        if row is None:
            return Place(source)
        found = None
        if value is not None:
            found = self._finder(run, ordinal).find(row.cells, type_, name, value)
        column, cell = found or ("", "")
        return Place(source, row.file, row.sheet, row.number, column, cell)

    def _finder(self, run: str, ordinal: int) -> CellFinder:
        tables = self._runs[run]
        ends, end = [], 0
        for table in tables:
            end += table.report.read
            ends.append(end)
        table = tables[bisect_right(ends, ordinal - 1)]
        found = self._finders.get(id(table))
        if found is None:
            found = CellFinder(self._catalogue, self._pack, table.layout, table.headers)
            self._finders[id(table)] = found
        return found

    def _withdrawn(self, unit: Unit) -> Withdrawn:
        run = unit.arrival.run
        return Withdrawn(
            subject=subject_text(unit.subject),
            type=unit.type,
            name=self._name(unit.subject, Shown(unit.type, _known(unit), {})),
            source=run.source,
            period=run.period,
            values=_known(unit),
        )

    def _name(self, subject: Subject, shown: Shown | None) -> str:
        """A record's name, or those of a link's ends."""
        if not isinstance(subject, str):
            ends = (self._name(end, self._log.shown(end)) for end in subject[1:3])
            return " → ".join(ends)
        if shown is None:
            return subject
        naming = name_property(self._catalogue.by_name[shown.type].properties)
        name = shown.values.get(naming.name) if naming else None
        return subject if name is None else str(name)


def _rank(touched: Touched, order: dict[str, int]) -> tuple[bool, int, int, bool]:
    """Changes first, in the order of the rows that say them, then what only vanishes."""
    ours = [(order[u.arrival.run.id], u.first) for u in touched.units if u.arrival.run.id in order]
    run, row = min(ours, default=(len(order), 0))
    return touched.outcome == "unchanged", run, row, not isinstance(touched.subject, str)


def _differing(
    touched: Touched,
) -> Iterable[tuple[str, Value | None, Value | None, Unit | None]]:
    before, after = touched.before, touched.after
    if isinstance(touched.subject, str) and before and after and before.type != after.type:
        yield "type", before.type, after.type, None
    then = before.values if before else {}
    now = after.values if after else {}
    for name in dict.fromkeys((*now, *then)):
        if then.get(name) != now.get(name):
            unit = after.units.get(name) if after else None
            yield name, then.get(name), now.get(name), unit


def _known(unit: Unit) -> dict[str, Value]:
    return {name: value for name, value in unit.values.items() if value is not None}
