"""How the fields of the torture schema are read: each takes what was made for its response key."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from strawberry.types.unset import UNSET


class Raises:
    """Not a value: reading it raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error


@dataclass
class Asking:
    """The context of an execution: the values of the root fields, and what was called how often."""

    made: dict[str, Any]
    called: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)


def found(source: Any, key: str) -> Any:
    """The value made for a response key."""
    value = source[key] if isinstance(source, dict) else source.made[key]
    if isinstance(value, Raises):
        raise value.error
    return value


def shown(value: Any, arguments: dict[str, Any]) -> Any:
    """Let arguments be seen in a value: texts tell them, lists are cut."""
    told = {name: given for name, given in sorted(arguments.items()) if given is not UNSET}
    if isinstance(value, str) and arguments:
        return f"{value} {told!r}"
    first = arguments.get("first")
    if isinstance(value, list | tuple) and isinstance(first, int):
        if first < 0:
            raise ValueError(f"first is {first}")
        return value[:first]
    return value


def stored(source: Any, info: Any) -> Any:
    return source[info.path.key]


def shouted(value: Any) -> Any:
    """Convert what is stored; fails on what has no upper case."""
    return None if value is None else value.upper()


def stored_shouted(source: Any, info: Any) -> Any:
    return shouted(source[info.path.key])


def pure(source: Any, info: Any, **arguments: Any) -> Any:
    return shown(found(source, info.path.key), arguments)


def root(_source: Any, info: Any, **arguments: Any) -> Any:
    info.context.called["/".join(map(str, info.path.as_list()))] += 1
    info.context.order.append(info.path.key)
    return shown(found(info.context.made, info.path.key), arguments)


async def late_root(_source: Any, info: Any, **arguments: Any) -> Any:
    return root(_source, info, **arguments)


async def slow_root(_source: Any, info: Any, **arguments: Any) -> Any:
    await asyncio.sleep(0)
    return root(_source, info, **arguments)


def opaque(source: Any, info: Any, **arguments: Any) -> Any:
    info.context.called["/".join(map(str, info.path.as_list()))] += 1
    return shown(found(source, info.path.key), arguments)


async def late(source: Any, info: Any, **arguments: Any) -> Any:
    return opaque(source, info, **arguments)


async def one_of_batch(source: Any, info: Any, **arguments: Any) -> Any:
    return pure(source, info, **arguments)


def many(read: Any) -> Any:
    """Make the resolver of a batch out of that of one."""

    async def batch(sources: Any, info: Any, **arguments: Any) -> list[Any]:
        path = tuple(key for key in info.path.as_list() if isinstance(key, str))
        info.context.called["batch", info.parent_type.name, path] += 1
        return [outcome(read, source, info, arguments) for source in sources]

    return batch


def outcome(read: Any, source: Any, info: Any, arguments: dict[str, Any]) -> Any:
    try:
        return read(source, info, **arguments)
    except Exception as error:  # noqa: BLE001 - an exception is a value of a batch
        return error


class Listed:
    """A page: by response key its entries, its nodes and what else is asked of it."""

    def __init__(self, made: dict[str, Any], arguments: dict[str, Any] | None = None) -> None:
        self.made = made
        self.arguments = arguments or {}


def listed(source: Any, info: Any, **arguments: Any) -> Any:
    page = found(source, info.path.key)
    return Listed(page.made, arguments) if isinstance(page, Listed) else page


def of_page(page: Any, info: Any) -> Any:
    return shown(found(page, info.path.key), {"first": page.arguments.get("first")})


def asked_of_page(page: Any, info: Any) -> Any:
    return shown(found(page, info.path.key), page.arguments)


def of_edge(entry: Any, info: Any) -> Any:
    """Read an entry by the response key of the list of edges, then its own."""
    return found(entry, f"{info.path.prev.prev.key}.{info.path.key}")


def type_of_row(row: Any, _info: Any, _type: Any) -> Any:
    return row["@type"]


async def one_of_edges(entry: Any, info: Any) -> Any:
    return of_edge(entry, info)
