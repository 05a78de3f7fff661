"""The boxes in which comments are shown: a drawing in an older language than the rest."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final

from loaders.annotation.cells import Place
from loaders.annotation.markup import Unpatchable

__all__ = ["drawn"]

_SHAPE_NUMBER: Final = re.compile(rb"_x0000_s(\d+)")
_SHAPE: Final = re.compile(rb"<v:shape\s.*?</v:shape>\s*", re.DOTALL)
_ROW: Final = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>")
_COLUMN: Final = re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
_NAMESPACES: Final = (
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
)
_BLOCK: Final = 1_024
"""Numbers of boxes come in blocks of so many."""
_BLOCKS: Final = 64
"""Blocks that are left to each drawing."""
_LAST_ROW: Final = (1 << 20) - 1
_LAST_COLUMN: Final = (1 << 14) - 1
"""From 0."""
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
    "{left}, 15, {top}, 2, {right}, 15, {bottom}, 8</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def drawn(
    data: bytes | None, added: AbstractSet[Place], removed: AbstractSet[Place], number: int
) -> bytes:
    """Add boxes for new comments to a drawing, and take those of removed ones away.

    A drawing of Excel's is not always XML, so it is not read as such.

    Parameters
    ----------
    data : bytes or None
        The drawing, if the sheet has one.
    added, removed : set of Place
    number : int
        Which drawing of the workbook a new one is, from 1.

    Raises
    ------
    Unpatchable
        If it is no such drawing.
    """
    first = number * _BLOCKS
    if data is None:
        blocks = range(first, first + 1 + len(added) // _BLOCK)
        data = _DRAWING % ",".join(map(str, blocks)).encode()
        last = first * _BLOCK
    else:
        last = max(map(int, _SHAPE_NUMBER.findall(data)), default=first * _BLOCK)
    if removed:
        data = _SHAPE.sub(lambda found: b"" if _place(found[0]) in removed else found[0], data)
    end = data.rfind(b"</xml>")
    if end < 0:
        raise Unpatchable("批注的图形部分无法识别")
    head = data[: data.find(b">", data.find(b"<xml")) + 1]
    names = "".join(
        f' xmlns:{short}="{long}"'
        for short, long in _NAMESPACES
        if f"xmlns:{short}=".encode() not in head
    )
    boxes = [_KIND_OF_BOX.format(names)] if added and b'"_x0000_t202"' not in data else []
    for shape, (row, column) in enumerate(sorted(added), start=last + 1):
        boxes.append(
            _BOX.format(
                number=shape,
                names=names,
                left=min(column, _LAST_COLUMN - 1),
                top=max(0, row - 2),
                right=min(column + 4, _LAST_COLUMN),
                bottom=min(row + 6, _LAST_ROW),
                row=row - 1,
                column=column - 1,
            )
        )
    return data[:end] + "".join(boxes).encode() + data[end:]


def _place(shape: bytes) -> Place | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None
