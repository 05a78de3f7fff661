"""What every analytic answer says of itself: one interface, filled in one place."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import strawberry

import analytics.definition
from analytics.networks.network import Network
from analytics.shown import as_shown
from graph_service.api.analytics.answer import Definition, Question, definition_of, stale_field

__all__ = ["AnalyticAnswer", "Parameter", "about", "network_warnings", "parameters_of"]


@strawberry.type(description="An argument that the answer depends on, as it was understood.")
class Parameter:
    """One of them."""

    name: str = strawberry.field(description="Its name.")
    value: str | None = strawberry.field(description="Its value as text; null if it was left out.")


@strawberry.interface(description="What every analytic says of its answer.")
class AnalyticAnswer:
    """What a number needs to be understood, repeated and cited."""

    definition: Definition = strawberry.field(description="What the numbers mean.")
    parameters: list[Parameter] = strawberry.field(description="The arguments, defaults included.")
    n: int = strawberry.field(description="How many organisations or records were looked at.")
    graph_version: str = strawberry.field(description="Version of the graph it is of.")
    as_of: str = strawberry.field(description="The day it speaks of.")
    region: str | None = strawberry.field(description="Prefix of the local district codes.")
    seed: int | None = strawberry.field(
        description="Seed of what is random in it; null if nothing is."
    )
    stale: bool = stale_field()
    warnings: list[str] = strawberry.field(description="What a reader of the numbers must know.")


def about(
    question: Question,
    definition: analytics.definition.Definition,
    *,
    asked: object,
    n: int,
    seed: int | None = None,
    warnings: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the fields of `AnalyticAnswer`, as keyword arguments of the answer's type.

    Parameters
    ----------
    question : Question
    definition : Definition
    asked : dataclass
        What was asked; its attributes are the parameters.
    n : int
        How much was looked at.
    seed : int or None
    warnings : iterable of str
        Sentences.
    """
    return {
        "definition": definition_of(definition),
        "parameters": parameters_of(asked),
        "n": n,
        "graph_version": question.tables.version,
        "as_of": question.as_of.text,
        "region": question.region,
        "seed": seed,
        "stale": question.stale,
        "warnings": list(warnings),
    }


def parameters_of(asked: object) -> list[Parameter]:
    """List the attributes of a question, those of questions within it too.

    Parameters
    ----------
    asked : dataclass
        Its attributes are numbers, texts, enums, sequences of them, or dataclasses.
    """
    return [Parameter(name=name, value=value) for name, value in _told(asked)]


def network_warnings(network: Network) -> list[str]:
    """Say what a network leaves out."""
    warnings = []
    if network.missing:
        warnings.append(
            f"{network.missing} activities are left out: their date is missing or too rough for "
            "the window."
        )
    if network.open:
        warnings.append(f"{network.open} projects without an end are taken to go on.")
    if network.too_large:
        warnings.append(
            f"{network.too_large} activities tie nobody: more organisations share them than "
            "maxConsortium."
        )
    warnings.extend(
        f"{left.name} is not evaluated: {left.reason}" for left in network.not_evaluated
    )
    return warnings


def _told(asked: Any) -> Iterator[tuple[str, str | None]]:
    for field in fields(asked):
        value = getattr(asked, field.name)
        if is_dataclass(value):
            yield from _told(value)
        else:
            yield _camel(field.name), _text(value)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple | frozenset):
        return ", ".join(str(_text(part)) for part in value)
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(as_shown(value)) if isinstance(value, float) else str(value)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
