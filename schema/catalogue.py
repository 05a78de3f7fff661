"""The catalogue: every declared type, checked against the others. The only place that knows all."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from schema.columns import VALID_FIRST, VALID_LAST, Sort, sorts_of
from schema.declarations import Direction, EntityType, LinkEnd, LinkType, Property
from schema.language import DeclarationError, Entity

__all__ = ["Catalogue", "declared_in", "load_catalogue"]


def load_catalogue() -> Catalogue:
    """Return the catalogue of all entity types declared in ``schema/entities``."""
    import schema.entities

    return Catalogue(tuple(declared_in(schema.entities)))


def declared_in(package: ModuleType) -> Iterable[EntityType]:
    """Yield the entity types declared in the modules of `package`, in the order of their names."""
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        qualified = f"{package.__name__}.{module}"
        for _, cls in inspect.getmembers(importlib.import_module(qualified), inspect.isclass):
            if issubclass(cls, Entity) and cls.__module__ == qualified:
                yield cls.__entity__


@dataclass(frozen=True)
class Catalogue:
    """Entity types that fit together.

    Parameters
    ----------
    types : tuple of EntityType
        All types, abstract ones included.

    Raises
    ------
    DeclarationError
        If a name is declared twice, a link points to an unknown type, two links claim one
        field, a type is found by what is no field of it, or fewer may read it than those above.
    """

    types: tuple[EntityType, ...]

    def __post_init__(self) -> None:
        self._check_unique("type", [t.name for t in self.types])
        self._check_unique("plural", [t.plural for t in self.types])
        self._check_unique("link type", [t.type for t in self._declared_links()])
        for declared in self._declared_links():
            for end in (declared.source, declared.target):
                if end not in self.by_name:
                    raise DeclarationError(
                        f"{declared.source}.{declared.name} points to unknown type {end!r}."
                    )
        for t in self.types:
            self._check_access(t)
            names = [p.name for p in t.properties] + [e.name for e in self.ends(t.name)]
            worked_out = [d.name for d in t.derived]
            self._check_unique(f"field of {t.name}", ["id", *names, *worked_out])
            for d in t.derived:
                for read in d.rule.reads:
                    if read not in names:
                        raise DeclarationError(f"{t.name}.{d.name} reads {read!r}, no field of it.")
            for found_by in t.found_by:
                if found_by not in names:
                    raise DeclarationError(f"{t.name}: found_by {found_by!r} is no field of it.")
            self._check_headers(t)

    @cached_property
    def by_name(self) -> Mapping[str, EntityType]:
        """Types by name."""
        return {t.name: t for t in self.types}

    @cached_property
    def links(self) -> Mapping[str, LinkType]:
        """Link types by name."""
        return {declared.type: declared for declared in self._declared_links()}

    @cached_property
    def concrete(self) -> tuple[EntityType, ...]:
        """Types that records can have."""
        return tuple(t for t in self.types if not t.abstract)

    @cached_property
    def unclassified(self) -> frozenset[str]:
        """Names of the types that only say that nobody stated one."""
        return frozenset(t.name for t in self.concrete if t.standing == "unclassified")

    def members(self, name: str) -> tuple[str, ...]:
        """Names of the concrete types that are a `name`: itself, or those of an abstract type.

        ``Node`` names all.
        """
        return self._members.get(name, ())

    def lineage(self, name: str) -> tuple[str, ...]:
        """`name` and the abstract types above it, nearest first, without ``Node``."""
        found: list[str] = []
        at: str | None = name
        while at is not None:
            found.append(at)
            at = self.by_name[at].parent
        return tuple(found)

    def family(self, name: str) -> str:
        """The widest type within which identifiers and names of a `name` are searched."""
        return self._families[name]

    def placeholder(self, name: str) -> str | None:
        """The type of records of `name` whose type nobody stated, if there is one."""
        members = self.members(name)
        return next((m for m in members if self.by_name[m].standing == "unclassified"), None)

    def ends(self, name: str) -> tuple[LinkEnd, ...]:
        """The link fields of a type, those declared on or pointing at an abstract type included."""
        return self._ends[name]

    def end(self, name: str, field: str) -> LinkEnd:
        """The link field called `field` of a type.

        Raises
        ------
        KeyError
            If there is none.
        """
        for end in self.ends(name):
            if end.name == field:
                return end
        raise KeyError(f"{name} has no link {field!r}.")

    def property(self, name: str, field: str) -> Property:
        """The property called `field` of a type.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self.by_name[name].property(field)

    def sorts(self, name: str) -> Mapping[str, Sort]:
        """The columns of the records of a concrete type, or of the links of a type, with what they hold."""
        return self._sorts.get(name, {})

    @cached_property
    def _sorts(self) -> Mapping[str, Mapping[str, Sort]]:
        owners = {t.name: t.properties for t in self.concrete}
        owners |= {name: declared.properties for name, declared in self.links.items()}
        found = {
            name: {c: s for p in properties for c, s in sorts_of(p).items()}
            for name, properties in owners.items()
        }
        for name, declared in self.links.items():
            if declared.validity:
                found[name] |= dict.fromkeys((VALID_FIRST, VALID_LAST), Sort.TEXT)
        return found

    @cached_property
    def _members(self) -> Mapping[str, tuple[str, ...]]:
        found = {"Node": tuple(t.name for t in self.concrete)}
        for t in self.types:
            found[t.name] = tuple(c.name for c in self.concrete if t.name in self.lineage(c.name))
        return found

    @cached_property
    def _families(self) -> Mapping[str, str]:
        return {t.name: self.lineage(t.name)[-1] for t in self.types}

    @cached_property
    def _ends(self) -> Mapping[str, tuple[LinkEnd, ...]]:
        every = [LinkEnd(declared, d) for declared in self._declared_links() for d in Direction]
        return {
            t.name: tuple(e for e in every if e.near in self.lineage(t.name)) for t in self.types
        }

    def _declared_links(self) -> Iterable[LinkType]:
        return (declared for t in self.types for declared in t.links)

    def _check_access(self, declared: EntityType) -> None:
        # Lists of the types above are counted, and walked through, whatever stands in them.
        above = self.by_name[self.lineage(declared.name)[-1]]
        if not above.access.covers(declared.access):
            raise DeclarationError(
                f"{declared.name} is {declared.access.value} and {above.name} above it is"
                f" {above.access.value}: lists of {above.name} would tell of its records."
                f" Declare the access at {above.name}."
            )

    def _check_headers(self, t: EntityType) -> None:
        owners = {h.casefold(): p.name for p in t.properties for h in (p.name, p.label, *p.columns)}
        for end in self.ends(t.name):
            for header in (header for column in end.columns for header in column.headers):
                other = owners.setdefault(header.casefold(), end.name)
                if other != end.name:
                    raise DeclarationError(
                        f"{t.name}: column {header!r} is claimed by {other} and {end.name}."
                    )

    @staticmethod
    def _check_unique(what: str, names: list[str]) -> None:
        for name in names:
            if names.count(name) > 1:
                raise DeclarationError(f"The {what} {name!r} is declared twice.")
