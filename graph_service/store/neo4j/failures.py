"""What the driver raises, as sentences for the store's user."""

from __future__ import annotations

from graph_service.store.port import DeadlineExceeded, StoreError

__all__ = ["failure"]


def failure(error: BaseException, url: str) -> BaseException:
    """Return the store's exception for one of the driver's; others are returned as they are."""
    from neo4j.exceptions import AuthError, DriverError, Neo4jError, ServiceUnavailable

    match error:
        case StoreError():
            return error
        case TimeoutError():
            return DeadlineExceeded(f"{url} did not answer in time.")
        case AuthError():
            sentence = f"{url} refused user or password."
        case ServiceUnavailable():
            sentence = f"{url} does not answer: {error}."
        case Neo4jError(code=str(code)) if "TransactionTimedOut" in code or "Terminated" in code:
            return DeadlineExceeded(f"{url} gave up the query: it took too long.")
        case Neo4jError():
            sentence = f"{url} refused: {error.message} ({error.code})."
        case DriverError():
            sentence = f"{url} could not be asked: {error}."
        case UnicodeEncodeError() | OverflowError() | ValueError():
            sentence = f"The batch holds something that cannot be stored: {error}."
        case _:
            return error
    return StoreError(sentence)
