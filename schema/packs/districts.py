"""Districts of a region: what they are called, what they were called, and what they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schema.time import PartialDate

__all__ = ["DistrictIndex", "FormerName", "PackDistrict", "PackZone", "Place", "check_districts"]

_BETWEEN = re.compile(r"[\s/\\\-—·>,,、]+")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A code or a name that a district no longer has.

    Attributes
    ----------
    code, name : str
        One of them may be empty.
    until : str
        The last day, month or year when it was right; empty where that is not known.
    """

    code: str = ""
    name: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class PackDistrict:
    """A district of the region, with its seat of government.

    Attributes
    ----------
    code, name : str
    longitude, latitude, datum : float, float, str
        Of the seat.
    parent : str or None
        Code of the district that it belongs to.
    aliases : tuple of str
        Short and other names.
    former_codes : tuple of str
        Codes that it no longer has, from times that are not known.
    former : tuple of FormerName
        Codes and names that it no longer has, with their times.
    since : str or None
        When it was made, if that matters: what is said of a time before is said of `split_from`.
    split_from : str or None
        Code of the district that its place belonged to before.
    """

    code: str
    name: str
    longitude: float | None = None
    latitude: float | None = None
    datum: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    former: tuple[FormerName, ...] = ()
    since: str | None = None
    split_from: str | None = None

    @property
    def spellings(self) -> Iterator[str]:
        """All codes and names by which texts mean it."""
        yield from (self.code, self.name, *self.aliases, *self.former_codes)
        for former in self.former:
            yield from filter(None, (former.code, former.name))


@dataclass(frozen=True, slots=True)
class PackZone:
    """A functional zone: no district, and maybe in several."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All names by which texts mean it."""
        return (self.name, *self.aliases)


class Place(NamedTuple):
    """What a text about a district means.

    Attributes
    ----------
    district : PackDistrict
        The present district, or the one that had the place at the time in question.
    former : FormerName or None
        The code or name that was used, if the district no longer has it.
    later : PackDistrict or None
        The district that the text names, if it was made after the time in question.
    """

    district: PackDistrict
    former: FormerName | None = None
    later: PackDistrict | None = None


class DistrictIndex:
    """Finds districts and zones by what texts call them.

    Parameters
    ----------
    districts : sequence of PackDistrict
    zones : iterable of PackZone
    """

    def __init__(self, districts: Sequence[PackDistrict], zones: Iterable[PackZone]) -> None:
        self._by_code = {district.code: district for district in districts}
        self._districts: dict[str, PackDistrict] = {}
        self._former: dict[str, FormerName] = {}
        self._zones: dict[str, PackZone] = {}
        for district in districts:
            self._districts |= dict.fromkeys(district.spellings, district)
            self._former |= {code: FormerName(code=code) for code in district.former_codes}
            for former in district.former:
                self._former |= {text: former for text in (former.code, former.name) if text}
        # A name may have the names of all districts around before it.
        for district in districts:
            around = list(self._around(district))
            for text in (t for t in district.spellings if not t[:1].isdigit()):
                for prefix in around:
                    self._districts.setdefault(prefix + text, district)
                    if text in self._former:
                        self._former.setdefault(prefix + text, self._former[text])
        tops = [text for d in districts if d.parent is None for text in d.spellings]
        for zone in zones:
            for text in zone.spellings:
                self._zones |= dict.fromkeys((text, *(top + text for top in tops)), zone)

    def district(self, text: str) -> PackDistrict | None:
        """The district of a present or former code, name or alias."""
        return self._districts.get(text)

    def zone(self, text: str) -> PackZone | None:
        """The zone of a name or alias."""
        return self._zones.get(text) or self._zones.get(_BETWEEN.sub("", text))

    def place(self, text: str, on: PartialDate | None = None) -> Place | None:
        """The district that a text means, when speaking of a day, a month or a year.

        Parameters
        ----------
        text : str
        on : PartialDate, optional
            The present, if not given.
        """
        if text not in self._districts:
            text = _BETWEEN.sub("", text)
        named = self._districts.get(text)
        if named is None:
            return None
        before = self._by_code.get(named.split_from or "")
        if before and on and named.since and on.last < PartialDate(named.since).first:
            return Place(before, later=named)
        return Place(named, self._former.get(text))

    def _around(self, district: PackDistrict) -> Iterator[str]:
        parent = self._by_code.get(district.parent or "")
        if parent is not None:
            names = [text for text in (parent.name, *parent.aliases) if not text[:1].isdigit()]
            for above in ("", *self._around(parent)):
                yield from (above + name for name in names)


def check_districts(where: str, districts: Sequence[PackDistrict]) -> str | None:
    """Say what is wrong with what districts say of each other and of time, if anything is."""
    codes: Mapping[str, PackDistrict] = {d.code: d for d in districts}
    for d in districts:
        if d.parent is not None and d.parent not in codes:
            return f"{where}, {d.code}: parent {d.parent!r} is no district."
        if d.split_from is not None and d.split_from not in codes:
            return f"{where}, {d.code}: split_from {d.split_from!r} is no district."
        if (d.since is None) != (d.split_from is None):
            return f"{where}, {d.code}: since and split_from belong together."
        dates = [d.since or "", *(f.until for f in d.former)]
        for text in filter(None, dates):
            try:
                PartialDate(text)
            except ValueError as error:
                return f"{where}, {d.code}: {error}"
    return None
