"""Values that are asked for of many sources at once."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import gather_with_cancel, is_awaitable

from graph_service.api.executor.running import Doubt, Run, Waiting
from graph_service.api.executor.units import Hole, Unit

__all__ = ["Known", "fill"]


class Known:
    """Values that were asked for in vain: graphql-core completes them, and nobody is asked again."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, int], tuple[FieldDetailsList, Any, Any]] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def get(self, details: FieldDetailsList, source: Any) -> tuple[Any] | None:
        """Return the value of a field and a source in a tuple; None if there is none."""
        kept = self._values.get((id(details), id(source)))
        return None if kept is None else (kept[2],)

    def keep(self, details: FieldDetailsList, source: Any, value: Any) -> None:
        """Keep a value, or the exception in its place."""
        self._values[id(details), id(source)] = (details, source, value)


async def fill(unit: Unit, run: Run, known: Known) -> bool:
    """Fill all that waits in a compiled value, and what waits in what was filled.

    Parameters
    ----------
    unit : Unit
    run : Run
    known : Known
        Is asked first; keeps what was asked for if it comes to doubt.

    Returns
    -------
    bool
        False if graphql-core has to complete the whole value.
    """
    asked: list[tuple[Hole, list[Waiting], Sequence[Any]]] = []
    try:
        while run.holes:
            due = [(unit.holes[number], number, waiting) for number, waiting in run.holes.items()]
            run.holes = {}
            answers = await _all(
                [_ask(hole, run.infos[number], waiting, known) for hole, number, waiting in due]
            )
            found = [
                (hole, waiting, values)
                for (hole, _, waiting), values in zip(due, answers, strict=True)
            ]
            asked += found
            for hole, waiting, values in found:
                for (_, into), value in zip(waiting, values, strict=True):
                    into[hole.key] = hole.complete(value, run)
    except Exception:  # noqa: BLE001 - graphql-core meets it again, and says so
        for hole, waiting, values in asked:
            for (source, _), value in zip(waiting, values, strict=False):
                known.keep(hole.details, source, value)
        return False
    return True


async def _all(calls: list[Awaitable[Sequence[Any]]]) -> list[Sequence[Any]]:
    return [await calls[0]] if len(calls) == 1 else await gather_with_cancel(*calls)


async def _ask(
    hole: Hole, told: tuple[Any, dict[str, Any]], waiting: list[Waiting], known: Known
) -> Sequence[Any]:
    sources = [source for source, _ in waiting]
    info, arguments = told
    if not known:
        return await _answers(hole, sources, info, arguments)
    kept = [known.get(hole.details, source) for source in sources]
    missing = [source for source, have in zip(sources, kept, strict=True) if have is None]
    new = iter(await _answers(hole, missing, info, arguments) if missing else ())
    return [next(new) if have is None else have[0] for have in kept]


async def _answers(
    hole: Hole, sources: list[Any], info: Any, arguments: dict[str, Any]
) -> Sequence[Any]:
    try:
        if len(sources) == 1:
            # Its own resolver may know others that are asked alone at the same time.
            value = hole.alone(sources[0], info, **arguments)
            return [await value if is_awaitable(value) else value]
        values: Sequence[Any] = await hole.resolve(sources, info, **arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it stands where the values would
        return [error] * len(sources)
    if len(values) != len(sources):
        raise Doubt
    return values
