"""Districts as tables call them: by present or old names and codes, of the region or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from loaders.flaws import Flaw
from loaders.identifiers.damage import undamaged
from loaders.identifiers.form import InvalidIdentifier
from loaders.names import fold
from loaders.readings import Converter, Reading, one_flaw, refused
from loaders.rows import Cell
from schema.columns import Value
from schema.packs import FormerName, Pack, Place
from schema.reference import district_by_code, district_by_name
from schema.time import PartialDate

__all__ = ["DISTRICT_SCHEME", "FoundDistrict", "code_reader", "find_district", "present_names"]

DISTRICT_SCHEME = "district-code"
"""Records of a type with such an identifier are named by what the pack knows."""

_NATIONAL = "gbt2260"
_CODE = re.compile(r"[1-9]\d{5}", re.ASCII)
_TOWNSHIP = re.compile(r"([1-9]\d{5})(?!000)\d{3}(?:0{3})?", re.ASCII)
_LONGER = re.compile(r"([1-9]\d{5})0{3}(?:0{3})?", re.ASCII)
"""Codes of statistics, which go on to townships and villages."""


class FoundDistrict(NamedTuple):
    """A district that a text means.

    Attributes
    ----------
    code : str
    name : str
        Empty where only the code is known.
    """

    code: str
    name: str


def find_district(
    pack: Pack, text: str, on: PartialDate | None = None
) -> tuple[FoundDistrict | None, Flaw | None]:
    """Return the district that a text means, and what is doubtful about it.

    Parameters
    ----------
    pack : Pack
    text : str
        A name, an alias or a code; present or former.
    on : PartialDate, optional
        The time of which is spoken; the present, if nothing says.
    """
    place = pack.find_place(text, on) or pack.find_place(fold(text), on)
    if place is None:
        longer = _LONGER.fullmatch(text)
        place = pack.find_place(longer[1], on) if longer else None
    if place is not None:
        district = place.district
        return FoundDistrict(district.code, district.name), _changed(text, place, on)
    if pack.find_zone(text) or pack.find_zone(fold(text)):
        return None, Flaw(
            "DISTRICT_ZONE",
            f"{text} is a functional zone, which is no district and may lie in several.",
            "Write the county, district or city that the place lies in.",
        )
    if pack.district_standard == _NATIONAL:
        found, flaw = _listed(text)
        if found is not None:
            return found, flaw
    return None, Flaw(
        "UNKNOWN_DISTRICT",
        f"{text} is no district that the pack {pack.name} knows.",
        "Write the district's full name or its code.",
    )


def code_reader(pack: Pack) -> Converter:
    """Make the converter of a column of district codes."""

    def convert(cell: Cell) -> Reading:
        try:
            text = "".join(undamaged(DISTRICT_SCHEME, cell).split())
        except InvalidIdentifier as error:
            return refused(error.code, str(error), "Format the column as text and enter it again.")
        township = _TOWNSHIP.fullmatch(text)
        if township is not None and pack.district_standard == _NATIONAL:
            # No list of these is known here; the county that the code begins with can be checked.
            listed = pack.find_place(township[1]) or township[1] in district_by_code()
            return text[:9], () if listed else (_unlisted(text, "GB/T 2260"),)
        found, flaw = find_district(pack, text)
        if found is not None:
            return one_flaw(found.code, flaw)
        if flaw is not None and flaw.code == "DISTRICT_ZONE":
            return None, (flaw,)
        if pack.district_standard == _NATIONAL:
            return refused(
                "ID_INVALID",
                f"{text} is not the code of a district: six digits, or nine of a township.",
                "Look the district up in the list of codes (GB/T 2260).",
            )
        return text or None, (_unlisted(text, f"the pack {pack.name}"),) if text else ()

    return convert


def present_names(
    pack: Pack, values: dict[str, Value], *, code: str, names: Sequence[str]
) -> Flaw | None:
    """Give a row about a district the present code and name for those that it no longer has.

    Parameters
    ----------
    pack : Pack
    values : dict of str to Value
        What the row says, changed.
    code : str
        The property for the code.
    names : sequence of str
        The properties for the name and, if there is one, for other names.
    """
    name, *others = names
    said = values.get(name)
    place = pack.find_place(str(said)) if said is not None else None
    if place is None or values.get(code, place.district.code) != place.district.code:
        return None
    told = code in values
    values |= {code: place.district.code, name: place.district.name}
    if others and said != place.district.name:
        known = values.get(others[0])
        known = known if isinstance(known, tuple) else ()
        values[others[0]] = tuple(dict.fromkeys((*known, str(said))))
    return None if told else _changed(str(said), place, None)


def _changed(text: str, place: Place, on: PartialDate | None) -> Flaw | None:
    present = f"{place.district.code} {place.district.name}"
    if place.later is not None:
        return Flaw(
            "DISTRICT_RENAMED",
            f"{text} was taken as {present}: {place.later.name} was made in {place.later.since}, "
            f"after {on}.",
            "Write the district that the place belonged to at that time.",
        )
    if place.former is not None:
        return Flaw(
            "DISTRICT_RENAMED",
            f"{text} was taken as {present}, {_told(place.former)}.",
            "Write the present name or code.",
        )
    return None


def _told(former: FormerName) -> str:
    called = " ".join(filter(None, (former.code, former.name)))
    return f"which was {called} until {former.until}" if former.until else f"once {called}"


def _listed(text: str) -> tuple[FoundDistrict | None, Flaw | None]:
    """A district of the national list, or a code of its form."""
    longer = _LONGER.fullmatch(text)
    code = longer[1] if longer else text
    if not _CODE.fullmatch(code):
        named = district_by_name().get(text)
        return (FoundDistrict(named.code, named.name), None) if named else (None, None)
    listed = district_by_code().get(code)
    if listed is None:
        return FoundDistrict(code, ""), _unlisted(text, "GB/T 2260")
    if listed.last:
        return FoundDistrict(code, listed.name), Flaw(
            "DISTRICT_RENAMED",
            f"{text} was {listed.name} and is no longer listed; the last list with it is of "
            f"{listed.last}.",
            "Write the present code.",
        )
    return FoundDistrict(code, listed.name), None


def _unlisted(text: str, where: str) -> Flaw:
    return Flaw(
        "UNKNOWN_CODE",
        f"{text} is no code of a district that {where} lists; it was kept as it is.",
        "Compare it with the list of codes.",
    )
