"""The links of a mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from loaders.layout import Bond, BondEnd, Condition, Field, Subject
from loaders.mapping_checks import Checks
from loaders.mapping_columns import ColumnParser
from loaders.toml_lines import KeyPath
from schema.catalogue import Catalogue
from schema.declarations import LinkType

__all__ = ["LINK_KEYS", "Each", "LinkParser"]

LINK_KEYS = ("type", "source", "target", "properties", "constants")
"""What a mapping can say of a link."""


class Each(NamedTuple):
    """Records of which a row states several.

    Attributes
    ----------
    prefix : str
        What their columns begin with; empty if each cell is split by itself.
    where : tuple of Condition
        What must hold of each of them.
    """

    prefix: str
    where: tuple[Condition, ...]

    def goes_with(self, field: Field) -> bool:
        """Whether a column of a link has a value for each of them."""
        part = field.choice.part if field.choice else None
        if not self.prefix:
            return part is not None and part.open
        return field.header.startswith(f"{self.prefix}.")


class LinkParser:
    """Reads the links of a file.

    Parameters
    ----------
    checks : Checks
    catalogue : Catalogue
    columns : ColumnParser
    each : mapping of str to Each
        By name the records of which a row states several.
    """

    def __init__(
        self,
        checks: Checks,
        catalogue: Catalogue,
        columns: ColumnParser,
        each: Mapping[str, Each],
    ) -> None:
        self._check = checks
        self._catalogue = catalogue
        self._columns = columns
        self._each = each

    def bonds(
        self, links: object, subjects: dict[str, Subject], stated: object
    ) -> tuple[Bond, ...]:
        """Return the links that can be understood.

        Parameters
        ----------
        links : object
            What stands in the file.
        subjects : dict of str to Subject
            Records that were understood.
        stated : object
            The records as they stand in the file.
        """
        bonds: list[Bond] = []
        with self._check.going_on():
            if not isinstance(links, list):
                raise self._check.error(("links",), "links are a list", "Write [[links]]")
            named = list(stated) if isinstance(stated, dict) else []
            for number, table in enumerate(links):
                with self._check.going_on():
                    where = ("links", number)
                    bond = self._bond(self._check.table(table, where), where, subjects, named)
                    if bond is not None:
                        bonds.append(bond)
        return tuple(bonds)

    def _bond(
        self,
        table: dict[str, Any],
        where: KeyPath,
        subjects: dict[str, Subject],
        stated: Sequence[str],
    ) -> Bond | None:
        check = self._check
        check.only(table, LINK_KEYS, where)
        check.known(table.get("type"), self._catalogue.links, (*where, "type"), "link type")
        link = self._catalogue.links[table["type"]]
        for end in ("source", "target"):
            check.known(table.get(end), stated, (*where, end), "record")
        fields = self._columns.properties(table.get("properties", {}), link.properties, where)
        constants = self._columns.constants(table, link.properties, where)
        ends = [subjects.get(table[end]) for end in ("source", "target")]
        if None in ends:
            # What is wrong with the record itself is said already.
            return None
        self._ends(link, table, where, subjects)
        fields, each = self._listed(fields, table, where)
        return Bond(
            link=link,
            source=table["source"],
            target=table["target"],
            fields=fields,
            constants=constants,
            each=each,
        )

    def _listed(
        self, fields: tuple[Field, ...], table: dict[str, Any], where: KeyPath
    ) -> tuple[tuple[Field, ...], BondEnd]:
        """The columns of a link, those marked whose lists go with the records of one of its ends."""
        source, target = (self._each.get(table[end]) for end in ("source", "target"))
        if source and target and source.prefix and source == target:
            return self._marked(fields, source), "both"
        ends = [one for one in (source, target) if one is not None]
        if len(ends) > 1 and any(one.goes_with(field) for one in ends for field in fields):
            raise self._check.error(
                (*where, "properties"),
                "a row states several records at both ends, and lists go with one of them only",
                'Say `each = "COLUMN[]"` with the same column for both, or leave the lists out',
            )
        if not ends or not any(map(ends[0].goes_with, fields)):
            return fields, ""
        return self._marked(fields, ends[0]), "source" if source else "target"

    def _marked(self, fields: tuple[Field, ...], each: Each) -> tuple[Field, ...]:
        return tuple(
            replace(self._columns.conditioned(field, each.where), each=True)
            if each.goes_with(field)
            else field
            for field in fields
        )

    def _ends(
        self,
        link: LinkType,
        table: dict[str, Any],
        where: KeyPath,
        subjects: dict[str, Subject],
    ) -> None:
        for end, allowed in (("source", link.source), ("target", link.target)):
            members = self._catalogue.members(allowed)
            for type_ in subjects[table[end]].types:
                self._check.known(type_, members, (*where, end), f"{end} of {link.type}")
