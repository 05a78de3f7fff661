"""Derived fields: what they need stands hidden in the plan of the query, so that none costs a read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph_service.api.context import ResolveInfo
from graph_service.api.executor.reading import Pure
from graph_service.api.registry import GeneratedField, Registry, described
from graph_service.api.served import Part
from graph_service.api.shapes import Shape, hop_of
from graph_service.api.values import annotation_of, served_by, vocabulary_of
from graph_service.store.plan import (
    And,
    Column,
    Compare,
    Connection,
    Field,
    Filter,
    Follow,
    LinkFilter,
    NodeView,
    Op,
    Or,
    OrderKey,
    Selection,
)
from schema.catalogue import Catalogue
from schema.columns import columns_of
from schema.derived import Derived, Recognitions
from schema.packs import Pack

__all__ = ["declare_based", "derived_field", "needs"]

_NODE = "node"


def needs(
    key: str, derived: Derived, shape: Shape, part: Part, as_of: str
) -> Iterator[Field | Follow]:
    """Plan what a derived field needs, under keys that no query can name.

    Parameters
    ----------
    key : str
        The field's response key.
    derived : Derived
    shape : Shape
        Of the type that is read.
    part : Part
    as_of : str
        The ISO day asked about.
    """
    for name in derived.rule.reads:
        yield Field(f"{key}.{name}", columns_of(shape.properties[name]))
    recognitions = derived.rule.recognitions
    if recognitions is not None:
        end = shape.links[recognitions.link]
        true_ones = _true_ones(recognitions, part.shapes[end.far], part.pack, as_of)
        yield Follow(f"{key}.{end.name}", hop_of(end), true_ones)


def derived_field(
    derived: Derived, registry: Registry, pack: Pack, *, guarded: bool
) -> GeneratedField:
    """Make the field of an object type; null where who asks may not read it, if it is guarded."""
    shown, rule = derived.shown, derived.rule
    served = served_by(shown, pack)
    recognitions = rule.recognitions
    needed = (*rule.reads, *([recognitions.link] if recognitions else ()))

    def resolve(row: Any, info: ResolveInfo) -> Any:
        key = info.path.key
        if guarded and any(f"{key}.{name}" not in row for name in needed):
            return None
        own = {name: row[f"{key}.{name}"] for name in rule.reads}
        granted = (
            [entry[_NODE] for entry in row[f"{key}.{recognitions.link}"].entries]
            if recognitions
            else ()
        )
        value = rule.value(pack, own, granted)
        return served(value) if served and not derived.based else value

    annotation = annotation_of(shown, registry, guarded=guarded)
    if derived.based:
        annotation = registry[_based(derived)] | None
    text = described(shown.description, shown.label)
    return GeneratedField(shown.name, annotation, text, resolve, reading=Pure(alone=True))


def declare_based(registry: Registry, catalogue: Catalogue) -> None:
    """Declare the types of values that say on what they rest."""
    found = [d for t in catalogue.types for d in t.derived if d.based]
    for name, derived in {_based(d): d for d in found}.items():
        vocabulary = vocabulary_of(derived.shown).__name__
        registry.declare_object(
            name,
            f"A {vocabulary} and where it comes from.",
            lambda vocabulary=vocabulary: _parts(registry, vocabulary),  # type: ignore[misc]
        )


def _parts(registry: Registry, vocabulary: str) -> Iterable[GeneratedField]:
    value = vocabulary[0].lower() + vocabulary[1:]
    yield GeneratedField(
        value,
        registry[vocabulary],
        "The value.",
        lambda pair, _info: pair[0],
        reading=Pure(alone=True),
    )
    yield GeneratedField(
        "basis",
        registry["Basis"],
        "Whether it was given or worked out.",
        lambda pair, _info: pair[1].name,
        reading=Pure(alone=True),
    )


def _based(derived: Derived) -> str:
    return f"{vocabulary_of(derived.shown).__name__}Of"


def _true_ones(wanted: Recognitions, far: Shape, pack: Pack, as_of: str) -> Connection:
    """The newest accreditations of one meaning whose own dates cover the day, too."""
    kind = far.properties[wanted.kind]
    condition = And(
        (
            Compare(kind.name, Op.IN, pack.meaning(str(kind.vocabulary), wanted.meaning)),
            _open_or(wanted.first, "First", Op.LTE, as_of),
            _open_or(wanted.last, "Last", Op.GTE, as_of),
        )
    )
    fields = tuple(Field(name, columns_of(far.properties[name])) for name in wanted.reads)
    return Connection(
        nodes=(NodeView(_NODE, Selection(fields)),),
        where=LinkFilter(node=condition),
        order=(OrderKey(Column(wanted.first), descending=True),) if wanted.most > 1 else (),
        limit=wanted.most,
    )


def _open_or(name: str, end: str, op: Op, as_of: str) -> Filter:
    return Or((Compare(name, Op.IS_NULL, value=True), Compare(f"{name}{end}", op, as_of)))
