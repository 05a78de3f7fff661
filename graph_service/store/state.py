"""What the embedded store holds in memory, and a change to it that is not yet made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from graph_service.store.memory import MemoryGraph
from graph_service.store.merging import Pair, components
from graph_service.store.port import Conflict, Outcome
from graph_service.store.resolve import Resolved, resolve
from graph_service.store.standing import NO_CLOSINGS, Closings
from graph_service.store.units import Arrival, LinkKey, Unit
from schema.catalogue import Catalogue
from schema.columns import Scalar, Value, store_link, store_values
from schema.statements import Verdict

__all__ = ["Change", "Shown", "State", "Watch"]

Shown: TypeAlias = tuple[str, Mapping[str, Scalar]]
"""Type and columns of a node of the view."""


class State:
    """Statements and their view.

    Parameters
    ----------
    catalogue : Catalogue

    Attributes
    ----------
    arrivals : dict of str to Arrival
        Runs by id.
    nodes : dict of str to (tuple of Unit)
        What was said about records, by canonical id.
    links : dict of LinkKey to (tuple of Unit)
        What was said about links, by their canonical ends.
    verdicts : dict of (str, str) to Verdict
    canonical : dict of str to str
        Canonical id of every record that is united with another.
    waiting : dict of str to (set of LinkKey)
        Links that are not shown, because an end is missing or they are withdrawn, by both ends.
    graph : MemoryGraph
        The view.
    unclassified : frozenset of str
        The types that only say that nobody stated one.
    closings : mapping
        What later issues close.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.arrivals: dict[str, Arrival] = {}
        self.nodes: dict[str, tuple[Unit, ...]] = {}
        self.links: dict[LinkKey, tuple[Unit, ...]] = {}
        self.verdicts: dict[Pair, Verdict] = {}
        self.canonical: dict[str, str] = {}
        self.waiting: dict[str, set[LinkKey]] = {}
        self.graph = MemoryGraph(t.name for t in catalogue.concrete)
        self.unclassified = catalogue.unclassified
        self.closings: Closings = NO_CLOSINGS
        self.last_node_unit = 0
        self.last_link_unit = 0
        self._found: dict[str, str | set[str]] = {}
        self._declared = {t.name: {p.name: p for p in t.properties} for t in catalogue.concrete}

    def resolve(self, units: Sequence[Unit]) -> Resolved | None:
        """Return the type and the values that are shown of a subject; None if it is not to be seen."""
        return resolve(units, self.unclassified, self.closings)

    def show_node(self, type_: str, values: Mapping[str, Value]) -> Shown:
        """Lay out a resolved record."""
        declared = self._declared[type_]
        return type_, store_values([declared[n] for n in values if n in declared], values)

    def show_link(self, type_: str, values: Mapping[str, Value]) -> Mapping[str, Scalar]:
        """Lay out a resolved link."""
        return store_link(self.catalogue.links[type_], values)

    def canonical_link(self, link: LinkKey) -> LinkKey:
        """The link between the survivors of its ends."""
        type_, source, target, key = link
        survivors = self.canonical
        if source not in survivors and target not in survivors:
            return link
        return type_, survivors.get(source, source), survivors.get(target, target), key

    def judge(self, verdicts: Mapping[Pair, Verdict]) -> None:
        """Put verdicts in force."""
        self.verdicts = dict(verdicts)
        self.canonical = components(verdicts)
        self.graph.retire({i: c for i, c in self.canonical.items() if i != c})

    def links_of(self, id_: str) -> set[LinkKey]:
        """The links of a canonical id, those not shown included."""
        found = set(self.waiting.get(id_, ()))
        node = self.graph.nodes.get(id_)
        if node is not None:
            found.update(link.identity for links in node.out.values() for link in links)
            found.update(link.identity for links in node.into.values() for link in links)
        return found

    def wait(self, link: LinkKey) -> None:
        """Note a link that is not shown."""
        for end in link[1:3]:
            self.waiting.setdefault(end, set()).add(link)

    def cease_waiting(self, link: LinkKey) -> None:
        """Forget that a link was not shown."""
        for end in link[1:3]:
            held = self.waiting.get(end)
            if held is not None:
                held.discard(link)
                if not held:
                    del self.waiting[end]

    def find(self, key: str) -> tuple[str, ...]:
        """The canonical ids of the records that have a lookup key, in order."""
        held = self._found.get(key)
        if held is None:
            return ()
        ids = (held,) if isinstance(held, str) else held
        return tuple(sorted({self.canonical.get(id_, id_) for id_ in ids}))

    def add_keys(self, units: Iterable[Unit]) -> None:
        """Let records be found by the keys of units."""
        found = self._found
        for unit in units:
            record = unit.subject
            assert isinstance(record, str)  # noqa: S101 - only records have keys
            for key in unit.keys:
                held = found.get(key)
                if held is None:
                    found[key] = record
                elif isinstance(held, set):
                    held.add(record)
                elif held != record:
                    found[key] = {held, record}

    def drop_key(self, key: str, record: str) -> None:
        """Let a record no longer be found by a key."""
        held = self._found.get(key)
        if held == record:
            del self._found[key]
        elif isinstance(held, set):
            held.discard(record)
            if len(held) == 1:
                self._found[key] = held.pop()


