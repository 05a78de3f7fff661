"""A catalogue of which something is not for everybody."""

from __future__ import annotations

from dataclasses import replace

from schema.catalogue import Catalogue
from schema.declarations import Access


def hiding(catalogue: Catalogue, name: str) -> Catalogue:
    """The catalogue if a property of this name, of whatever type, were for insiders only."""
    return Catalogue(
        tuple(
            replace(
                t,
                properties=tuple(
                    replace(p, access=Access.INTERNAL) if p.name == name else p
                    for p in t.properties
                ),
                derived=(),
            )
            for t in catalogue.types
        )
    )
