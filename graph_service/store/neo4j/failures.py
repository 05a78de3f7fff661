"""What the driver raises, as sentences for the store's user.

A server that is not there, or goes away, is `Unreachable`; one that takes too long is
`DeadlineExceeded`; what it refuses is a `StoreError` with the remedy. A statement that the server
does not understand is a fault of this program and is raised as it is.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final

from graph_service.store.port import DeadlineExceeded, StoreError

__all__ = ["Unreachable", "failure", "hopeless", "is_credentials_fault"]


class Unreachable(StoreError):
    """The server does not answer; it may later."""


_FAULTS: Final = ("Neo.ClientError.Statement.", "Neo.ClientError.Request.")
"""Beginnings of the codes of statements that this program should not have sent."""

_GONE: Final = ("DatabaseUnavailable", "DatabaseNotAvailable", "ServerUnavailable", "Outdated")
_CREDENTIALS: Final = (
    "Unauthorized",
    "AuthenticationRateLimit",
    "CredentialsExpired",
    "TokenExpired",
    "AuthProviderFailed",
    "AuthProviderTimeout",
)
_MEMORY: Final = ("MemoryPoolOutOfMemoryError", "TransactionOutOfMemoryError", "OutOfMemoryError")
_READ_ONLY: Final = ("WriteOnReadOnlyAccessDatabase", "ForbiddenOnReadOnlyDatabase", "NotALeader")

_REMEDIES: Final = {
    **dict.fromkeys(
        _CREDENTIALS,
        "it refused the user or the password. Set NEO4J_USERNAME and NEO4J_PASSWORD",
    ),
    "Forbidden": "the user may not do this. Give it the rights to read, write and make indexes",
    "DatabaseNotFound": "it has no such database. Set NEO4J_DATABASE to one that it has",
    **dict.fromkeys(
        _READ_ONLY,
        "its database takes no writes, it is read-only. Open the store read-only, or let the"
        " server write",
    ),
    **dict.fromkeys(
        _MEMORY,
        "the work needs more memory than the server gives a transaction. Ask for less at once, or"
        " raise db.memory.transaction.max and dbms.memory.transaction.total.max",
    ),
    "MaximumTransactionLimitReached": "it has as many transactions as it may. Try again later, or"
    " raise db.transaction.concurrent.maximum",
    "Terminated": "it ended the transaction; its operator may have done so. Try again",
    "LockClientStopped": "it ended the transaction; its operator may have done so. Try again",
    **dict.fromkeys(
        ("TransactionLogError", "TransactionCommitFailed"),
        "it could not write; its disk may be full. Nothing of this was stored. Make room, see the"
        " server's log, and restart it",
    ),
    "TransactionStartFailed": "its database has stopped after a fault of its own, such as a full"
    " disk. See the server's log, and restart it",
    "DeadlockDetected": "writers were in each other's way for too long. Try again",
}
"""What to say of a code, by its last part."""


def failure(error: BaseException, url: str) -> BaseException:
    """Return the store's exception for one of the driver's; others are returned as they are."""
    from neo4j.exceptions import (
        ConfigurationError,
        ConnectionPoolError,
        Neo4jError,
        ServiceUnavailable,
        SessionExpired,
    )

    told: BaseException = error
    match error:
        case StoreError():
            pass
        case TimeoutError():
            told = DeadlineExceeded(f"{url} did not answer in time.")
        case Neo4jError():
            told = _refusal(error, url)
        case ServiceUnavailable() | SessionExpired():
            told = Unreachable(f"{url} does not answer: {_why(error)}.")
        case ConnectionPoolError():
            told = StoreError(f"{url}: all connections are in use. Try again later.")
        case ConfigurationError():
            told = StoreError(f"{url} cannot be used: {_line(error)}.")
        case UnicodeEncodeError() | OverflowError() | ValueError():
            told = StoreError(f"The batch holds something that cannot be stored: {error}.")
    return told


def hopeless(error: BaseException) -> bool:
    """Whether the server calls an error passing although the same work will meet it again."""
    return _last(error) in _MEMORY


def is_credentials_fault(error: BaseException) -> bool:
    """Whether the server refused the user or the password."""
    return _last(error) in _CREDENTIALS


def _refusal(error: BaseException, url: str) -> BaseException:
    code, last, message = str(getattr(error, "code", "")), _last(error), _line(error)
    if last.startswith("TransactionTimedOut") or last == "LockAcquisitionTimeout":
        return DeadlineExceeded(f"{url} gave it up: it took too long.")
    if last in _GONE:
        return Unreachable(f"{url} does not answer: its database is not available now.")
    if last in _REMEDIES:
        return StoreError(f"{url}: {_REMEDIES[last]}.")
    if "too large to index" in message:
        return StoreError(
            f"A value has more than about 8,000 bytes, which {url} cannot index. Shorten it."
        )
    if code.startswith(_FAULTS):
        return error
    return StoreError(f"{url} refused: {message} ({code}).")


def _last(error: BaseException) -> str:
    return str(getattr(error, "code", "")).rpartition(".")[2]


def _line(error: BaseException) -> str:
    """The message of an error, as the inside of a sentence."""
    message = getattr(error, "message", None) if hasattr(error, "code") else None
    # The first line: the server adds its own traceback to some.
    message = ((message or str(error)).strip().splitlines() or [""])[0]
    return " ".join(message.split()).rstrip(".")


def _why(error: BaseException) -> str:
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return "its certificate is not trusted"
            case ssl.SSLError():
                return "it does not speak TLS; leave +s out, or let the server use TLS"
            case socket.gaierror():
                return "there is no host of that name"
            case TimeoutError():
                return "it did not accept the connection in time"
            case ConnectionRefusedError():
                return "nothing listens there; start the server, or correct the address"
    return "the connection broke, or there is no server"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        at = pending.pop()
        if at is not None and id(at) not in seen:
            seen.add(id(at))
            yield at
            pending += [at.__context__, at.__cause__]
