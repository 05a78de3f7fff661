"""What goes into a file: first what it is about, then nodes and links piece by piece, then the end."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from graph_service.exporting.columns import Column, Value

__all__ = ["End", "Export", "Head", "Link", "Node", "Part", "Writer"]


@dataclass(frozen=True, slots=True)
class Node:
    """A record.

    Attributes
    ----------
    id, type : str
    values : mapping of str to Value
        By column; what is missing is left out.
    """

    id: str
    type: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two records that are in the file.

    Attributes
    ----------
    type : str
        ``""`` where all links are of one kind.
    source, target : str
        Ids.
    values : mapping of str to Value
    """

    type: str
    source: str
    target: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file. All nodes come before the first link."""

    nodes: Sequence[Node] = ()
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a file is about.

    Attributes
    ----------
    name : str
        ``graph`` or ``network``.
    graph_version, as_of : str
    region : str or None
    personal : bool
        Whether properties are in it that are not for everybody.
    sample : bool
        Whether the records are invented.
    asked : mapping of str to object
        The arguments that were given.
    directed : bool
    node_columns, link_columns : tuple of Column
        Besides ``id`` and ``type``, and ``type``, ``source`` and ``target``.
    labels : mapping of str to tuple of str
        By the type of a node, the names of the types that it is.
    keys : mapping of str to str
        By the type of a link, the column that tells parallel links apart, if there can be any.
    stale : bool
        Whether newer records are not counted, because an import is running.
    notes : tuple of str
        What a reader of the numbers must know.
    """

    name: str
    graph_version: str
    as_of: str
    region: str | None = None
    personal: bool = False
    sample: bool = False
    asked: Mapping[str, object] = field(default_factory=dict)
    directed: bool = True
    node_columns: tuple[Column, ...] = ()
    link_columns: tuple[Column, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False
    notes: tuple[str, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """What a file says of itself at its beginning."""
        return {
            "export": self.name,
            "graphVersion": self.graph_version,
            "asOf": self.as_of,
            "region": self.region,
            "personal": self.personal,
            "sample": self.sample,
            "stale": self.stale,
            "notes": list(self.notes),
            "asked": dict(self.asked),
        }


@dataclass(frozen=True, slots=True)
class End:
    """What is only known at the end of a file.

    Attributes
    ----------
    nodes, links : int
        How many are in it.
    consistent : bool
        Whether the graph stayed as it was while the file was made.
    """

    nodes: int
    links: int
    consistent: bool

    @property
    def told(self) -> dict[str, Any]:
        """What a file says of itself at its end."""
        return asdict(self)


class Export(Protocol):
    """Something that can be written in any format."""

    async def begin(self) -> Head:
        """Fix the graph's version and say what the file will be about; again to begin anew."""
        ...

    def parts(self) -> AsyncGenerator[Part]:
        """Hand out the nodes, then the links, of what `begin` said."""
        ...

    async def unchanged(self) -> bool:
        """Say whether the graph is still of the version that `begin` found."""
        ...


class Writer(Protocol):
    """A format: turns parts into bytes. The bytes of all calls, one after the other, are the file."""

    def begin(self) -> bytes:
        """Return what comes before the first part."""
        ...

    def write(self, part: Part) -> bytes:
        """Return the bytes of a part, perhaps not all of them yet."""
        ...

    def end(self, end: End) -> bytes:
        """Return the rest."""
        ...
