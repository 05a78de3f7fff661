"""What erasing a record or one of its properties changes, worked out without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graph_service.store.erasure import Erased, Erasure
from graph_service.store.state import Change, State
from graph_service.store.units import Identity, Unit, lookup_keys
from schema.columns import Stated

__all__ = ["by_forgetting", "erased_by"]


def by_forgetting(state: State, erasure: Erasure) -> Change | None:
    """Work out what an erasure changes; None if there is nothing of it.

    Runs keep their rows: what is erased of them counts as known.
    """
    id_ = state.canonical.get(erasure.id, erasure.id)
    change = Change()
    if erasure.property:
        _forget_property(state, change, id_, erasure)
        gone: frozenset[str] = frozenset()
    else:
        gone = frozenset({erasure.id, id_} | {i for i, c in state.canonical.items() if c == id_})
        _forget_record(state, change, id_, gone)
    _forget_keys_of_others(state, change, id_, gone, erasure.lent)
    return change if change.size or change.decided else None


def erased_by(change: Change, version: str) -> Erased:
    """Tell what a change by an erasure did."""
    return Erased(
        version,
        statements=sum(unit.count for unit in change.forgotten),
        links=sum(not units for units in change.links.values()),
    )


def _forget_record(state: State, change: Change, id_: str, gone: frozenset[str]) -> None:
    units = state.nodes.get(id_, ())
    if units:
        change.nodes[id_], change.shown_nodes[id_] = (), None
        change.erased_nodes += units
        change.lost_keys |= lookup_keys(units)
    for link in sorted(state.links_of(id_)):
        change.links[link], change.shown_links[link] = (), None
        change.erased_links += state.links[link]
    change.forgotten = [*change.erased_nodes, *change.erased_links]
    kept = {pair: verdict for pair, verdict in state.verdicts.items() if gone.isdisjoint(pair)}
    if len(kept) < len(state.verdicts):
        change.verdicts = kept
        change.decided = tuple(sorted(state.verdicts.keys() - kept.keys()))


def _forget_property(state: State, change: Change, id_: str, erasure: Erasure) -> None:
    name = erasure.property
    change.forgotten = [unit for unit in state.nodes.get(id_, ()) if name in unit.values]
    _rewrite(
        state,
        change,
        id_,
        lambda unit: {n: v for n, v in unit.values.items() if n != name},
        lambda key: key in erasure.keys,
    )


def _forget_keys_of_others(
    state: State, change: Change, id_: str, gone: frozenset[str], lent: frozenset[str]
) -> None:
    """Strip the records that are linked with a forgotten one of keys that tell of it."""
    if not gone and not lent:
        return
    links = state.links_of(id_)
    for far in sorted({end for link in links for end in link[1:3]} - gone - {id_}):
        _rewrite(
            state,
            change,
            far,
            lambda unit: unit.values,
            lambda key: key in lent or any(record in key for record in gone),
        )


def _rewrite(
    state: State,
    change: Change,
    id_: str,
    values_of: Callable[[Unit], Mapping[str, Stated]],
    is_lost: Callable[[str], bool],
) -> None:
    """Leave values and keys out of what was said about a record.

    What one run said differently and now says alike is one unit, as if it had been said so.
    """
    before = state.nodes.get(id_, ())
    after: dict[Identity, Unit] = {}
    alike: list[Unit] = []
    changed = False
    for unit in before:
        keys = tuple(key for key in unit.keys if not is_lost(key))
        values = values_of(unit)
        changed |= len(keys) < len(unit.keys) or len(values) < len(unit.values)
        now = unit.saying(values, keys)
        same = after.setdefault(now.identity, now)
        if same is not now:
            same.first, same.row = min(same.first, now.first), max(same.row, now.row)
            same.count += now.count
            alike.append(now)
    if not changed:
        return
    units = tuple(after.values())
    change.nodes[id_] = units
    change.rewritten += units
    change.erased_nodes += alike
    change.lost_keys |= lookup_keys(before) - lookup_keys(units)
    now_shown = state.resolve(units)
    if state.resolve(before) != now_shown:
        change.shown_nodes[id_] = None if now_shown is None else state.show_node(*now_shown)
