"""The GraphQL types of ``changes``."""

from __future__ import annotations

from typing import Any

import strawberry

from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.answer import present
from graph_service.api.analytics.enums import ChangeMeasure
from graph_service.api.analytics.number_refs import NumberRef, refs_field
from graph_service.api.selected import interface_type

__all__ = ["ChangesAnswer", "RankMove", "TieChange"]

_ORGANIZATION = interface_type("Organization")


@strawberry.type(description="A tie on two days.")
class TieChange:
    """One tie."""

    rows: strawberry.Private[tuple[object, object]]
    before: float | None = strawberry.field(description="Weight on `from`; null if there is none.")
    after: float | None = strawberry.field(description="Weight on `to`; null if there is none.")
    shared_before: int = strawberry.field(description="Number of shared activities on `from`.")
    shared_after: int = strawberry.field(description="Number of shared activities on `to`.")
    adds: float | None = strawberry.field(
        description="As a cause: what it adds to the change of the score. Null elsewhere."
    )
    ref: str = strawberry.field(
        description="For `evidence`: what adds up to the change of its weight."
    )

    @strawberry.field(description="The one with the lesser id.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def source(self) -> Any:
        """The row read for it."""
        return present(self.rows[0])

    @strawberry.field(description="The other one.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def target(self) -> Any:
        """The row read for it."""
        return present(self.rows[1])


@strawberry.type(description="An organisation whose rank is another one, and why.")
class RankMove:
    """One move."""

    row: strawberry.Private[object]
    measure: ChangeMeasure = strawberry.field(description="By which number it is ranked.")
    before: float = strawberry.field(description="The number on `from`.")
    after: float = strawberry.field(description="The number on `to`.")
    rank_before: int = strawberry.field(description="Its rank on `from`.")
    rank_after: int = strawberry.field(
        description="Its rank on `to`: that before, less leftBehind, plus leftBehindBy."
    )
    left_behind: int = strawberry.field(
        description="Organisations that were ahead of it and are not any more."
    )
    left_behind_by: int = strawberry.field(
        description="Organisations that are ahead of it and were not before."
    )
    refs: list[NumberRef] = refs_field()
    causes: list[TieChange] = strawberry.field(
        description="The ties that changed its number, what matters most first; `causes` of them."
    )
    causes_count: int = strawberry.field(description="How many such ties there are.")
    ref: str = strawberry.field(
        description="For `evidence`: all of them, which add up to the change of the number."
    )

    @strawberry.field(description="The organisation.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(name="Changes", description="What changed between two days.")
class ChangesAnswer(AnalyticAnswer):
    """The answer; its day is the later one."""

    from_: str = strawberry.field(name="from", description="The earlier day.")
    to: str = strawberry.field(description="The later day.")
    gained_count: int = strawberry.field(description="Ties of the later day alone.")
    lost_count: int = strawberry.field(description="Ties of the earlier day alone.")
    kept_count: int = strawberry.field(description="Ties of both days.")
    gained: list[TieChange] = strawberry.field(
        description="The heaviest first, then by ids; `first` of them."
    )
    lost: list[TieChange] = strawberry.field(
        description="The heaviest first, then by ids; `first` of them."
    )
    moved_count: int = strawberry.field(description="Organisations with another rank.")
    refs: list[NumberRef] = refs_field()
    moves: list[RankMove] = strawberry.field(
        description="The longest moves first, of these the best now, then by id; `first` of them."
    )
