"""Who a stream is for, asked for again as long as it lasts."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from graph_service.api.context import Context
from graph_service.api.live.streams import Begin
from graph_service.api.service import Service
from graph_service.http.graphql.call import Call
from graph_service.identity.budgets import REQUEST, Budgets, Charge, free
from graph_service.identity.callers import Caller, Refusal

__all__ = ["Revoked", "Visitor"]


class Revoked(Exception):
    """Who opened the stream may no longer have it; the message is a sentence for them."""


class Visitor:
    """Somebody who says once who they are, and is known for as long as that holds.

    Parameters
    ----------
    service : Service
    budgets : Budgets
        What they ask for is charged to.
    address : str
        Where they are.
    authorization : str or None
        What they say.
    """

    def __init__(
        self, service: Service, budgets: Budgets, address: str, authorization: str | None
    ) -> None:
        self._service = service
        self._budgets = budgets
        self._address = address
        self._callers = service.callers
        self._authorization = authorization
        self._known: Caller | None = None

    @property
    def name(self) -> str:
        """By what they are counted; empty if nobody knows who they are."""
        known = self._known
        named = "" if known is None else known.key or known.name
        return named and f"={named}"

    async def enter(self) -> Refusal | None:
        """Find out who it is; say why they are refused, if they are."""
        caller = await self._callers.of(self._authorization)
        if isinstance(caller, Refusal):
            return caller
        self._known = caller
        return None

    async def check(self) -> Caller:
        """Say who it is, if it is still the same.

        Raises
        ------
        Revoked
            Also if they may do more or less than before: what was opened was theirs as they were.
        """
        caller = await self._callers.of(self._authorization)
        if isinstance(caller, Refusal):
            if caller.status == HTTPStatus.UNAUTHORIZED or self._known is None:
                raise Revoked(caller.message)
            # It cannot be told for now; the next look is soon.
            return self._known
        if caller != self._known:
            raise Revoked("What you may do has changed. Open the stream again.")
        return caller

    def begin(self, call: Call) -> Begin:
        """Return what begins an operation when it is called first, and then each of its events.

        The operation is charged for, its events are not. What it raises is `Revoked` or `Exhausted`.

        Parameters
        ----------
        call : Call
            Of the operation.
        """
        opened = False

        async def begin() -> Context:
            """Begin it, or an event."""
            nonlocal opened
            caller = await self.check()
            charge: Charge = free
            if not opened:
                charge = partial(self._budgets.charge, caller, self._address)
                charge(REQUEST)
                opened = True
            call.context = await self._service.context(
                call.request_id, caller=caller, charge=charge
            )
            return call.context

        return begin
