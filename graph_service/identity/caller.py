"""Somebody who asks, and why somebody is not answered."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from graph_service.identity.roles import Role

__all__ = ["ANONYMOUS", "Caller", "Refusal"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes
    ----------
    role : Role
    name : str
        Of the person or program; empty if nobody said.
    key : str
        Public id of the key that was sent; empty if none was.
    """

    role: Role
    name: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered.

    Attributes
    ----------
    status : HTTPStatus
    message : str
        A sentence that says what to do.
    """

    status: HTTPStatus
    message: str


ANONYMOUS: Final = Caller(Role.ANONYMOUS)
"""Somebody who did not say who they are."""
