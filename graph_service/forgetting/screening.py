"""The rows of an import without what was forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from graph_service.forgetting.documents import ERASED
from graph_service.forgetting.refusals import Refusals
from graph_service.forgetting.traces import Traces, squeezed, texts_of
from graph_service.ingest_batches import Batch, Place, Taken
from graph_service.store.ledger import Ledger
from loaders.drafts import CellFlaw, DraftLink, DraftNode, DraftRow
from loaders.flaws import Flaw
from loaders.records import Candidate, Record
from loaders.report import RunReport
from loaders.rows import Cell
from schema.catalogue import Catalogue
from schema.columns import Value

__all__ = ["Screen"]

_RECORD: Final = Flaw(
    "FORGOTTEN",
    "The row speaks of a record that was forgotten; nothing was taken of that record.",
    "Take it out of the table: whoever asked to be forgotten is not to be kept.",
)
_VALUE: Final = Flaw(
    "FORGOTTEN",
    "The cell has a value that was forgotten; it was not taken.",
    "Empty the cell: what was forgotten is not to be kept.",
)


class _Screened:
    """What is left of a batch, and the cells to keep of rows of which something was refused."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.cells: dict[int, list[Cell]] = {}


class Screen:
    """Takes out of batches what was forgotten.

    Parameters
    ----------
    refusals : Refusals
    catalogue : Catalogue
    """

    def __init__(self, refusals: Refusals, catalogue: Catalogue) -> None:
        self._refusals = refusals
        self._catalogue = catalogue
        self._known: set[str] = set()
        self._drafts: dict[DraftNode, bool] = {}
        self._clean: set[DraftNode] = set()
        self._records: set[Record] = set()
        self._values: dict[DraftNode, Mapping[str, Value]] = {}

    @classmethod
    async def of(cls, ledger: Ledger, catalogue: Catalogue) -> Screen | None:
        """Return the screen of a store; None if nothing was ever forgotten there."""
        refusals = await Refusals.of(ledger)
        return None if refusals is None else cls(refusals, catalogue)

    def learn(self, ids: Iterable[str]) -> None:
        """Take the ids of records that the store has."""
        self._known.update(ids)

    def screen(
        self,
        batch: Batch,
        report: RunReport,
        note: Callable[[Place, int, Sequence[CellFlaw]], None],
    ) -> tuple[Batch, Mapping[int, list[Cell]]]:
        """Take out of a batch what was forgotten, and of the report what is wrong with its rows.

        Parameters
        ----------
        batch : Batch
            Of records that are settled.
        report : RunReport
        note : callable
            Gets the place, the row and what was refused.

        Returns
        -------
        batch : Batch
        cells : mapping of int to (list of Cell)
            What may be kept of rows of which something was refused, by their ordinals.
        """
        # Of drafts that earlier batches had too, those are remembered that are refused.
        self._drafts = {draft: refused for draft, refused in self._drafts.items() if refused}
        self._clean.clear()
        found = _Screened()
        for row in batch.taken:
            self._screen(row, batch, found, note)
        if found.cells:
            places = {
                (row.place.report.file, row.place.report.sheet, row.number)
                for row in batch.taken
                if row.ordinal in found.cells
            }
            # In place: a thread adds those of the rows to come.
            for at, issue in enumerate(report.issues):
                here = (issue.file, issue.sheet, issue.row) in places
                if here and issue.code != _RECORD.code:
                    report.issues[at] = issue._replace(value="", message=ERASED, hint="")
        return batch._replace(taken=found.taken), found.cells

    def candidates(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Leave out doubts about records that are refused."""
        return [
            candidate
            for candidate in candidates
            if self._records.isdisjoint((candidate.record, *candidate.others))
        ]

    def newcomers(self, newcomers: Mapping[Record, int]) -> dict[Record, int]:
        """Leave out new records that are refused."""
        return {record: row for record, row in newcomers.items() if record not in self._records}

    def _screen(
        self,
        row: Taken,
        batch: Batch,
        found: _Screened,
        note: Callable[[Place, int, Sequence[CellFlaw]], None],
    ) -> None:
        draft = row.draft
        nodes = list(_meant(draft.nodes))
        refused = [node for node in nodes if self._is_refused(node)]
        values = {node: self._refused_values(node) for node in nodes if node not in refused}
        values = {node: lost for node, lost in values.items() if lost}
        if not refused and not values:
            found.taken.append(row)
            return
        traces = _traces(
            [(node, node.values) for node in refused]
            + [
                (node, {name: self._values[node][name] for name in lost})
                for node, lost in values.items()
            ],
            self._catalogue,
        )
        line = batch.rows[row.ordinal - (batch.last - len(batch.rows)) - 1][1]
        found.cells[row.ordinal] = traces.without(line.row.cells, spoken_of=True) or []
        flaws = [CellFlaw("", None, _RECORD)] if refused else []
        for node, lost in values.items():
            for name in lost:
                column, _ = row.place.stating.stated_in(
                    line.meant or line.row, name, str(self._values[node][name]), link=False
                )
                flaws.append(CellFlaw(column, None, _VALUE))
        note(row.place, row.number, flaws)
        left = [node for node in nodes if node not in refused]
        stated = any(not node.mention for node in left)
        if refused and not stated and (not left or any(not node.mention for node in refused)):
            # Whom the row only names beside one who was forgotten it says nothing of.
            row.place.report.rejected += 1
            return
        links = [
            link
            for link in _links(draft.links)
            if link.source not in refused and link.target not in refused
        ]
        for node in left:
            self._strip(node, refused)
        found.taken.append(row._replace(draft=DraftRow(left, links, draft.flaws)))

    def _is_refused(self, node: DraftNode) -> bool:
        known = self._drafts.get(node)
        if known is None:
            known = self._drafts[node] = self._was_forgotten(node)
        return known

    def _was_forgotten(self, node: DraftNode) -> bool:
        record = node.record
        if record is None:
            return False
        if record in self._records:
            return True
        by_name = not node.bound and record.id not in self._known
        names = node.name_keys if by_name else ()
        refused = self._refusals.refuses_record(node.keys, names, node.traits if by_name else ())
        if refused:
            self._records.add(record)
        return refused

    def _refused_values(self, node: DraftNode) -> Sequence[str]:
        """Take refused values out of a draft, and name their properties."""
        before = self._values.get(node)
        if before is not None:
            return [name for name in before if before[name] != node.values.get(name)]
        if node in self._clean or node.record is None:
            return ()
        ids = (f"id:{node.record.id}", *node.keys)
        refused = self._refusals.refused_of(ids, node.values)
        if not refused:
            self._clean.add(node)
            return ()
        self._values[node] = node.values
        left = {name: refused.get(name, value) for name, value in node.values.items()}
        node.values = {name: value for name, value in left.items() if value is not None}
        lost = {
            squeezed(str(value)) for name in refused for value in _parts(self._values[node][name])
        }
        node.keys = tuple(key for key in node.keys if not _is_made_of(key, lost))
        return list(refused)

    def _strip(self, node: DraftNode, refused: Sequence[DraftNode]) -> None:
        """Leave out lookup keys that name a record that is refused."""
        ids = [refused_one.record.id for refused_one in refused if refused_one.record is not None]
        if any(id_ in key for id_ in ids for key in node.keys):
            node.keys = tuple(key for key in node.keys if not any(id_ in key for id_ in ids))


def _meant(nodes: Iterable[DraftNode]) -> Iterator[DraftNode]:
    for node in nodes:
        yield from node.parts if node.divided else (node,)


def _links(links: Iterable[DraftLink]) -> Iterator[DraftLink]:
    for link in links:
        for source in _meant((link.source,)):
            for target in _meant((link.target,)):
                yield link._replace(source=source, target=target)


def _parts(value: Value) -> Sequence[Value]:
    return value if isinstance(value, tuple) else (value,)


def _is_made_of(key: str, texts: Iterable[str]) -> bool:
    """Whether a lookup key is made of a value: it is an identifier or a name in it."""
    said = squeezed(key)
    return any(said.endswith(f":{text}") or f":{text}@" in said for text in texts)


def _traces(said: Iterable[tuple[DraftNode, Mapping[str, Value]]], catalogue: Catalogue) -> Traces:
    near: set[str] = set()
    vague = False
    for node, values in said:
        texts, other = texts_of(values, catalogue.by_name[node.type].properties)
        near |= texts
        vague |= other or not texts
    return Traces(frozenset(), (), near=tuple(sorted(near)), vague=vague)
