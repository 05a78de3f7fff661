"""Districts of China by their national code (GB/T 2260), with the editions that list them."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

__all__ = ["ListedDistrict", "district_by_code", "district_by_name"]

_TABLE = Path(__file__).with_name("gbt2260.csv")
_JOINED = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names of groups of districts, which are none themselves."""


_PROVINCE = re.compile("(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$")
_CITY_OR_COUNTY = re.compile("[市区县]$")


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
    """Present districts by their spellings, where one alone is called so.

    Provinces and cities stand by themselves or behind what is around them, counties only behind:
    their names are many places'. Each may be written in short (湖北武汉, 内蒙古).
    """
    by_code = district_by_code()
    names: dict[str, set[ListedDistrict]] = {}
    of_counties: set[str] = set()
    for listed in by_code.values():
        if listed.last or listed.name in _JOINED:
            continue
        codes = dict.fromkeys((listed.code[:2] + "0000", listed.code[:4] + "00"))
        above = [by_code[code] for code in codes if code in by_code and code != listed.code]
        around = [_spellings(d) for d in above if d.name not in _JOINED]
        own, by_itself = _spellings(listed), listed.code.endswith("00")
        for number in range(0 if by_itself else 1, len(around) + 1):
            for levels in combinations(around, number):
                for parts in product(*levels, own):
                    names.setdefault("".join(parts), set()).add(listed)
        if not by_itself:
            of_counties.update(own)
    return {
        name: min(found)
        for name, found in names.items()
        if len(found) == 1 and (name not in of_counties or _is_province(min(found)))
    }


def _is_province(listed: ListedDistrict) -> bool:
    return listed.code.endswith("0000")


def _spellings(listed: ListedDistrict) -> tuple[str, ...]:
    """The name, and what is left of it without the word for its kind."""
    kind = _PROVINCE if _is_province(listed) else _CITY_OR_COUNTY
    short = kind.sub("", listed.name)
    return (listed.name, short) if 1 < len(short) < len(listed.name) else (listed.name,)
