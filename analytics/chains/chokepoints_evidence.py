"""The evidence behind a chokepoint: who supplies, which products, who falls off."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.chokepoints import ChokepointKind, all_stages, makers_of, redundancy_of
from analytics.chains.network import ProviderNetwork, provider_network
from analytics.chains.segments import segments_of
from analytics.chains.suppliers import SupplyQuestion, supplier_evidence, suppliers_of
from analytics.chains.supply_lines import PRODUCES, UPSTREAM_OF, SupplyLines, supply_lines
from analytics.counted import Counted, CountedLink, Part
from analytics.patience import Check, patient
from analytics.tables import Tables

__all__ = ["chokepoint_evidence"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_FEW = (ChokepointKind.NO_LOCAL_PROVIDER, ChokepointKind.SINGLE_PROVIDER)


def chokepoint_evidence(
    tables: Tables,
    question: SupplyQuestion,
    chain: int,
    *,
    kind: ChokepointKind,
    node: int,
    other: int = -1,
    part: Part,
    check: Check = patient,
) -> list[Counted]:
    """List what a chokepoint counts.

    Parameters
    ----------
    tables : Tables
    question : SupplyQuestion
    chain : int
        Node index of the chain.
    kind : ChokepointKind
    node, other : int
        Node indices, as in `analytics.chains.chokepoints.Chokepoint`.
    part : Part
        `Part.NUMERATOR` lists as many as its number, `Part.DENOMINATOR` as many as that is out
        of; `Part.EXCLUDED` suppliers or makers that may be local as well.
    check : callable
        Called between two pieces of work.

    Returns
    -------
    list of Counted
        By id.
    """
    if kind in _FEW:
        if node in segments_of(tables, chain):
            return supplier_evidence(tables, question, chain, segment=node, part=part)
        return _makers(tables, question.region, node, part)
    if part is Part.EXCLUDED:
        return []
    if kind is ChokepointKind.DOMINATOR:
        return _lost(tables, segments_of(tables, chain), node, part)
    everybody = suppliers_of(tables, all_stages(question), chain)
    network = provider_network(tables, everybody.firms, question.window)
    if kind is ChokepointKind.MINIMUM_CUT:
        cut = redundancy_of(tables, question, chain, network, check).cut
        listed = cut if part is Part.NUMERATOR else network.nodes
    else:
        listed = _hanging(network, node, other, part)
    return _listed(tables, listed)


def _listed(tables: Tables, nodes: _Ints) -> list[Counted]:
    return [Counted(id_, None, 1.0, None, ()) for id_ in sorted(tables.ids_of(nodes))]


def _makers(tables: Tables, region: str | None, product: int, part: Part) -> list[Counted]:
    local, everybody, untold = makers_of(tables, region, product)
    which = {Part.NUMERATOR: local, Part.DENOMINATOR: everybody, Part.EXCLUDED: untold}[part]
    made = tables.id_of(product)
    return [
        Counted(id_, None, 1.0, None, (CountedLink(PRODUCES, id_, made),))
        for id_ in sorted(tables.ids_of(which))
    ]


def _lost(tables: Tables, segments: _Ints, node: int, part: Part) -> list[Counted]:
    """Final products that no line reaches without a product or segment, with a line to each."""
    lines = supply_lines(tables, segments)
    here = lines.products == node
    if node in segments:
        here = lines.row == int(np.flatnonzero(segments == node)[0])
    finals = np.flatnonzero(lines.final)
    lost = lines.cut_off(here) if part is Part.NUMERATOR else finals
    listed = []
    for final in lost.tolist():
        links: tuple[CountedLink, ...] = ()
        if part is Part.NUMERATOR:
            links = _line(tables, lines, np.flatnonzero(here), final)
        listed.append(Counted(tables.id_of(int(lines.products[final])), None, 1.0, None, links))
    return sorted(listed, key=lambda thing: thing.position)


def _line(tables: Tables, lines: SupplyLines, begins: _Ints, final: int) -> tuple[CountedLink, ...]:
    """A shortest line to a final product from the first of some products that has one."""
    found = (lines.line(begin, final) for begin in begins.tolist())
    shortest = min((line for line in found if line), key=len, default=[])
    ids = tables.ids_of(lines.products[np.array(shortest, dtype=np.int64)])
    return tuple(CountedLink(UPSTREAM_OF, one, following) for one, following in pairwise(ids))


def _hanging(network: ProviderNetwork, node: int, other: int, part: Part) -> _Ints:
    """Who is cut off without an organisation or a tie; or the whole component."""
    graph, cut = network.graph, int(network.number[node])
    far = int(network.number[other]) if other >= 0 else -1
    if cut < 0:
        return np.zeros(0, dtype=np.int64)

    def reached(begin: int, *, whole: bool) -> list[int]:
        seen, queue = {begin}, [begin]
        for at in queue:
            for head in graph.neighbours[graph.offsets[at] : graph.offsets[at + 1]].tolist():
                gone = {at, head} == {cut, far} if far >= 0 else head == cut
                if head not in seen and (whole or not gone):
                    seen.add(head)
                    queue.append(head)
        return queue

    if part is Part.DENOMINATOR:
        return network.nodes[reached(cut, whole=True)]
    if far >= 0:
        return network.nodes[reached(far, whole=False)]
    around = graph.neighbours[graph.offsets[cut] : graph.offsets[cut + 1]].tolist()
    pieces: list[list[int]] = []
    for head in around:
        if not any(head in piece for piece in pieces):
            pieces.append(reached(head, whole=False))
    pieces.sort(key=len)  # The largest one is what is left; of equal ones the later.
    lost = [one for piece in pieces[:-1] for one in piece]
    return network.nodes[np.array(lost, dtype=np.int64)]
