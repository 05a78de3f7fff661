"""XML of packages, parsed as a stream, with a guard against what makes a parser run wild."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

__all__ = ["BadXml", "local_name", "parsed", "reader"]

_CHUNK = 1 << 16
_LARGEST_TOKEN = 16 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadXml(Exception):
    """A part is no XML, or XML that no office program writes; the message says what."""


def reader() -> expat.XMLParserType:
    """Make a parser that refuses document type declarations: with them come entities."""
    made = expat.ParserCreate("utf-8")
    made.buffer_text = True

    def refuse(*_: object) -> None:
        raise BadXml("it declares a document type, which no table needs")

    made.StartDoctypeDeclHandler = refuse
    return made


def parsed(part: IO[bytes], parser: expat.XMLParserType) -> Iterator[None]:
    """Parse a part, stopping after each piece so that what was found can be taken.

    Raises
    ------
    BadXml
        If it is damaged, or a single mark in it is larger than any table needs.
    """
    fed = 0
    try:
        for chunk in _chunks(part):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LARGEST_TOKEN:
                raise BadXml(f"it has a mark of more than {_LARGEST_TOKEN >> 20} MB")
            yield
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise BadXml(f"its XML is damaged ({error})") from error
    yield


def local_name(name: str) -> str:
    """The name of an element or attribute without its prefix or namespace."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    first = part.read(_CHUNK)
    if first.startswith(_UTF_16):
        decoder = codecs.getincrementaldecoder("utf-16")()
        while first:
            yield decoder.decode(first).encode()
            first = part.read(_CHUNK)
        return
    while first:
        yield first
        first = part.read(_CHUNK)
