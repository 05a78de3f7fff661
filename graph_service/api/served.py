"""What one schema serves: the fixed things that its resolvers share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_service.api.shapes import Shape, shapes_of
from graph_service.api.where import Conditions
from schema.catalogue import Catalogue
from schema.packs import Pack

__all__ = ["Served", "serve"]


@dataclass(frozen=True, slots=True)
class Served:
    """A catalogue and a pack as the API serves them.

    Attributes
    ----------
    catalogue : Catalogue
        What is public of it.
    pack : Pack
    shapes : mapping of str to Shape
    conditions : Conditions
    """

    catalogue: Catalogue
    pack: Pack
    shapes: Mapping[str, Shape]
    conditions: Conditions


def serve(catalogue: Catalogue, pack: Pack) -> Served:
    """Prepare what resolvers share."""
    shapes = shapes_of(catalogue)
    return Served(catalogue, pack, shapes, Conditions(shapes, pack))
