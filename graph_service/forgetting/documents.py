"""Documents of the ledger without what is forgotten: reports of runs, the review queue, decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from graph_service.forgetting.rows import Place
from graph_service.forgetting.traces import Traces
from graph_service.identity.audit import AUDIT
from graph_service.identity.keys import KEY
from graph_service.ingest_ledger import RUN
from graph_service.store.ledger import Kept, Ledger

__all__ = [
    "ERASED",
    "FORGETTING",
    "FORGOTTEN",
    "OWN_KINDS",
    "erase_in_documents",
    "erase_in_report",
]

FORGOTTEN: Final = "forgotten"
FORGETTING: Final = "forgetting"
OWN_KINDS: Final = frozenset({FORGOTTEN, FORGETTING})
"""Kinds of documents that tell that something was forgotten, and not what."""

_OTHERS: Final = frozenset({*OWN_KINDS, RUN, "turn", "copy"})
ERASED: Final = "What was wrong here was erased with what was forgotten."
_PAGE: Final = 100
_FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    KEY: ("role", "digest", "created", "expires", "revoked"),
    AUDIT: ("at", "key", "role", "act", "outcome", "request", "runs", "subject"),
}
"""Kinds of documents that stay, whoever is forgotten, and what in them is made by the service."""


async def erase_in_documents(ledger: Ledger, traces: Traces) -> None:
    """Erase all documents about forgotten records, and in others the texts that betray them.

    Reports of runs are `erase_in_report`'s.
    """
    after = ("", "")
    while kept := await ledger.kept(after=after, limit=_PAGE):
        after = (kept[-1].kind, kept[-1].key)
        gone: list[tuple[str, str]] = []
        for one in kept:
            if one.kind in _OTHERS:
                continue
            stays = one.kind in _FIXED
            if not stays and (traces.in_text(one.key) or _is_about(one, traces.ids)):
                gone += ((one.kind, key) for key in _places(one))
            elif one.document is not None:
                left = {**_without(one.document, traces), **_fixed(one.kind, one.document)}
                if left != one.document:
                    await ledger.compare_and_set(one.kind, one.key, left, expected=one.revision)
        if gone:
            await ledger.erase(gone)


async def erase_in_report(
    ledger: Ledger, run: str, traces: Traces, places: Collection[Place]
) -> None:
    """Erase what the report of a run tells: what is wrong with rows, and doubts about records.

    Its counts stay.
    """
    entry = await ledger.get(RUN, run)
    if entry is None:
        return
    report = dict(entry.document)
    report["issues"] = [_issue(issue, traces, places) for issue in report["issues"]]
    for name in ("candidates", "type_conflicts"):
        report[name] = [note for note in report[name] if _without(note, traces) == note]
    if report != entry.document:
        await ledger.compare_and_set(RUN, run, report, expected=entry.revision)


def _issue(
    issue: Mapping[str, Any], traces: Traces, places: Collection[Place]
) -> Mapping[str, Any]:
    told = (issue["value"], issue["message"], issue["hint"])
    here = (issue["file"], issue["sheet"], issue["row"]) in places
    if not here and not any(map(traces.in_text, told)):
        return issue
    return {**issue, "value": "", "message": ERASED, "hint": ""}


def _fixed(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in _FIXED.get(kind, ()) if name in document}


def _is_about(one: Kept, ids: frozenset[str]) -> bool:
    return one.document is not None and any(
        isinstance(said, str) and said in ids for said in one.document.values()
    )


def _places(one: Kept) -> list[str]:
    """The keys under which a document stands; a pair of the review queue has its rank too."""
    rank = (one.document or {}).get("rank")
    return [one.key, rank] if isinstance(rank, str) else [one.key]


def _without(said: Any, traces: Traces) -> Any:
    """Empty the texts that name what is forgotten."""
    if isinstance(said, str):
        return "" if traces.in_text(said) else said
    if isinstance(said, Mapping):
        return {name: _without(value, traces) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [_without(value, traces) for value in said]
    return said
