"""What is wrong with a mapping beyond its form: words that nobody knows, columns a table lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from loaders.cells import converter
from loaders.formats import read_file
from loaders.layout import Field, Layout
from loaders.mapping_checks import MappingProblem, near
from loaders.mapping_file import MappingRead
from loaders.names import fold
from loaders.table import HeaderNotFound, find_table
from loaders.toml_lines import KeyPath
from schema.catalogue import Catalogue
from schema.declarations import Property
from schema.packs import Pack

__all__ = ["compare_with_table", "review_words"]


def review_words(read: MappingRead, catalogue: Catalogue, pack: Pack) -> None:
    """Find constants and words that are no values of their properties."""
    if read.mapping is None:
        return
    layout = read.mapping.layout
    for subject in layout.subjects:
        declared = catalogue.by_name[subject.types[0]].properties
        where = ("subjects", subject.name)
        _constants(read, layout, pack, {p.name: p for p in declared}, where, subject.constants)
        _words(read, layout, pack, where, subject.fields)
    for number, bond in enumerate(layout.bonds):
        where_link: KeyPath = ("links", number)
        declared_here = {p.name: p for p in bond.link.properties}
        _constants(read, layout, pack, declared_here, where_link, bond.constants)
        _words(read, layout, pack, where_link, bond.fields)


def compare_with_table(read: MappingRead, path: Path) -> tuple[str, ...]:
    """Find columns that the sheets of a table lack; return the headers that no column names.

    Raises
    ------
    UnreadableFile
        If the table cannot be read.
    """
    if read.mapping is None:
        return ()
    layout = read.mapping.layout
    headers = _headers(layout, path)
    spelled = {fold(header) for header in headers}
    spelled |= {fold(column) for cells in layout.labelled for column in cells.columns}
    told: set[str] = set()
    for header, where in read.checks.columns:
        spellings = (header, *layout.spellings.get(header, ()))
        if header in told or any(fold(one) in spelled for one in spellings):
            continue
        told.add(header)
        likely = near(header, headers)
        listed = ", ".join(headers) or "none"
        remedy = f"Did you mean {likely}? It has {listed}" if likely else f"It has {listed}"
        read.checks.problems.append(
            MappingProblem(where, f"{path.name} has no column {header}", remedy, layout.sparse)
        )
    named = {fold(one) for header in layout.headers for one in (header,)}
    named |= {fold(one) for others in layout.spellings.values() for one in others}
    return tuple(header for header in headers if fold(header) not in named)


def _headers(layout: Layout, path: Path) -> tuple[str, ...]:
    """The headers of the sheets that the mapping reads; of the likeliest row where none is known."""
    others = (other for spelled in layout.spellings.values() for other in spelled)
    needed = {fold(header) for header in (*layout.headers, *others)}
    found: dict[str, None] = {}
    likely: tuple[str, ...] = ()
    for sheet in read_file(path).sheets:
        if sheet.left_out or (
            layout.sheets and sheet.name and fold(sheet.name) not in layout.sheets
        ):
            continue
        try:
            table = find_table(
                sheet.rows, lambda row: len(needed.intersection(map(fold, row))), layout.header_row
            )
        except HeaderNotFound as unknown:
            likely = likely or unknown.headers
            continue
        found |= dict.fromkeys(header for header in table.headers if header)
    return tuple(found) or likely


def _constants(  # noqa: PLR0917 - private
    read: MappingRead,
    layout: Layout,
    pack: Pack,
    declared: Mapping[str, Property],
    where: KeyPath,
    constants: Mapping[str, str],
) -> None:
    for name, text in constants.items():
        field = Field(property=declared[name], header="")
        _convert(read, layout, pack, field, text, (*where, "constants", name))


def _words(
    read: MappingRead, layout: Layout, pack: Pack, where: KeyPath, fields: tuple[Field, ...]
) -> None:
    for field in fields:
        for word in field.words:
            for path in _named(read, where, field.property.name, word):
                _convert(read, layout, pack, field, word, path)


def _named(read: MappingRead, where: KeyPath, name: str, word: str) -> Iterator[KeyPath]:
    """The places that say a word of a property; a property may have several columns."""
    start = (*where, "properties", name)
    for path in read.lines:
        if path[: len(start)] == start and path[-2:] == ("words", word):
            yield path


def _convert(  # noqa: PLR0917 - private
    read: MappingRead, layout: Layout, pack: Pack, field: Field, text: str, where: KeyPath
) -> None:
    value, flaws = converter(field, layout, pack)(text)
    if value is None and flaws:
        flaw = flaws[0]
        reason, remedy = flaw.message.rstrip("."), flaw.hint.rstrip(".")
        read.checks.problems.append(MappingProblem(where, reason, remedy or "Correct it"))
