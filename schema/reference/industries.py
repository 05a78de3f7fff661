"""Sections of the national classification of industries (GB/T 4754), by edition."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["IndustrySection", "industry_editions"]

_TABLE = Path(__file__).with_name("gbt4754_sections.csv")


class IndustrySection(NamedTuple):
    """A section, which a letter stands for.

    Attributes
    ----------
    letter, name : str
    divisions : range
        The two-digit divisions that belong to it.
    """

    letter: str
    name: str
    divisions: range


@functools.cache
def industry_editions() -> Mapping[str, tuple[IndustrySection, ...]]:
    """Sections by the year of the edition, the newest edition first."""
    editions: dict[str, list[IndustrySection]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            divisions = range(int(row["first"]), int(row["last"]) + 1)
            section = IndustrySection(row["section"], row["name"], divisions)
            editions.setdefault(row["edition"], []).append(section)
    return {edition: tuple(sections) for edition, sections in editions.items()}
