"""The parts of a workbook's package: which are there, and how they belong together."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from loaders.annotation.markup import (
    Edit,
    Unpatchable,
    attribute,
    edited,
    read_markup,
)

__all__ = ["TYPES", "Package", "Relation", "Relations", "entry"]

TYPES: Final = "[Content_Types].xml"
"""The part that lists what kind of content each part has."""

_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WRITTEN: Final = (1980, 1, 1, 0, 0, 0)
"""When new parts were made, for the archive: a copy is the same whenever it is made."""

_SMALL: Final = 64 << 20
"""Bytes of a part that is read as a whole."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How one part belongs to another.

    Attributes
    ----------
    id, kind, target : str
        The target is a part's name; empty if it is not in the package.
    """

    id: str
    kind: str
    target: str


class Relations:
    """The relations of one part, to which others are added.

    Parameters
    ----------
    owner : str
        The part's name.
    data : bytes or None
        Its relations, if it has any.
    """

    def __init__(self, owner: str, data: bytes | None) -> None:
        folder, name = posixpath.split(owner)
        self.part = posixpath.join(folder, "_rels", f"{name}.rels")
        self._data = data or f'{_HEAD}<Relationships xmlns="{_RELATIONS}"/>'.encode()
        self._root = read_markup(self._data)
        self._added: list[str] = []
        self.all: list[Relation] = []
        for element in self._root.all("Relationship"):
            told = element.attributes
            outside = told.get("TargetMode") == "External"
            target = "" if outside else posixpath.join("/", folder, told.get("Target", ""))
            path = posixpath.normpath(target).lstrip("/") if target else ""
            self.all.append(Relation(told.get("Id", ""), told.get("Type", ""), path))

    @property
    def is_changed(self) -> bool:
        """Whether any was added."""
        return bool(self._added)

    def of_kind(self, ending: str) -> Relation | None:
        """The first relation of a kind, by the end of the kind's name."""
        return next((r for r in self.all if r.kind.rpartition("/")[2] == ending), None)

    def add(self, kind: str, target: str) -> str:
        """Add a relation; return its id."""
        taken = {relation.id.lower() for relation in self.all}
        number = len(self.all) + 1
        while f"rid{number}" in taken:
            number += 1
        id_ = f"rId{number}"
        self.all.append(Relation(id_, kind, target))
        prefix = self._root.prefix
        told = f"Id={attribute(id_)} Type={attribute(kind)} Target={attribute('/' + target)}"
        self._added.append(f"<{prefix}Relationship {told}/>")
        return id_

    def to_bytes(self) -> bytes:
        """The part with all that was added."""
        return edited(self._data, [self._root.appended(self._data, "".join(self._added).encode())])


@dataclass(slots=True)
class Package:
    """A package that is read.

    Attributes
    ----------
    archive : ZipFile
    types : dict of str to str
        Kinds of content of new parts.
    endings : dict of str to str
        Kinds of content by the ending of new parts' names.
    """

    archive: zipfile.ZipFile
    types: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for info in self.archive.infolist():
            # Some programs write the names as their system does.
            folded = info.filename.lower().replace("\\", "/").lstrip("/")
            if folded in self._names or info.flag_bits & 1:
                raise Unpatchable("文件的压缩包结构异常")
            self._names[folded] = info.filename

    def name(self, part: str) -> str | None:
        """How the archive spells a part's name; None if it has no such part."""
        return self._names.get(part.lower().lstrip("/"))

    def read(self, part: str) -> bytes | None:
        """A part's content; None if there is no such part."""
        name = self.name(part)
        if name is None:
            return None
        if self.archive.getinfo(name).file_size > _SMALL:
            raise Unpatchable("文件内部的部分过大")
        return self.archive.read(name)

    def need(self, part: str) -> bytes:
        """A part's content.

        Raises
        ------
        Unpatchable
            If there is no such part.
        """
        data = self.read(part)
        if data is None:
            raise Unpatchable("文件的压缩包缺少必要部分")
        return data

    def relations(self, owner: str) -> Relations:
        """The relations of a part."""
        owner = owner.replace("\\", "/")
        folder, name = posixpath.split(owner)
        return Relations(owner, self.read(posixpath.join(folder, "_rels", f"{name}.rels")))

    def fresh(self, pattern: str) -> str:
        """A name for a new part that none has: ``xl/comments{}.xml`` gets a number."""
        names = map(pattern.format, count(1))
        name = next(name for name in names if not self.name(name))
        self._names[name.lower()] = name
        return name

    def has(self, beginning: str) -> bool:
        """Whether there is a part whose name begins so."""
        return any(name.startswith(beginning) for name in self._names)

    def content_types(self) -> bytes:
        """The list of kinds of content with those of the new parts."""
        data = self.need(TYPES)
        root = read_markup(data)
        known = {e.attributes.get("Extension", "").lower() for e in root.all("Default")}
        p = root.prefix
        first = "".join(
            f"<{p}Default Extension={attribute(ending)} ContentType={attribute(kind)}/>"
            for ending, kind in self.endings.items()
            if ending not in known
        )
        added = "".join(
            f"<{p}Override PartName={attribute('/' + part)} ContentType={attribute(kind)}/>"
            for part, kind in self.types.items()
        )
        edits: list[Edit] = [root.appended(data, (first + added).encode())]
        return edited(data, edits)


def entry(name: str, written: tuple[int, int, int, int, int, int] = _WRITTEN) -> zipfile.ZipInfo:
    """What an archive says of a part that is written into it."""
    made = zipfile.ZipInfo(name, written)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made
