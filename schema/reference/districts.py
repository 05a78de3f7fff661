"""Districts of China by their national code (GB/T 2260), with the editions that list them."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["ListedDistrict", "district_by_code", "district_by_name"]

_TABLE = Path(__file__).with_name("gbt2260.csv")
_JOINED = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names of groups of districts, which are none themselves."""


class ListedDistrict(NamedTuple):
    """A district as the standard lists it.

    Attributes
    ----------
    code, name : str
    first, last : str
        Months of the first and the last edition that list it so; `last` is empty if it still does.
    """

    code: str
    name: str
    first: str
    last: str


@functools.cache
def district_by_code() -> Mapping[str, ListedDistrict]:
    """Districts by code; codes that were used again mean what they meant last."""
    found: dict[str, ListedDistrict] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            listed = ListedDistrict(row["code"], row["name"], row["first"], row["last"])
            other = found.get(listed.code)
            if other is None or (listed.last or "9999") > (other.last or "9999"):
                found[listed.code] = listed
    return found


@functools.cache
def district_by_name() -> Mapping[str, ListedDistrict]:
    """Present districts by their names with those around them before, where one has that name."""
    by_code = district_by_code()
    names: dict[str, list[ListedDistrict]] = {}
    for listed in by_code.values():
        if listed.last or listed.name in _JOINED:
            continue
        codes = (listed.code[:2] + "0000", listed.code[:4] + "00")
        above = dict.fromkeys(by_code[code] for code in codes if code in by_code)
        around = [d.name for d in above if d != listed and d.name not in _JOINED]
        for i in range(len(around) + (not around)):
            names.setdefault("".join((*around[i:], listed.name)), []).append(listed)
    return {name: found[0] for name, found in names.items() if len(found) == 1}
