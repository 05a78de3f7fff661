"""Who may write over HTTP: who sends the secret that the operator set."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from pydantic import SecretStr

__all__ = ["OFF", "Refusal", "refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not write.

    Attributes
    ----------
    status : HTTPStatus
        For answers that are HTTP's own.
    message : str
        A sentence that says what to do.
    """

    status: HTTPStatus
    message: str


OFF: Final = Refusal(
    HTTPStatus.FORBIDDEN,
    "Nothing can be written over HTTP here. Start the service with a secret in GRAPH_WRITE_TOKEN "
    "and send it as the header `Authorization: Bearer SECRET`.",
)
"""Where no secret is set."""

_UNNAMED: Final = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "Only editors may do this. Send the service's write token as the header "
    "`Authorization: Bearer SECRET`.",
)
_UNKNOWN: Final = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "The token in the header Authorization is not the service's write token.",
)


def refusal(token: SecretStr | None, authorization: str | None) -> Refusal | None:
    """Say why a request may not write; None if it may.

    Parameters
    ----------
    token : SecretStr or None
        `Settings.write_token`.
    authorization : str or None
        The request's header.

    Examples
    --------
    >>> refusal(SecretStr("a long secret"), "Bearer a long secret") is None
    True
    >>> refusal(SecretStr("a long secret"), None).status.value
    401
    >>> refusal(None, "Bearer a long secret").status.value
    403
    """
    if token is None:
        return OFF
    if not authorization:
        return _UNNAMED
    scheme, _, given = authorization.partition(" ")
    secret = token.get_secret_value()
    # As long as it takes, whatever is wrong.
    same = hmac.compare_digest(given.strip().encode(), secret.encode())
    return None if same and scheme.lower() == "bearer" else _UNKNOWN
