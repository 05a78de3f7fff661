"""Arguments that the analytic fields share."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from analytics.networks.network import NetworkQuestion, Weighting
from analytics.ties.kinds import Tie
from analytics.window import WindowBy
from graph_service.api.analytics.answer import MAX_FIRST, window_of
from graph_service.api.analytics.enums import OrganizationType
from graph_service.api.context import Context
from graph_service.api.errors import ApiError
from schema.time import PartialDate

__all__ = [
    "After",
    "AsOf",
    "First",
    "From",
    "NetworkArgument",
    "NetworkInput",
    "Region",
    "To",
    "Types",
    "WindowedBy",
    "members",
    "network_question",
]

Types = Annotated[
    Any,
    strawberry.argument(
        description="Organisation types; all if left out.",
        graphql_type=list[OrganizationType] | None,
    ),
]
From = Annotated[
    PartialDate | None,
    strawberry.argument(name="from", description="The window begins with its first day."),
]
To = Annotated[
    PartialDate | None,
    strawberry.argument(description="The window ends with its last day."),
]
WindowedBy = Annotated[
    WindowBy, strawberry.argument(description="How activities are placed in time.")
]
First = Annotated[
    int, strawberry.argument(description=f"How many of each list; at most {MAX_FIRST}.")
]
After = Annotated[
    str | None, strawberry.argument(description="Begin after the row with this cursor.")
]
AsOf = Annotated[
    PartialDate | None,
    strawberry.argument(description="Links with validity count if they are true on this day."),
]
Region = Annotated[
    str | None,
    strawberry.argument(description="Prefix of the district codes that are local."),
]


@strawberry.input(description="Which collaboration network is looked at.")
class NetworkInput:
    """See `analytics.networks.network.NetworkQuestion`."""

    types: Any = strawberry.field(
        default=None,
        description="Organisation types; all if left out.",
        graphql_type=list[OrganizationType] | None,
    )
    ties: list[Tie] | None = strawberry.field(
        default=None, description="Kinds of tie; projects alone if left out."
    )
    from_: PartialDate | None = strawberry.field(
        default=None, name="from", description="The window begins with its first day."
    )
    to: PartialDate | None = strawberry.field(
        default=None, description="The window ends with its last day."
    )
    window_by: WindowBy = strawberry.field(
        default=WindowBy.START, description="How activities are placed in time."
    )
    weighting: Weighting = strawberry.field(
        default=Weighting.NEWMAN, description="What a link weighs."
    )
    max_consortium: int | None = strawberry.field(
        default=None,
        description="Projects, contracts and patents that more organisations share tie nobody.",
    )
    local: bool = strawberry.field(
        default=False, description="Whether only organisations of the region are looked at."
    )
    chain: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of an industry chain: only organisations that serve or operate in it.",
    )


NetworkArgument = Annotated[
    NetworkInput | None,
    strawberry.argument(description="The network; all organisations and projects if left out."),
]


def network_question(
    info: Info[Any, None], asked: NetworkInput | None, region: str | None
) -> NetworkQuestion:
    """Return the question that the argument means.

    Parameters
    ----------
    info : strawberry.Info
    asked : NetworkInput or None
    region : str or None
        Prefix of the local district codes, as `answer.begin` settled it.

    Raises
    ------
    ApiError
        If there is no such network.
    """
    network = asked or NetworkInput()
    if network.local and region is None:
        raise ApiError("No region was given, so no organisation is local; give region.")
    try:
        return NetworkQuestion(
            types=members(info, network.types),
            ties=(Tie.PROJECT,) if network.ties is None else tuple(dict.fromkeys(network.ties)),
            window=window_of(network.from_, network.to, network.window_by),
            weighting=network.weighting,
            max_consortium=network.max_consortium,
            region=region if network.local else None,
            chain=None if network.chain is None else str(network.chain),
        )
    except ValueError as error:
        raise ApiError(str(error)) from error


def members(info: Info[Any, None], types: list[str] | None) -> tuple[str, ...]:
    """The concrete organisation types asked for, in one order whatever that of the question."""
    context: Context = info.context
    every = context.served.public.catalogue.members("Organization")
    return every if types is None else tuple(m for m in every if m in {*map(str, types)})
