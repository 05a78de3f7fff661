"""What one schema serves: the fixed things that its resolvers share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph_service.api.guards import Guards, forbidden, guards_of
from graph_service.api.shapes import Shape, part_for, shapes_of
from graph_service.api.where import Conditions
from schema.catalogue import Catalogue
from schema.declarations import Access
from schema.packs import Pack

__all__ = ["Part", "Served", "serve"]


@dataclass(frozen=True, slots=True)
class Part:
    """What callers of one clearance can read.

    Attributes
    ----------
    catalogue : Catalogue
        What they can read of the whole.
    pack : Pack
    shapes : mapping of str to Shape
    conditions : Conditions
    schema_catalogue : Catalogue
        The whole, of which the schema is made.
    schema_shapes : mapping of str to Shape
        Those of the whole.
    """

    catalogue: Catalogue
    pack: Pack
    shapes: Mapping[str, Shape]
    conditions: Conditions
    schema_catalogue: Catalogue
    schema_shapes: Mapping[str, Shape]

    def members(self, type_: str) -> tuple[str, ...]:
        """Return the concrete types of a type that they can read."""
        return self.shapes[type_].members if type_ in self.shapes else ()

    def check(self, types: Iterable[str]) -> None:
        """Refuse what is asked of types that they cannot read.

        Raises
        ------
        ApiError
        """
        for name in types:
            if name not in self.shapes:
                raise forbidden(name)


@dataclass(frozen=True)
class Served:
    """A catalogue and a pack as the API serves them.

    Attributes
    ----------
    catalogue : Catalogue
        The whole, of which the schema is made.
    pack : Pack
    shapes : mapping of str to Shape
    parts : mapping of Access to Part
        By the clearance of who asks.
    """

    catalogue: Catalogue
    pack: Pack
    shapes: Mapping[str, Shape]
    parts: Mapping[Access, Part]

    @cached_property
    def guards(self) -> Guards:
        """Which fields are not for everybody."""
        return guards_of(
            self.catalogue, {access: part.shapes for access, part in self.parts.items()}
        )

    @property
    def public(self) -> Part:
        """What everybody can read."""
        return self.parts[Access.PUBLIC]


def serve(catalogue: Catalogue, pack: Pack) -> Served:
    """Prepare what resolvers share."""
    shapes = shapes_of(catalogue)
    parts: dict[Access, Part] = {}
    whole = Part(catalogue, pack, shapes, Conditions(shapes, pack, shapes), catalogue, shapes)
    for access in Access:
        own = part_for(catalogue, access)
        parts[access] = whole if own is catalogue else _part(own, whole)
    return Served(catalogue, pack, shapes, parts)


def _part(catalogue: Catalogue, whole: Part) -> Part:
    shapes = shapes_of(catalogue)
    conditions = Conditions(shapes, whole.pack, whole.shapes)
    return Part(catalogue, whole.pack, shapes, conditions, whole.catalogue, whole.shapes)
