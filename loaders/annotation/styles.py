"""Cell formats that are the sender's own with a fill of ours."""

from __future__ import annotations

from typing import Final

from loaders.annotation.markup import (
    Edit,
    Element,
    Unpatchable,
    attribute,
    edited,
    read_markup,
    with_attributes,
)

__all__ = ["FILL", "Styles"]

FILL: Final = "FFFFC7CE"
"""The colour of a bad cell: what Excel itself calls bad."""

_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<styleSheet xmlns="{0}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_MOST_FORMATS: Final = 64_000
"""Excel takes no more formats in one workbook."""
_TOP: Final = '<{0}alignment vertical="top"/>'
_WRAPPED: Final = '<{0}alignment vertical="top" wrapText="1"/>'
_NAME: Final = '<{0}name val="Calibri"/>'
_FONTS: Final = (
    f'<{{0}}font><{{0}}b/><{{0}}sz val="11"/>{_NAME}</{{0}}font>'
    f'<{{0}}font><{{0}}u/><{{0}}sz val="11"/><{{0}}color rgb="FF0563C1"/>{_NAME}</{{0}}font>'
)
_FILL: Final = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor{1}/><{0}bgColor{2}/>'
    "</{0}patternFill></{0}fill>"
)
_NO_COLOUR: Final = ' indexed="64"'


class Styles:
    """The formats of a workbook, to which others are added.

    The second colour of a full fill is not shown. Ours holds there what colour the cell had, so
    that the mark can be taken away again.

    Parameters
    ----------
    data : bytes or None
        The part that holds them, if the workbook has one.
    namespace : str
        The workbook's own, for a part that is missing.

    Raises
    ------
    Unpatchable
        If the part is not what a workbook has.
    """

    def __init__(self, data: bytes | None, namespace: str) -> None:
        self._data = data or _EMPTY.format(namespace).encode()
        root = read_markup(self._data)
        fonts, fills, formats = (root.child(name) for name in ("fonts", "fills", "cellXfs"))
        if fonts is None or fills is None or formats is None or not formats.children:
            raise Unpatchable("文件的样式部分不完整")
        self._fonts, self._fills, self._formats = fonts, fills, formats
        self._prefix = root.prefix
        self._new_fills: dict[str, int] = {}
        self._new_formats: list[bytes] = []
        self._marked: dict[int, int] = {}
        self._unmarked: dict[int, int] = {}
        bold = len(fonts.children)
        self.plain = self._text_format(0, _WRAPPED)
        self.quoted = self._text_format(0, _WRAPPED, ' quotePrefix="1"')
        self.header = self._text_format(bold, _TOP)
        self.link = self._text_format(bold + 1, _TOP)

    def marked(self, style: int) -> int:
        """The format that is another one with our fill; made when it is first asked for."""
        found = self._marked.get(style)
        if found is None:
            colours = self._colours(self._fill_of(style))
            if colours is not None and colours[0] == _rgb(FILL):
                found = style
            else:
                fill = _FILL.format(self._prefix, _rgb(FILL), colours[0] if colours else _NO_COLOUR)
                found = self._with_fill(style, self._fill(fill))
            self._marked[style] = found
        return found

    def unmarked(self, style: int) -> int:
        """The format that a marked cell had; the same if it is not marked."""
        found = self._unmarked.get(style)
        if found is None:
            colours = self._colours(self._fill_of(style))
            if colours is None or colours[0] != _rgb(FILL):
                found = style
            elif colours[1] == _NO_COLOUR:
                found = self._with_fill(style, 0)
            else:
                fill = _FILL.format(self._prefix, colours[1], _NO_COLOUR)
                found = self._with_fill(style, self._fill(fill))
            self._unmarked[style] = found
        return found

    def to_bytes(self) -> bytes:
        """The part with all that was added."""
        if len(self._formats.children) + len(self._new_formats) > _MOST_FORMATS:
            raise Unpatchable("文件的单元格格式过多")
        edits: list[Edit] = []
        for owner, new, count in (
            (self._fonts, _FONTS.format(self._prefix).encode(), 2),
            (self._fills, "".join(self._new_fills).encode(), len(self._new_fills)),
            (self._formats, b"".join(self._new_formats), len(self._new_formats)),
        ):
            edits += self._grown(owner, new, count)
        return edited(self._data, edits)

    def _grown(self, owner: Element, new: bytes, count: int) -> list[Edit]:
        if owner.is_empty:
            raise Unpatchable("文件的样式部分不完整")
        if not count:
            return []
        tag = self._data[owner.start : owner.opened]
        told = with_attributes(tag, count=str(len(owner.children) + count))
        return [(owner.start, owner.opened, told), owner.appended(self._data, new)]

    def _format(self, style: int) -> Element:
        known = self._formats.children
        return known[style if style < len(known) else 0]

    def _fill_of(self, style: int) -> Element | None:
        number = int(self._format(style).attributes.get("fillId", 0))
        fills = self._fills.children
        return fills[number] if number < len(fills) else None

    def _colours(self, fill: Element | None) -> tuple[str, str] | None:
        """Both colours of a full fill, as attributes; None for every other one."""
        pattern = fill.child("patternFill") if fill else None
        if pattern is None or pattern.attributes.get("patternType") != "solid":
            return None
        told = []
        for colour in (pattern.child("fgColor"), pattern.child("bgColor")):
            held = colour.attributes if colour else {}
            written = "".join(f" {name}={attribute(value)}" for name, value in held.items())
            told.append(written or _NO_COLOUR)
        return told[0], told[1]

    def _fill(self, markup: str) -> int:
        """The number of a fill, which is added if there is none like it."""
        return self._new_fills.setdefault(markup, len(self._fills.children) + len(self._new_fills))

    def _with_fill(self, style: int, fill: int) -> int:
        format_ = self._format(style)
        tag = self._data[format_.start : format_.opened]
        tag = with_attributes(tag, fillId=str(fill), applyFill="1")
        return self._put(tag + self._data[format_.opened : format_.end])

    def _text_format(self, font: int, alignment: str, more: str = "") -> int:
        return self._put(
            f'<{self._prefix}xf numFmtId="49" fontId="{font}" fillId="0" borderId="0" xfId="0"{more}'
            f' applyNumberFormat="1" applyFont="1" applyAlignment="1">'
            f"{alignment.format(self._prefix)}</{self._prefix}xf>".encode()
        )

    def _put(self, markup: bytes) -> int:
        self._new_formats.append(markup)
        return len(self._formats.children) + len(self._new_formats) - 1


def _rgb(colour: str) -> str:
    return f' rgb="{colour}"'
