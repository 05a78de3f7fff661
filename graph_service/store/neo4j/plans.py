"""Answering a read plan by one statement."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graph_service.store.neo4j.cypher import Draft
from graph_service.store.neo4j.decoding import Places, Read, page_reader
from graph_service.store.neo4j.filters import Conditions
from graph_service.store.neo4j.held import NodeSubject
from graph_service.store.neo4j.layout import NODE, RETIRED
from graph_service.store.neo4j.rows import Rows
from graph_service.store.neo4j.scans import count_scan, page_scan, summarize_scan
from graph_service.store.neo4j.shared_reads import SharedReads
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.plan import Lookup, Plan, Scan, Selection
from graph_service.store.port import DeadlineExceeded, Page, ReadContext
from schema.catalogue import Catalogue

__all__ = ["Compiled", "Plans", "compile_plan", "read_plan"]

_MOST: Final = 64
"""So many statements are kept."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan as a statement.

    Attributes
    ----------
    text : str
        Equal for plans that differ in values and response keys only.
    parameters : mapping of str to object
    decode : callable
        Makes the plan's answer of what the statement answers.
    """

    text: str
    parameters: Mapping[str, Any]
    decode: Callable[[Any], Page | list[dict[str, Any] | None]]


class Plans:
    """The plans that were asked last as statements: who asks again with the same plan writes nothing.

    Parameters
    ----------
    catalogue : Catalogue
        Everything that statements name is declared there.

    Attributes
    ----------
    shared : SharedReads
        The rows of lists that they answered.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.shared = SharedReads()
        self._catalogue = catalogue
        self._kept: OrderedDict[tuple[int, str], tuple[Plan | Selection, Any]] = OrderedDict()

    def compiled(self, plan: Plan, context: ReadContext) -> Compiled:
        """Return a plan as a statement; lookups of one selection share theirs."""
        if isinstance(plan, Lookup):
            lookup: _Lookup = self._get(
                plan.selection,
                context.as_of,
                lambda: _lookup(Draft(context.as_of), plan.selection, self._catalogue),
            )
            return lookup.of(plan.ids)
        scan: Compiled = self._get(
            plan, context.as_of, lambda: compile_plan(plan, self._catalogue, context, self.shared)
        )
        return scan

    def _get(self, what: Plan | Selection, as_of: str, compile_: Callable[[], Any]) -> Any:
        # By identity: to compare large plans would take as long as to write them. What is kept
        # keeps its plan alive, so nothing else has its identity.
        key = (id(what), as_of)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[1]
        made = compile_()
        self._kept[key] = (what, made)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return made


async def read_plan(
    versions: Versions, plans: Plans, plan: Plan, context: ReadContext
) -> Page | list[dict[str, Any] | None]:
    """Answer a plan.

    Raises
    ------
    DeadlineExceeded
        If the context's deadline passed.
    StoreError
        If the server does not answer, or a list begins after a place of another order.
    """
    compiled = plans.compiled(plan, context)
    if context.deadline is not None and context.deadline <= time.monotonic():
        raise DeadlineExceeded("The read was not begun: its deadline had passed.")
    version: str | None = None

    def noted(told: str) -> None:
        """Note of which version the answer is."""
        nonlocal version
        version = told
        if context.noted is not None:
            context.noted(told)

    answer = await versions.read(
        compiled.text, compiled.parameters, deadline=context.deadline, noted=noted
    )
    return plans.shared.decoded(compiled.decode, answer, version)


def compile_plan(
    plan: Plan, catalogue: Catalogue, context: ReadContext, shared: SharedReads | None = None
) -> Compiled:
    """Write a plan as one statement.

    Parameters
    ----------
    plan : Plan
    catalogue : Catalogue
        Everything that the text names is declared there.
    context : ReadContext
    shared : SharedReads or None
        Where rows of lists are found made.

    Raises
    ------
    StoreError
        If a list begins after a place of another order.
    TooLarge
        If the plan has too many conditions on links.
    """
    draft = Draft(context.as_of)
    if isinstance(plan, Scan):
        of_day = None if shared is None else partial(_shared, shared, context.as_of)
        return _scan(draft, plan, catalogue, of_day)
    return _lookup(draft, plan.selection, catalogue).of(plan.ids)


def _shared(shared: SharedReads, as_of: str, selection: Selection, read: Read) -> Read:
    return shared.reader(selection, as_of, read)


def _scan(
    draft: Draft,
    plan: Scan,
    catalogue: Catalogue,
    shared: Callable[[Selection, Read], Read] | None,
) -> Compiled:
    connection, conditions = plan.connection, Conditions(draft, catalogue)
    calls: list[str] = []
    answer = ["[]", "null"]
    read = summaries = None
    if connection.limit is not None:
        page = page_scan(draft, conditions, catalogue, plan, connection.limit, shared=shared)
        calls += page.calls
        answer[0], read = page.name, page.read
    if connection.count:
        counted, answer[1] = count_scan(draft, conditions, catalogue, plan)
        calls += counted
    if connection.summaries:
        summed = summarize_scan(draft, conditions, catalogue, plan)
        calls += summed.calls
        answer.append(summed.row)
        summaries = summed.read
    decode = page_reader(read, connection, Places(0, 1, 2), summaries)
    return Compiled(_whole(draft, calls, f"[{', '.join(answer)}]"), draft.parameters, decode)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Lookups of one selection as a statement; `asked` names the parameter of the ids."""

    text: str
    parameters: Mapping[str, Any]
    asked: str
    read: Read

    def of(self, ids: Sequence[str]) -> Compiled:
        """The lookup of some ids."""
        read = self.read

        def decode(answer: Any) -> list[dict[str, Any] | None]:
            found = dict(answer)
            raws = map(found.get, ids)
            return [None if raw is None else read(raw) for raw in raws]

        parameters = {**self.parameters, self.asked: list(dict.fromkeys(ids))}
        return Compiled(self.text, parameters, decode)


def _lookup(draft: Draft, selection: Selection, catalogue: Catalogue) -> _Lookup:
    node = NodeSubject("n", catalogue.members(NODE), catalogue)
    asked = draft.parameter(())
    written = Rows(draft, Conditions(draft, catalogue), catalogue).row(node, selection)
    call = draft.subquery(
        (),
        f"UNWIND {asked} AS asked",
        f"OPTIONAL MATCH (retired:`{RETIRED}` {{id: asked}})",
        "WITH asked, coalesce(retired.into, asked) AS id",
        f"MATCH (n:`{NODE}` {{id: id}})",
        *written.calls,
        f"RETURN collect([asked, {written.row}]) AS found",
    )
    text = _whole(draft, [call], "found")
    return _Lookup(text, draft.parameters, asked.removeprefix("$"), written.read)


def _whole(draft: Draft, calls: list[str], answer: str) -> str:
    body = "\n".join((*draft.heads, *calls, f"WITH _begun, _done, {answer} AS answer"))
    return guarded(body)
