"""Changes to XML that leave every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "Edit",
    "Element",
    "Unpatchable",
    "attribute",
    "edited",
    "local_name",
    "new_parser",
    "read_markup",
    "shown_text",
    "start_tag",
    "with_attributes",
]

Edit: TypeAlias = tuple[int, int, bytes]
"""Where bytes begin and end, and what is to stand in their place."""

_TAG: Final = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_ATTRIBUTE: Final = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_FOREIGN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_UTF8: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding=[\"'](?!utf-?8|us-ascii))", re.IGNORECASE
)


class Unpatchable(Exception):
    """A workbook cannot be changed in its place; the message is the reason, in Chinese."""


@dataclass(slots=True, eq=False)
class Element:
    """An element and where it stands.

    Attributes
    ----------
    name : str
        As it is written, with its prefix.
    attributes : dict
        By names as they are written.
    start, opened, closing, end : int
        Where the start tag begins and ends, and the end tag begins and ends. All but the first are
        one where it is empty (``<a/>``).
    children : list of Element
    """

    name: str
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return local_name(self.name)

    @property
    def prefix(self) -> str:
        """The prefix of its name with the colon; empty if there is none."""
        return self.name[: -len(self.local)]

    @property
    def is_empty(self) -> bool:
        """Whether it has no end tag."""
        return self.opened == self.end

    def child(self, local: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.local == local), None)

    def all(self, local: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.local == local)

    def appended(self, data: bytes, inner: bytes) -> Edit:
        """The change that adds something to its end."""
        if not self.is_empty:
            return self.closing, self.closing, inner
        tag = data[self.start : self.opened].rstrip(b"/> \t\r\n")
        return self.start, self.end, tag + b">" + inner + f"</{self.name}>".encode()


def read_markup(data: bytes) -> Element:
    """Read a part of a package; return its root.

    Raises
    ------
    Unpatchable
        If it is no XML, or none that a package may have.
    """
    opened: list[Element] = []
    roots: list[Element] = []
    parser = new_parser(data)

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        element = Element(name, attributes, at, start_tag(data, at))
        (opened[-1].children if opened else roots).append(element)
        opened.append(element)

    def end(_: str) -> None:
        element = opened.pop()
        element.closing = parser.CurrentByteIndex
        empty = data[element.opened - 2 : element.opened] == b"/>"
        element.end = element.opened if empty else data.index(b">", element.closing) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's signature
    except expat.ExpatError as error:
        raise Unpatchable(f"文件内部的 XML 已损坏（{error}）") from error
    return roots[0]


def new_parser(head: bytes) -> Any:
    """Make a parser for XML that begins like this; it refuses what expands.

    Raises
    ------
    Unpatchable
        If it is not encoded as UTF-8.
    """
    if _UTF8.match(head) is None:
        raise Unpatchable("文件内部的 XML 不是 UTF-8 编码")
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Unpatchable("文件内部的 XML 含有 DTD，可能不安全")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def start_tag(data: bytes | bytearray, at: int) -> int:
    """Where the tag that begins here ends."""
    found = _TAG.match(data, at)
    if found is None:
        raise Unpatchable("文件内部的 XML 已损坏")
    return found.end()


def with_attributes(tag: bytes, **values: str) -> bytes:
    """A start tag with attributes set; the others, their order and quotes stay.

    Examples
    --------
    >>> with_attributes(b'<c r="A1" s="3"/>', s="9", t="s")
    b'<c r="A1" s="9" t="s"/>'
    """
    left = {name.encode(): attribute(value).encode() for name, value in values.items()}
    pieces, at = [], 0
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] in left:
            pieces += [tag[at : found.start(2)], left.pop(found[1])]
            at = found.end(2)
    rest = tag[at:]
    close = b"/>" if rest.endswith(b"/>") else b">"
    added = b"".join(b" " + name + b"=" + value for name, value in left.items())
    return b"".join(
        [*pieces, rest[: -len(close)].rstrip() if added else rest[: -len(close)], added, close]
    )


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes after changes; of several at one place the first stays first."""
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[at:start], new]
        at = end
    return b"".join([*pieces, data[at:]])


def local_name(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def attribute(value: str) -> str:
    """A value as it stands in a tag, in quotes."""
    return quoteattr(_FOREIGN.sub(_written, value))


def shown_text(value: str) -> str:
    """A text as it stands between tags; what XML cannot hold is written as Excel writes it."""
    return escape(_FOREIGN.sub(_written, value))


def _written(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\ufffd" if code > ord("\ud7ff") else f"_x{code:04X}_"
