"""One request, as far as its line and its headers tell."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

from graph_service.api.context import Context
from graph_service.api.exchange import Answer

__all__ = ["Call"]

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(slots=True)
class Call:
    """One request, and what has become of it so far.

    Attributes
    ----------
    method : str
    query : bytes
        Of the address, as it was sent.
    headers : mapping
        By name in small letters; the values of one that was sent several times are joined.
    request_id : str
        The client's, or a new one.
    begun : float
        When it came, on the clock of `time.perf_counter`.
    address : str
        From which it came.
    come : bool
        Whether all of it has come.
    context : Context or None
    answer : Answer or None
    """

    method: str
    query: bytes
    headers: Mapping[bytes, bytes]
    request_id: str
    begun: float
    address: str = ""
    come: bool = False
    context: Context | None = None
    answer: Answer | None = None

    @classmethod
    def of(cls, scope: Scope) -> Call:
        """Begin a request.

        Parameters
        ----------
        scope : Scope
            As the server tells it.
        """
        begun = time.perf_counter()
        sent = scope["headers"]
        headers = dict(sent)
        if len(headers) < len(sent):
            headers = {n: b", ".join(v for m, v in sent if m == n) for n in headers}
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()
        address, _ = scope.get("client") or ("", 0)
        query = scope.get("query_string", b"")
        return cls(scope["method"], query, headers, request_id, begun, address)

    @property
    def reads(self) -> bool:
        """Whether the method is one that changes nothing."""
        return self.method in {"GET", "HEAD"}

    def header(self, name: bytes) -> str | None:
        """Return the text of a header; None if it was not sent."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def wrote(self) -> bool:
        """Whether something has begun to be written."""
        return self.context is not None and self.context.wrote
