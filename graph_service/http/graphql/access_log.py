"""One line of JSON for every request: who asked what, and what it took; no values, no secrets."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

import orjson

from graph_service.http.graphql.call import Call

__all__ = ["ACCESS", "tell"]

ACCESS: Final = "graph_service.access"
"""Name of the logger; what is told is of the level INFO."""

_NAME: Final = 100
"""Letters of an operation's name."""
_log = logging.getLogger(ACCESS)


def tell(call: Call, status: int, size: int) -> None:
    """Log a request that is done.

    Parameters
    ----------
    call : Call
    status : int
        Of HTTP; 499 if the client went away.
    size : int
        Bytes of the answer's body.
    """
    if not _log.isEnabledFor(logging.INFO):
        return
    line: dict[str, Any] = {
        "requestId": call.request_id,
        "method": call.method,
        "status": status,
        "milliseconds": round(1000 * (time.perf_counter() - call.begun), 3),
        "bytes": size,
    }
    if call.context is not None:
        line["role"] = call.context.caller.role.word
        line["cost"] = call.context.cost.get("requested")
    answer = call.answer
    if answer is not None:
        name = answer.operation.node.name if answer.operation else None
        line |= {
            "outcome": answer.outcome.name,
            # It is the client's word, so only as long as a name may reasonably be.
            "operation": name.value[:_NAME] if name else None,
            "document": answer.digest,
        }
    # Where it is told is known, and looking for it takes longer than telling.
    told = _log.makeRecord(ACCESS, logging.INFO, __file__, 0, orjson.dumps(line).decode(), (), None)
    _log.handle(told)
