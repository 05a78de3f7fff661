"""The root fields ``vocabularies`` and ``vocabulary``: the lists from which values are taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import strawberry
from strawberry import Info

import schema.vocabularies
from graph_service.api.context import Context
from graph_service.api.served import Served
from graph_service.api.values import TermValue
from schema.declarations import Property
from schema.packs import PackTerm

__all__ = ["Vocabulary", "VocabularyQuery", "regional_lists", "vocabularies_of"]


@strawberry.type(description="A list from which values of some fields are taken.")
class Vocabulary:
    """A list and its values."""

    name: str = strawberry.field(
        description="Name of the list: that of an enum of the schema, or of one of the region's own."
    )
    description: str = strawberry.field(
        description="What its values say; empty for the region's own lists."
    )
    regional: bool = strawberry.field(
        description="Whether it is one of the region's own lists, which another region replaces."
    )
    fields: list[str] = strawberry.field(
        description="Where its values stand, such as Platform.system or PARTICIPATES_IN.role."
    )
    terms: list[TermValue] = strawberry.field(description="Its values, in their order.")


@strawberry.type
class VocabularyQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="All lists from which values are taken, the region's own at the end."
    )
    def vocabularies(self, info: Info[Any, None]) -> list[Vocabulary] | None:
        """Describe them all."""
        context: Context = info.context
        return list(vocabularies_of(context.served))

    @strawberry.field(description="The list with this name; null if there is none.")  # type: ignore[untyped-decorator]
    def vocabulary(
        self,
        info: Info[Any, None],
        name: Annotated[str, strawberry.argument(description="Such as ProjectLevel or levels.")],
    ) -> Vocabulary | None:
        """Describe one."""
        context: Context = info.context
        return next((v for v in vocabularies_of(context.served) if v.name == name), None)


def vocabularies_of(served: Served) -> Iterator[Vocabulary]:
    """Describe the lists of a catalogue and its pack."""
    for declared, fields in _places(served).items():
        if isinstance(declared, type):
            yield _structural(declared, fields)
    yield from regional_lists(served)


def regional_lists(served: Served) -> Iterator[Vocabulary]:
    """Describe the lists of a pack."""
    places = _places(served)
    for name, terms in served.pack.lists.items():
        listed: Any = list(terms)
        yield Vocabulary(
            name=name, description="", regional=True, fields=places.get(name, []), terms=listed
        )


def _structural(declared: type[schema.vocabularies.Vocabulary], fields: list[str]) -> Vocabulary:
    terms: Any = [
        PackTerm(member.name, member.word.label, member.word.description, member.word.synonyms)
        for member in declared
    ]
    return Vocabulary(
        name=declared.__name__,
        description=" ".join((declared.__doc__ or "").split()),
        regional=False,
        fields=fields,
        terms=terms,
    )


def _places(served: Served) -> dict[type[schema.vocabularies.Vocabulary] | str, list[str]]:
    """Where the values of each list stand, in the order of the catalogue."""
    catalogue = served.catalogue
    owners: list[tuple[str, tuple[Property, ...]]] = [
        *((t.name, (*t.properties, *(d.shown for d in t.derived))) for t in catalogue.types),
        *((link.type, link.properties) for link in catalogue.links.values()),
    ]
    found: dict[type[schema.vocabularies.Vocabulary] | str, list[str]] = {}
    for owner, properties in owners:
        for p in properties:
            if p.vocabulary is not None:
                found.setdefault(p.vocabulary, []).append(f"{owner}.{p.name}")
    return found
