"""What was said about a record or link, as the text of one hidden property.

A JSON list of units ``[run, type, values, keys, first, last, count, subject]``; the end of a unit
is left out where it says what is usual: one row, about the record or link that carries it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from graph_service.store.port import StoreError
from graph_service.store.units import Arrival, LinkKey, Subject, Unit
from schema.columns import Value
from schema.money import Money

__all__ = ["keys_said", "link_text", "pack", "said_values", "unpack", "unpack_links"]

_SEPARATOR: Final = "\x00"
_LAST, _SUBJECT = 5, 7


def pack(owner: Subject, units: Sequence[Unit]) -> str:
    """Write units of the record or link `owner`.

    Raises
    ------
    StoreError
        If a text or number cannot be stored.
    """
    packed: list[list[Any]] = []
    for unit in sorted(units, key=_place) if len(units) > 1 else units:
        said = [unit.arrival.sequence, unit.type, unit.values, unit.keys, unit.first]
        if unit.subject != owner:
            said += (unit.row, unit.count, unit.subject)
        elif unit.count > 1:
            said += (unit.row, unit.count)
        packed.append(said)
    try:
        return orjson.dumps(packed).decode()
    except TypeError as error:
        raise StoreError(f"The batch holds something that cannot be stored: {error}.") from error


def unpack(owner: str, text: str, arrivals: Mapping[int, Arrival]) -> tuple[Unit, ...]:
    """Read units of a record; `arrivals` are the runs by sequence."""
    return tuple(
        Unit(
            0,
            said[_SUBJECT] if len(said) > _SUBJECT else owner,
            arrivals[said[0]],
            said[1],
            said_values(said[2]),
            tuple(said[3]),
            said[4],
            *((said[_LAST], said[6]) if len(said) > _LAST else (said[4], 1)),
        )
        for said in orjson.loads(text)
    )


def unpack_links(owner: LinkKey, text: str, arrivals: Mapping[int, Arrival]) -> tuple[Unit, ...]:
    """Read units of a link."""
    return tuple(
        Unit(
            0,
            _link(said[_SUBJECT]) if len(said) > _SUBJECT else owner,
            arrivals[said[0]],
            said[1],
            said_values(said[2]),
            (),
            said[4],
            *((said[_LAST], said[6]) if len(said) > _LAST else (said[4], 1)),
        )
        for said in orjson.loads(text)
    )


def keys_said(text: str) -> frozenset[str]:
    """Return the lookup keys of all units."""
    return frozenset(key for said in orjson.loads(text) for key in said[3])


def said_values(values: dict[str, Any]) -> dict[str, Value]:
    """Turn JSON values, in place, into those that a statement made."""
    for name, value in values.items():
        if value.__class__ is list:
            values[name] = tuple(value)
        elif value.__class__ is dict:
            values[name] = Money(value["minor"], value["currency"])
    return values


def link_text(link: LinkKey) -> str:
    """Return one text for the identity of a link."""
    return _SEPARATOR.join(link)


def _place(unit: Unit) -> tuple[Any, ...]:
    """Order units as they came, so that the text says nothing of how they came together."""
    return unit.arrival.sequence, unit.first, unit.row, unit.subject


def _link(parts: list[str]) -> LinkKey:
    type_, source, target, key = parts
    return type_, source, target, key
