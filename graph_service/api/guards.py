"""Which fields of the schema are not for everybody, and what is said to who may not read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.shapes import Shape, own_name
from schema.catalogue import Catalogue
from schema.declarations import Access

__all__ = ["Guards", "forbidden", "guards_of"]

_WHO = {
    Access.INTERNAL: ("analysts, editors and administrators", "分析员、编辑和管理员"),
    Access.PERSONAL: ("editors and administrators", "编辑和管理员"),
}


@dataclass(frozen=True, slots=True)
class Guards:
    """The fields of generated types that fewer may read than the types themselves.

    Attributes
    ----------
    by_type : mapping of str to (mapping of str to Access)
        By the name of the GraphQL type, then of the field. An interface has what any type below
        it has.
    hidden : mapping of Access to frozenset of str
        Names of the fields, of whatever type, that a clearance does not cover.
    """

    by_type: Mapping[str, Mapping[str, Access]]
    hidden: Mapping[Access, frozenset[str]]

    def of(self, type_: str, field: str) -> Access | None:
        """Return the clearance that a field asks for; None if who reads the type may read it."""
        return self.by_type.get(type_, {}).get(field)


def guards_of(catalogue: Catalogue, shapes: Mapping[Access, Mapping[str, Shape]]) -> Guards:
    """Find the guarded fields.

    Parameters
    ----------
    catalogue : Catalogue
        The whole.
    shapes : mapping of Access to (mapping of str to Shape)
        What each clearance can read.
    """
    found: dict[str, dict[str, Access]] = {}
    for t in catalogue.types:
        own = dict(_guarded(t.name, shapes))
        for name in catalogue.lineage(t.name):
            above = found.setdefault(name, {})
            for field, access in own.items():
                if name == t.name or field in _fields(shapes[Access.PERSONAL][name]):
                    above.setdefault(field, access)
    for t in catalogue.types:
        for end in catalogue.ends(t.name):
            found.setdefault(f"{own_name(end)}Edge", {}).update(
                (p.name, p.access)
                for p in end.link.properties
                if not end.link.access.covers(p.access)
            )
    guarded = [item for fields in found.values() for item in fields.items()]
    hidden = {
        clearance: frozenset(name for name, access in guarded if not clearance.covers(access))
        for clearance in Access
    }
    return Guards({name: fields for name, fields in found.items() if fields}, hidden)


def forbidden(what: str, access: Access = Access.PERSONAL) -> ApiError:
    """Make the refusal of who may not read something.

    Parameters
    ----------
    what : str
        As the schema calls it: ``Talent.name``.
    access : Access
        The clearance that it asks for.
    """
    who, people = _WHO[access]
    sentence = f"{what} is for {who} only. {what} 仅限{people}查看。"
    return ApiError(sentence, ErrorCode.FORBIDDEN)


def _guarded(
    type_: str, shapes: Mapping[Access, Mapping[str, Shape]]
) -> Iterator[tuple[str, Access]]:
    """Name the fields that some who can read a type cannot read."""
    seen: set[str] | None = None
    for access, by_name in shapes.items():
        if type_ not in by_name:
            continue
        fields = _fields(by_name[type_])
        if seen is not None:
            yield from ((name, access) for name in fields - seen)
        seen = fields


def _fields(shape: Shape) -> set[str]:
    return {*shape.properties, *shape.links, *shape.derived}
