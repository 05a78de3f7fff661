"""All bytes that a store keeps, packed ones unpacked, read by back doors that know no store."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j_server


def holding(chunks: Iterator[tuple[str, bytes]], text: str) -> list[str]:
    """The places that hold a text, in one of the encodings that are used anywhere."""
    wanted = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    wanted += [text.encode("unicode_escape"), repr(text.encode())[2:-1].encode()]
    return [place for place, content in chunks if any(one in content for one in wanted)]


def in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder as it is, and what is packed in a store's tables."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
    for path in folder.glob("*.store"):
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            for name, content in connection.execute("SELECT name, content FROM blobs"):
                yield f"blob {name}", _unpacked(content)
        finally:
            connection.close()


def on_server(url: str) -> Iterator[tuple[str, bytes]]:
    """Every property of every node and link of a database."""
    for labels, properties in neo4j_server.rows(url, "MATCH (n) RETURN labels(n), properties(n)"):
        yield from _properties("".join(labels), properties)
    for type_, properties in neo4j_server.rows(
        url, "MATCH ()-[r]->() RETURN type(r), properties(r)"
    ):
        yield from _properties(type_, properties)


def in_dump(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every line of a dump, and its blobs unpacked."""
    import json
    from base64 import b64decode

    for number, line in enumerate(gzip.decompress(path.read_bytes()).splitlines(), 1):
        yield f"line {number}", line
        said = json.loads(line)
        if "blob" in said:
            yield f"blob in line {number}", _unpacked(b64decode(said["blob"]["content"]))


def _properties(owner: str, properties: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for name, value in properties.items():
        content = bytes(value) if isinstance(value, bytes | bytearray) else str(value).encode()
        yield f"{owner}.{name}", _unpacked(content)


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content
