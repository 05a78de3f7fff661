"""Comments on cells: their texts, and the boxes in which they are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from loaders.annotation.cells import cell_name, cell_place
from loaders.annotation.markup import Edit, Element, edited, read_markup, shown_text

__all__ = ["AUTHOR", "commented", "drawn"]

AUTHOR: Final = "数据核对"
"""Who the comments are by."""

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_THREADED: Final = "tc="
_SHAPE_NUMBER: Final = re.compile(rb"_x0000_s(\d+)")
_NAMESPACES: Final = (
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
)
_BLOCK: Final = 1_024
"""Numbers of boxes come in blocks of so many."""
_DRAWING: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="%s"/></o:shapelayout></xml>'
)
_KIND_OF_BOX: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"{0}><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX: Final = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    'margin-left:59pt;margin-top:2pt;width:240pt;height:90pt;z-index:1;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"{names}><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>'
    "{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def commented(
    data: bytes | None, texts: Mapping[tuple[int, int], str], namespace: str
) -> tuple[bytes, set[tuple[int, int]]]:
    """Add comments to a part that holds comments.

    Parameters
    ----------
    data : bytes or None
        The part, if the sheet has one.
    texts : mapping of (int, int) to str
        By row and column, from 1.
    namespace : str
        The workbook's own, for a part that is missing.

    Returns
    -------
    tuple of (bytes, set of (int, int))
        The part, and the cells that had no comment. What a cell says already is kept, and ours is
        put after it; talks in threads are left alone.
    """
    if data is None:
        data = f'{_HEAD}<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode()
    root = read_markup(data)
    authors, listed = root.child("authors"), root.child("commentList")
    prefix = root.prefix
    edits: list[Edit] = []
    if authors is None:
        at = listed.start if listed else root.closing
        number = 0
        inner = f"<{prefix}authors><{prefix}author>{AUTHOR}</{prefix}author></{prefix}authors>"
        edits.append((at, at, inner.encode()))
    else:
        names = [data[a.opened : a.closing].decode() for a in authors.children]
        number = names.index(AUTHOR) if AUTHOR in names else len(names)
        if number == len(names):
            inner = f"<{prefix}author>{AUTHOR}</{prefix}author>"
            edits.append(authors.appended(data, inner.encode()))
    left = dict(texts)
    threads = _threads(data, root)
    for comment in listed.children if listed else ():
        place = cell_place(comment.attributes.get("ref", ""))
        text = left.pop(place, None) if place else None
        if text is not None and comment.attributes.get("authorId") not in threads:
            edits += _extended(data, comment, text)
    added = "".join(
        f'<{prefix}comment ref="{cell_name(*place)}" authorId="{number}"><{prefix}text>'
        f"{_run(prefix, text)}</{prefix}text></{prefix}comment>"
        for place, text in sorted(left.items())
    )
    if listed is None:
        added = f"<{prefix}commentList>{added}</{prefix}commentList>"
        edits.append(root.appended(data, added.encode()))
    elif added:
        edits.append(listed.appended(data, added.encode()))
    return edited(data, edits), set(left)


def drawn(data: bytes | None, places: set[tuple[int, int]], number: int) -> bytes:
    """Add boxes for new comments to a drawing.

    A drawing of Excel's is not always XML, so it is not read as such.

    Parameters
    ----------
    data : bytes or None
        The drawing, if the sheet has one.
    places : set of (int, int)
        Rows and columns of the cells, from 1.
    number : int
        Which drawing of the workbook a new one is, from 1.
    """
    if data is None:
        blocks = range(number * 64, number * 64 + 1 + len(places) // _BLOCK)
        data = _DRAWING % ",".join(map(str, blocks)).encode()
        last = number * 64 * _BLOCK
    else:
        last = max(map(int, _SHAPE_NUMBER.findall(data)), default=number * 64 * _BLOCK)
    head = data[: data.find(b">", data.find(b"<xml")) + 1]
    names = "".join(
        f' xmlns:{short}="{long}"'
        for short, long in _NAMESPACES
        if f"xmlns:{short}=".encode() not in head
    )
    boxes = [] if b'"_x0000_t202"' in data else [_KIND_OF_BOX.format(names)]
    for shape, (row, column) in enumerate(sorted(places), start=last + 1):
        boxes.append(
            _BOX.format(
                number=shape,
                names=names,
                left=column,
                top=max(0, row - 2),
                right=column + 4,
                bottom=row + 4,
                row=row - 1,
                column=column - 1,
            )
        )
    at = data.rfind(b"</xml>")
    if at < 0:
        at = len(data)
    return data[:at] + "".join(boxes).encode() + data[at:]


def _threads(data: bytes, root: Element) -> set[str]:
    authors = root.child("authors")
    return {
        str(i)
        for i, author in enumerate(authors.children if authors else ())
        if data[author.opened : author.closing].startswith(_THREADED.encode())
    }


def _extended(data: bytes, comment: Element, text: str) -> list[Edit]:
    holder = comment.child("text")
    if holder is None:
        prefix = comment.prefix
        return [
            comment.appended(data, f"<{prefix}text>{_run(prefix, text)}</{prefix}text>".encode())
        ]
    prefix = holder.prefix
    if shown_text(text).encode() in data[holder.opened : holder.closing]:
        # The same file was annotated before.
        return []
    edits: list[Edit] = []
    plain = holder.child("t")
    if plain is not None:
        # Text without a run stands alone; beside runs it must be one.
        run = f"<{prefix}r>".encode() + data[plain.start : plain.end] + f"</{prefix}r>".encode()
        edits.append((plain.start, plain.end, run))
    last = next((c for c in holder.children if c.local in ("rPh", "phoneticPr")), None)
    added = _run(prefix, f"\n\n{text}").encode()
    edits.append((last.start, last.start, added) if last else holder.appended(data, added))
    return edits


def _run(prefix: str, text: str) -> str:
    return f'<{prefix}r><{prefix}t xml:space="preserve">{shown_text(text)}</{prefix}t></{prefix}r>'
