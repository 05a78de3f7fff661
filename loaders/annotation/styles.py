"""Cell formats that are the sender's own with a fill of ours."""

from __future__ import annotations

import re
from typing import Final, TypeAlias
from zlib import crc32

from loaders.annotation.markup import (
    Edit,
    Element,
    Unpatchable,
    attribute,
    edited,
    read_markup,
    start_tag,
    with_attributes,
)

__all__ = ["Styles"]

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
_SHADE: Final = re.compile(' rgb="FFF[89A-F]C[4-7]C[89A-F]"')
"""Pink, about what Excel itself calls bad."""

_Colours: TypeAlias = tuple[str, str]
"""The colours of a full fill, as attributes: the one that is shown, and the second one."""
_Kind: TypeAlias = tuple[frozenset[tuple[str, str]], bytes]


class Styles:
    """The formats of a workbook, to which others are added.

    The second colour of a full fill is not shown. Ours holds there what colour the cell had, so
    that the mark can be taken away again; which shade of pink it is tells whether that is still
    what we wrote, as some programs put colours of their own there.

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
        empty = _EMPTY.format(namespace).encode()
        root = read_markup(data or empty)
        # Some programs write a part that holds nothing.
        self._data = data if data and root.children else empty
        root = root if root.children else read_markup(empty)
        fonts, fills, formats = (root.child(name) for name in ("fonts", "fills", "cellXfs"))
        if fonts is None or fills is None or formats is None or not formats.children:
            raise Unpatchable("文件的样式部分不完整")
        self._fonts, self._fills, self._formats = fonts, fills, formats
        self._prefix = root.prefix
        self._colours: list[_Colours | None] = [*map(_colours, fills.children)]
        formats_there = [*map(_format, formats.children)]
        self._markups = [self._data[format_.start : format_.end] for format_ in formats_there]
        self._kinds: dict[_Kind, int] = {}
        for number, format_ in enumerate(formats_there):
            self._kinds.setdefault(_kind(self._data, format_), number)
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
            known = self._colours_of(style)
            covered = known[0] if known else _NO_COLOUR
            marked = known is not None and known[0] == _shade(known[1])
            found = style if marked else self._with_fill(style, (_shade(covered), covered))
            self._marked[style] = found
        return found

    def unmarked(self, style: int) -> int:
        """The format that a marked cell had; without fill where that is lost."""
        found = self._unmarked.get(style)
        if found is None:
            colour, covered = self._colours_of(style) or ("", "")
            if not _SHADE.fullmatch(colour):
                # Somebody gave the cell another fill meanwhile.
                found = style
            elif colour != _shade(covered) or covered == _NO_COLOUR:
                found = self._with_fill(style, None)
            else:
                found = self._with_fill(style, (covered, _NO_COLOUR))
            self._unmarked[style] = found
        return found

    def marked_again(self, style: int) -> int:
        """The format with our fill of a cell that was marked an earlier time."""
        return self.marked(self.unmarked(style))

    def to_bytes(self) -> bytes:
        """The part with all that was added."""
        if len(self._markups) > _MOST_FORMATS:
            raise Unpatchable("文件的单元格格式过多")
        fills = [c for c in self._colours[len(self._fills.children) :] if c is not None]
        formats = self._markups[len(self._formats.children) :]
        edits: list[Edit] = []
        for owner, new, count in (
            (self._fonts, _FONTS.format(self._prefix), 2),
            (self._fills, "".join(_FILL.format(self._prefix, *c) for c in fills), len(fills)),
            (self._formats, b"".join(formats).decode(), len(formats)),
        ):
            edits += self._grown(owner, new.encode(), count)
        return edited(self._data, edits)

    def _grown(self, owner: Element, new: bytes, count: int) -> list[Edit]:
        if owner.is_empty:
            raise Unpatchable("文件的样式部分不完整")
        if not count:
            return []
        tag = self._data[owner.start : owner.opened]
        told = with_attributes(tag, count=str(len(owner.children) + count))
        return [(owner.start, owner.opened, told), owner.appended(self._data, new)]

    def _markup(self, style: int) -> bytes:
        return self._markups[style if style < len(self._markups) else 0]

    def _colours_of(self, style: int) -> _Colours | None:
        number = int(read_markup(self._markup(style)).attributes.get("fillId", 0))
        return self._colours[number] if number < len(self._colours) else None

    def _with_fill(self, style: int, colours: _Colours | None) -> int:
        """A format with another full fill, or none: one that is there, or a new one."""
        if colours is None:
            fill = 0
        elif colours in self._colours:
            fill = self._colours.index(colours)
        else:
            fill = len(self._colours)
            self._colours.append(colours)
        markup = self._markup(style)
        opened = start_tag(markup, 0)
        tag = with_attributes(markup[:opened], fillId=str(fill), applyFill="1")
        made = tag + markup[opened:]
        known = self._kinds.get(_kind(made, read_markup(made)))
        return self._put(made) if known is None else known

    def _text_format(self, font: int, alignment: str, more: str = "") -> int:
        return self._put(
            f'<{self._prefix}xf numFmtId="49" fontId="{font}" fillId="0" borderId="0" xfId="0"{more}'
            f' applyNumberFormat="1" applyFont="1" applyAlignment="1">'
            f"{alignment.format(self._prefix)}</{self._prefix}xf>".encode()
        )

    def _put(self, markup: bytes) -> int:
        self._markups.append(markup)
        self._kinds.setdefault(_kind(markup, read_markup(markup)), len(self._markups) - 1)
        return len(self._markups) - 1


def _format(entry: Element) -> Element:
    """A format; of alternatives the one for programs that know none of them."""
    if entry.local == "xf":
        return entry
    fallback = entry.child("Fallback")
    if fallback is None or [child.local for child in fallback.children] != ["xf"]:
        raise Unpatchable("文件的样式部分无法识别")
    return fallback.children[0]


def _colours(fill: Element) -> _Colours | None:
    """None for a fill that is not full."""
    pattern = fill.child("patternFill")
    if pattern is None or pattern.attributes.get("patternType") != "solid":
        return None
    told = []
    for colour in (pattern.child("fgColor"), pattern.child("bgColor")):
        held = sorted(colour.attributes.items()) if colour else ()
        told.append("".join(f" {name}={attribute(value)}" for name, value in held) or _NO_COLOUR)
    return told[0], told[1]


def _kind(data: bytes, format_: Element) -> _Kind:
    """What two formats have in common that look the same."""
    told = frozenset((k, v) for k, v in format_.attributes.items() if k != "applyFill")
    return told, data[format_.opened : format_.closing]


def _shade(covered: str) -> str:
    """The pink, as an attribute, that tells which colour it covers."""
    sum_ = crc32(covered.encode())
    red, green, blue = 0xF8 | sum_ & 7, 0xC4 | sum_ >> 3 & 3, 0xC8 | sum_ >> 5 & 7
    return f' rgb="FF{red:X}{green:X}{blue:X}"'
