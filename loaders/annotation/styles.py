"""Cell formats that are the sender's own with a fill of ours."""

from __future__ import annotations

from typing import Final

from loaders.annotation.markup import (
    Edit,
    Element,
    Unpatchable,
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
    "</styleSheet>"
)
_ADDED_FORMATS: Final = 64_000
"""Excel takes no more formats in one workbook."""


class Styles:
    """The formats of a workbook, to which others are added.

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
        self._added: list[bytes] = []
        self._marked: dict[int, int] = {}
        self.plain = self._add(b'<%(p)sxf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"'
            b' applyNumberFormat="1" applyAlignment="1"><%(p)salignment vertical="top"'
            b' wrapText="1"/></%(p)sxf>')  # fmt: skip
        self.quoted = self._add(b'<%(p)sxf numFmtId="49" fontId="0" fillId="0" borderId="0"'
            b' xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1">'
            b'<%(p)salignment vertical="top" wrapText="1"/></%(p)sxf>')  # fmt: skip
        bold, link = (str(len(fonts.children) + n).encode() for n in (0, 1))
        self.header = self._add(b'<%(p)sxf numFmtId="49" fontId="' + bold + b'" fillId="0"'
            b' borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>')  # fmt: skip
        self.link = self._add(b'<%(p)sxf numFmtId="49" fontId="' + link + b'" fillId="0"'
            b' borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1">'
            b'<%(p)salignment vertical="top"/></%(p)sxf>')  # fmt: skip

    def marked(self, style: int) -> int:
        """The format that is another one with the fill; made when it is first asked for."""
        found = self._marked.get(style)
        if found is None:
            known = self._formats.children
            format_ = known[style if style < len(known) else 0]
            tag = with_attributes(
                self._data[format_.start : format_.opened],
                fillId=str(len(self._fills.children)),
                applyFill="1",
            )
            found = self._marked[style] = self._put(tag + self._data[format_.opened : format_.end])
        return found

    def to_bytes(self) -> bytes:
        """The part with all that was added."""
        if len(self._formats.children) + len(self._added) > _ADDED_FORMATS:
            raise Unpatchable("文件的单元格格式过多")
        fill = (
            f'<{{0}}fill><{{0}}patternFill patternType="solid"><{{0}}fgColor rgb="{FILL}"/>'
            '<{0}bgColor indexed="64"/></{0}patternFill></{0}fill>'
        )
        name = '<{0}name val="Calibri"/>'
        fonts = (
            f'<{{0}}font><{{0}}b/><{{0}}sz val="11"/>{name}</{{0}}font>'
            f'<{{0}}font><{{0}}u/><{{0}}sz val="11"/><{{0}}color rgb="FF0563C1"/>{name}</{{0}}font>'
        )
        edits: list[Edit] = []
        for owner, new, count in (
            (self._fonts, fonts.format(self._prefix).encode(), 2),
            (self._fills, fill.format(self._prefix).encode(), 1),
            (self._formats, b"".join(self._added), len(self._added)),
        ):
            edits += self._grown(owner, new, count)
        return edited(self._data, edits)

    def _grown(self, owner: Element, new: bytes, count: int) -> list[Edit]:
        if owner.is_empty:
            raise Unpatchable("文件的样式部分不完整")
        tag = self._data[owner.start : owner.opened]
        told = with_attributes(tag, count=str(len(owner.children) + count))
        return [(owner.start, owner.opened, told), owner.appended(self._data, new)]

    def _add(self, markup: bytes) -> int:
        return self._put(markup.replace(b"%(p)s", self._prefix.encode()))

    def _put(self, markup: bytes) -> int:
        self._added.append(markup)
        return len(self._formats.children) + len(self._added) - 1