@dataclass(slots=True)
class Change:
    """What a write does, first to the log and then to memory.

    Attributes
    ----------
    arrivals : tuple of (Arrival, int)
        Runs that said more, and the last row now known of each.
    retracted : Arrival or None
        A run that is taken back.
    closing : (Arrival, tuple of str) or None
        A run, and what it closes from now on.
    closings : mapping or None
        All that is closed afterwards, if that changes.
    closed : int
        How many records and links end by it.
    verdicts : mapping or None
        The verdicts in force afterwards, if they change.
    decided : tuple of (str, str)
        The pairs whose verdicts change.
    nodes, links : dict
        What is said afterwards about what was touched; empty if nothing.
    new_nodes, repeated_nodes, new_links, repeated_links : list of Unit
        Units to add to the log, and those whose count rose.
    shown_nodes, shown_links : dict
        What is shown afterwards of what changed; None if nothing.
    erased_nodes, erased_links, rewritten : list of Unit
        Units that are erased from the log, and those that say less than before.
    forgotten : list of Unit
        What these said, as far as it was asked to be erased.
    lost_keys : set of (str, str)
        Lookup keys that no longer find a record.
    rows, conflicts, classified
        For the report.
    """

    arrivals: tuple[tuple[Arrival, int], ...] = ()
    retracted: Arrival | None = None
    closing: tuple[Arrival, tuple[str, ...]] | None = None
    closings: Closings | None = None
    closed: int = 0
    verdicts: Mapping[Pair, Verdict] | None = None
    decided: tuple[Pair, ...] = ()
    nodes: dict[str, tuple[Unit, ...]] = field(default_factory=dict)
    links: dict[LinkKey, tuple[Unit, ...]] = field(default_factory=dict)
    new_nodes: list[Unit] = field(default_factory=list)
    repeated_nodes: list[Unit] = field(default_factory=list)
    new_links: list[Unit] = field(default_factory=list)
    repeated_links: list[Unit] = field(default_factory=list)
    erased_nodes: list[Unit] = field(default_factory=list)
    erased_links: list[Unit] = field(default_factory=list)
    rewritten: list[Unit] = field(default_factory=list)
    forgotten: list[Unit] = field(default_factory=list)
    shown_nodes: dict[str, Shown | None] = field(default_factory=dict)
    shown_links: dict[LinkKey, Mapping[str, Scalar] | None] = field(default_factory=dict)
    lost_keys: set[tuple[str, str]] = field(default_factory=set)
    rows: dict[int, Outcome] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    classified: int = 0

    @property
    def size(self) -> int:
        """How many records and links it touches."""
        return len(self.nodes) + len(self.links)


Watch: TypeAlias = Callable[[State, Change], None]
"""Sees what is held and each change to it before that is made."""
