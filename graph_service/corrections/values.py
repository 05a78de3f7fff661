"""What people write into a correction, read and refused by the rules of imported tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from graph_service.store.port import StoreError
from loaders.drafts import CellFlaw, DraftNode
from loaders.fields import LinkFields
from loaders.layout import Field, Layout, Subject
from loaders.rows import Cell
from loaders.subjects import SubjectReader
from schema.catalogue import Catalogue
from schema.columns import Stated
from schema.declarations import EntityType, LinkType, Property
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["CorrectionRefused", "Given", "read_link", "read_node"]

Given = Any
"""A value as somebody wrote it: text, a number, a truth value, a list of texts; None for unknown."""

_MOST: Final = 200
"""Letters of a refused value that a refusal repeats."""
_UNIT_HINT: Final = "Write the amount with its unit, such as 120万元 or 1000 CNY."


class CorrectionRefused(StoreError):
    """It cannot be said so; the message is a sentence for who wanted to say it."""


def read_node(
    catalogue: Catalogue, pack: Pack, declared: EntityType, given: Mapping[str, Given]
) -> tuple[DraftNode, dict[str, Stated]]:
    """Read the properties of a record.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
    declared : EntityType
        Its type.
    given : mapping of str to Given

    Returns
    -------
    DraftNode
        By which it is looked for.
    dict of str to Stated

    Raises
    ------
    CorrectionRefused
        Naming the property, the value, what is wrong with it, and what to do.
    """
    fields = _fields(declared.name, declared.properties, given)
    layout = Layout(
        name=declared.name, subjects=(Subject(name="it", type=declared.name, fields=fields),)
    )
    reader = SubjectReader(catalogue, pack, layout, layout.subjects[0], _places(fields))
    (draft,) = reader.read(_cells(fields, given))
    refuse_flaws([flaw for flaw in draft.flaws if flaw.flaw.code != "NO_IDENTITY"])
    return draft, _said(given, draft.values)


def read_link(
    pack: Pack, declared: LinkType, given: Mapping[str, Given]
) -> tuple[str, dict[str, Stated]]:
    """Read the properties of a link; return also the key that tells it from parallel ones.

    Raises
    ------
    CorrectionRefused
        Naming the property, the value, what is wrong with it, and what to do.
    """
    fields = _fields(declared.type, declared.properties, given)
    layout = Layout(name=declared.type, subjects=())
    reader = LinkFields(pack, layout, declared, fields=fields, stated={}, place=_places(fields))
    key, values, flaws = reader.read(_cells(fields, given))
    refuse_flaws(flaws)
    said = _said(given, values)
    begin, end = (values.get(name) for name in ("validFrom", "validTo"))
    if begin and end and PartialDate(str(begin)).first > PartialDate(str(end)).last:
        raise CorrectionRefused(
            f"validTo: {end} is before validFrom, {begin}. Give the last day on which it was true."
        )
    return key, said


def refuse_flaws(flaws: Sequence[CellFlaw]) -> None:
    """Refuse what an import would have taken with a flaw: people can write it right.

    Raises
    ------
    CorrectionRefused
    """
    if flaws:
        column, value, flaw = flaws[0]
        hint = _UNIT_HINT if flaw.code == "UNIT_MISSING" else flaw.hint
        message = flaw.message
        if isinstance(value, str) and len(value) > _MOST:
            message = message.replace(value, f"{value[:_MOST]}...")
        raise CorrectionRefused(f"{column}: {_clipped(value)}: {message} {hint}".rstrip())


def _fields(
    type_: str, properties: Iterable[Property], given: Mapping[str, Given]
) -> tuple[Field, ...]:
    known = {declared.name: declared for declared in properties}
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise CorrectionRefused(
                f"{type_} has no property {name!r} that somebody can state.{meant}"
            )
    return tuple(
        Field(
            property=known[name],
            header=name,
            scheme=known[name].identifier,
            # Whoever writes one value means it, even if a table would mean nothing by it.
            placeholders=frozenset(),
        )
        for name, value in given.items()
        if value is not None
    )


def _places(fields: Sequence[Field]) -> dict[Any, int]:
    return {field.header: at for at, field in enumerate(fields)}


def _cells(fields: Sequence[Field], given: Mapping[str, Given]) -> list[Cell]:
    return [_cell(field.header, given[field.header]) for field in fields]


def _cell(name: str, value: Given) -> Cell:
    if isinstance(value, list | tuple):
        return tuple(_cell(name, item) for item in value)
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return value
    raise CorrectionRefused(
        f"{name}: {_clipped(value)} is no value. Give a text, a number, true or false, a list of texts, or"
        " an amount with its currency."
    )


def _said(given: Mapping[str, Given], values: Mapping[str, Stated]) -> dict[str, Stated]:
    said: dict[str, Stated] = {}
    for name, value in given.items():
        read = values.get(name)
        if value is not None and read is None:
            raise CorrectionRefused(
                f"{name}: {_clipped(value)} says nothing. Give null to say that the value is wrong and not"
                " known."
            )
        said[name] = read
    return said


def _clipped(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MOST else f"{text[:_MOST]}... ({len(text):,} characters)"
