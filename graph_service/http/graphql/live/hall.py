"""Where streams are let in: from which pages, how many, on whose behalf."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from graph_service.api.errors import ErrorCode
from graph_service.api.exchange import Asked
from graph_service.api.service import Service
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.live.events import EventStream
from graph_service.http.graphql.live.origins import is_welcome
from graph_service.http.graphql.live.room import Room, Seat
from graph_service.http.graphql.live.visitor import Visitor
from graph_service.http.graphql.refused import Refused, unrecognised
from graph_service.identity.budgets import Budgets

__all__ = ["Hall"]


@dataclass(frozen=True, slots=True)
class Hall:
    """What all streams of a service share.

    Attributes
    ----------
    service : Service
    budgets : Budgets
        What operations cost is charged to.
    room : Room
    origins : collection of str
        `Settings.cors_origins`.
    """

    service: Service
    budgets: Budgets
    room: Room
    origins: Collection[str]

    def seat(self, call: Call, who: str = "") -> Seat:
        """Let somebody in.

        Parameters
        ----------
        call : Call
        who : str
            `Visitor.name`; where it is empty the address counts.

        Raises
        ------
        Refused
            If a page of others asks (403), or too many are here (429).
        """
        if not is_welcome(call.header(b"origin"), call.header(b"host"), self.origins):
            sentence = "Pages of this origin may not open streams here."
            raise Refused(HTTPStatus.FORBIDDEN, sentence, ErrorCode.FORBIDDEN)
        seat = self.room.enter(who or f"@{call.address}")
        if seat is None:
            sentence = "Too many streams are open here. Close some, or try again in a minute."
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS, sentence, ErrorCode.LIMIT_EXCEEDED, retry_after=60
            )
        return seat

    def visitor(self, call: Call, authorization: str | None) -> Visitor:
        """Somebody who says who they are."""
        return Visitor(self.service, self.budgets, call.address, authorization)

    async def stream(self, call: Call, asked: Asked) -> EventStream:
        """Let somebody in who wants the answers of one operation as events.

        Raises
        ------
        Refused
            As by `seat`, and if who asks is not known (401).
        """
        visitor = self.visitor(call, call.header(b"authorization"))
        refusal = await visitor.enter()
        if refusal is not None:
            raise unrecognised(refusal)
        seat = self.seat(call, visitor.name)
        return EventStream(call, asked, self.service, visitor, seat)
