"""Answering a read plan by one statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph_service.store.neo4j.cypher import Draft
from graph_service.store.neo4j.decoding import Places, page_reader
from graph_service.store.neo4j.filters import Conditions
from graph_service.store.neo4j.held import NodeSubject
from graph_service.store.neo4j.layout import NODE, RETIRED
from graph_service.store.neo4j.rows import Rows
from graph_service.store.neo4j.scans import count_scan, page_scan, summarize_scan
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.plan import Lookup, Plan, Scan
from graph_service.store.port import DeadlineExceeded, Page, ReadContext
from schema.catalogue import Catalogue

__all__ = ["Compiled", "compile_plan", "read_plan"]


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


async def read_plan(
    versions: Versions, catalogue: Catalogue, plan: Plan, context: ReadContext
) -> Page | list[dict[str, Any] | None]:
    """Answer a plan.

    Raises
    ------
    DeadlineExceeded
        If the context's deadline passed.
    StoreError
        If the server does not answer, or a list begins after a place of another order.
    """
    compiled = compile_plan(plan, catalogue, context)
    if context.deadline is not None and context.deadline <= time.monotonic():
        raise DeadlineExceeded("The read was not begun: its deadline had passed.")
    answer = await versions.read(
        compiled.text, compiled.parameters, deadline=context.deadline, noted=context.noted
    )
    return compiled.decode(answer)


def compile_plan(plan: Plan, catalogue: Catalogue, context: ReadContext) -> Compiled:
    """Write a plan as one statement.

    Parameters
    ----------
    plan : Plan
    catalogue : Catalogue
        Everything that the text names is declared there.
    context : ReadContext

    Raises
    ------
    StoreError
        If a list begins after a place of another order.
    TooLarge
        If the plan has too many conditions on links.
    """
    draft = Draft(context.as_of)
    if isinstance(plan, Scan):
        return _scan(draft, plan, catalogue)
    return _lookup(draft, plan, catalogue)


def _scan(draft: Draft, plan: Scan, catalogue: Catalogue) -> Compiled:
    connection, conditions = plan.connection, Conditions(draft, catalogue)
    calls: list[str] = []
    answer = ["[]", "null"]
    read = summaries = None
    if connection.limit is not None:
        page = page_scan(draft, conditions, catalogue, plan, connection.limit)
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


def _lookup(draft: Draft, plan: Lookup, catalogue: Catalogue) -> Compiled:
    ids = tuple(dict.fromkeys(plan.ids))
    node = NodeSubject("n", catalogue.members(NODE), catalogue)
    asked = draft.parameter(ids)
    written = Rows(draft, Conditions(draft, catalogue), catalogue).row(node, plan.selection)
    call = draft.subquery(
        (),
        f"UNWIND {asked} AS asked",
        f"OPTIONAL MATCH (retired:`{RETIRED}` {{id: asked}})",
        "WITH asked, coalesce(retired.into, asked) AS id",
        f"MATCH (n:`{NODE}` {{id: id}})",
        *written.calls,
        f"RETURN collect([asked, {written.row}]) AS found",
    )

    def decode(answer: Any) -> list[dict[str, Any] | None]:
        found = dict(answer)
        raws = map(found.get, plan.ids)
        return [None if raw is None else written.read(raw) for raw in raws]

    return Compiled(_whole(draft, [call], "found"), draft.parameters, decode)


def _whole(draft: Draft, calls: list[str], answer: str) -> str:
    body = "\n".join((*draft.heads, *calls, f"WITH _begun, _done, {answer} AS answer"))
    return guarded(body)
