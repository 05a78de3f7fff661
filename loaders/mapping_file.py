"""Layouts of known sources, written as TOML files in ``loaders/mappings``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from loaders.layout import Layout, LayoutError
from loaders.mapping_checks import Checks, MappingProblem, place_text
from loaders.mapping_parser import MAPPING_KEYS, MappingParser
from loaders.toml_lines import KeyPath, key_lines
from schema.catalogue import Catalogue

__all__ = [
    "MAPPING_KEYS",
    "MappingFile",
    "MappingRead",
    "available_mappings",
    "load_mapping",
    "read_mapping",
]

_FOLDER = Path(__file__).parent / "mappings"
_AT = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A layout that a file describes.

    Attributes
    ----------
    name : str
        File name without suffix.
    label, description : str
        Chinese and English title.
    layout : Layout
    digest : str
        Of the file's content.
    """

    name: str
    label: str
    description: str
    layout: Layout
    digest: str


@dataclass(frozen=True, slots=True)
class MappingRead:
    """A mapping file with all that is wrong in it.

    Attributes
    ----------
    file : str
        Its name.
    mapping : MappingFile or None
        None if it cannot be used.
    checks : Checks
        The problems, and the columns that it names.
    lines : dict of KeyPath to int
        Where its keys stand.
    """

    file: str
    mapping: MappingFile | None
    checks: Checks
    lines: dict[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of a place, or of the nearest around it that the file names."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def told(self) -> list[Told]:
        """What is wrong, in the order of the lines."""
        told = [self._told(problem) for problem in dict.fromkeys(self.checks.problems)]
        return sorted(told, key=lambda one: one.line)

    def _told(self, problem: MappingProblem) -> Told:
        place = place_text(problem.path)
        text = f"{place}: {problem.reason}. {problem.remedy}."
        return Told(self.line(problem.path), text, problem.doubt)


class Told(NamedTuple):
    """A problem as people are told of it.

    Attributes
    ----------
    line : int
        From 1.
    text : str
        What is wrong, and what to do.
    doubt : bool
        Whether it may be meant.
    """

    line: int
    text: str
    doubt: bool


def available_mappings() -> tuple[str, ...]:
    """Names of the layouts that are shipped."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_mapping(name: str | Path, catalogue: Catalogue) -> MappingFile:
    """Read a layout by the name of a shipped one, or by the path of a TOML file.

    Parameters
    ----------
    name : str or Path
        ``cordis-participations``, or a path that ends in ``.toml``.
    catalogue : Catalogue

    Returns
    -------
    MappingFile

    Raises
    ------
    LayoutError
        If there is no such file, or it says what the catalogue or a layout does not know.
    """
    read = read_mapping(name, catalogue)
    wrong = [one for one in read.told() if not one.doubt]
    if read.mapping is None or wrong:
        more = f" And {len(wrong) - 1} more: graph-service mapping check." if wrong[1:] else ""
        raise LayoutError(f"{read.file}:{wrong[0].line}: {wrong[0].text}{more}")
    return read.mapping


def read_mapping(name: str | Path, catalogue: Catalogue) -> MappingRead:
    """Read a layout and all that is wrong in it.

    Parameters
    ----------
    name : str or Path
        As for `load_mapping`.
    catalogue : Catalogue

    Raises
    ------
    LayoutError
        If there is no such file, or it cannot be read as text.
    """
    path = Path(name) if str(name).endswith(".toml") else _FOLDER / f"{name}.toml"
    checks = Checks()
    try:
        content = path.read_bytes()
        text = content.decode()
        data = tomllib.loads(text)
    except FileNotFoundError:
        known = ", ".join(available_mappings())
        raise LayoutError(f"There is no mapping {name}; shipped ones are {known}.") from None
    except tomllib.TOMLDecodeError as error:
        lines = _not_toml(str(error), text, checks)
        return MappingRead(path.name, None, checks, lines)
    except (UnicodeDecodeError, OSError) as error:
        raise LayoutError(f"{path.name} is not a mapping: {error}.") from error
    layout = MappingParser(checks, catalogue).layout(path.stem, data)
    digest = blake2b(content, digest_size=16).hexdigest()
    mapping = None
    if layout is not None:
        label, description = data.get("label", ""), data.get("description", "")
        mapping = MappingFile(path.stem, label, description, layout, digest)
    return MappingRead(path.name, mapping, checks, key_lines(text))


def _not_toml(complaint: str, text: str, checks: Checks) -> dict[KeyPath, int]:
    found = _AT.fullmatch(complaint)
    reason, line = complaint, text.count("\n") + 1
    if found is not None:
        reason = found[1] + (f", column {found[3]}" if found[3] else ", at the end")
        line = int(found[2]) if found[2] else max(1, len(text.rstrip("\n").split("\n")))
    problem = MappingProblem((), f"this is not TOML: {reason}", "Correct it; texts stand in quotes")
    checks.problems.append(problem)
    return {(): line}
