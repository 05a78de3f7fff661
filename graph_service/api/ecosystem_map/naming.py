"""What the parts of a map are called, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from analytics.ties.kinds import Tie
from graph_service.api.analytics.answer import present
from graph_service.api.context import Context
from graph_service.store.plan import Branch, Field, Lookup, Selection
from loaders.fields import name_property
from schema.columns import columns_of
from schema.time import PartialDate
from schema.vocabularies.chains import SegmentPosition
from schema.vocabularies.innovation import Stage

__all__ = ["CODES", "NOWHERE", "Named", "labels_of", "link_type_named", "type_named"]

_LABEL: Final = "label"


class Named(NamedTuple):
    """A name in both languages."""

    label: str
    english: str


NOWHERE: Final = Named("未知", "Unknown")

_TIES: Final = MappingProxyType(
    {
        Tie.PROJECT.value: Named("共同参与项目", "Shared projects"),
        Tie.CONTRACT.value: Named("技术合同往来", "Technology contracts"),
        Tie.PATENT.value: Named("共同申请专利", "Patents applied for together"),
        Tie.CONVERSION.value: Named("成果转化", "Converted achievements"),
        Tie.CO_BUILT.value: Named("共建平台", "Platforms built together"),
        Tie.INCUBATION.value: Named("孵化", "Incubation"),
    }
)


def _spoken(code: str) -> str:
    return code.replace("_", " ").capitalize()


CODES: Final = MappingProxyType(
    {
        code.name: Named(code.word.label, _spoken(code.name))
        for vocabulary in (Stage, SegmentPosition)
        for code in vocabulary
    }
)
"""Of stages and positions, which have no code in common."""


def type_named(context: Context, name: str) -> Named:
    """Say what a type of records is called."""
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in name)
    return Named(context.served.catalogue.by_name[name].label, words.strip().capitalize())


def link_type_named(context: Context, name: str) -> Named:
    """Say what a kind of tie, or a type of links, is called."""
    return _TIES.get(name) or Named(context.served.catalogue.links[name].label, _spoken(name))


async def labels_of(
    context: Context, ids: Sequence[str], types: Sequence[str], as_of: PartialDate
) -> list[str | None]:
    """Read the names of records of a map.

    Parameters
    ----------
    context : Context
    ids : sequence of str
    types : sequence of str
        The types of which they may be.
    as_of : PartialDate

    Raises
    ------
    ApiError
        If one of them was removed since.
    """
    branches = []
    for name in types:
        named = name_property(context.served.public.shapes[name].properties.values())
        if named is not None:
            branches.append(Branch(name, Selection((Field(_LABEL, columns_of(named)),))))
    rows = await context.store.read(
        Lookup(tuple(ids), Selection(branches=tuple(branches))), context.reading(as_of)
    )
    return [present(row).get(_LABEL) for row in rows]
