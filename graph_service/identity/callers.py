"""Who asks, told by the header ``Authorization`` of a request."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from pydantic import SecretStr

from graph_service.identity.roles import Role

__all__ = ["ANONYMOUS", "Caller", "Callers", "Refusal"]


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

_UNKNOWN: Final = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "The token in the header Authorization is not one of this service. Send yours as "
    "`Authorization: Bearer TOKEN`, or leave the header out.",
)


class Callers:
    """Tells who asks.

    Parameters
    ----------
    token : SecretStr or None
        `Settings.write_token`.
    """

    def __init__(self, token: SecretStr | None = None) -> None:
        self._token = token

    async def of(self, authorization: str | None) -> Caller | Refusal:
        """Say who sent a request.

        Parameters
        ----------
        authorization : str or None
            The header; None if it was not sent.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, given = authorization.partition(" ")
        if self._token is None or scheme.lower() != "bearer":
            return _UNKNOWN
        secret = self._token.get_secret_value()
        # As long as it takes, whatever is wrong.
        same = hmac.compare_digest(given.strip().encode(), secret.encode())
        return Caller(Role.EDITOR, "editor") if same else _UNKNOWN
