"""Chokepoints: on which segments, products and organisations an industry chain hangs."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.network import ProviderNetwork, provider_network
from analytics.chains.provisions import ChainColumn
from analytics.chains.separators import smallest_separator
from analytics.chains.suppliers import Suppliers, SupplyQuestion, suppliers_of
from analytics.chains.supply_lines import PRODUCES, UPSTREAM_OF, SupplyLines, supply_lines
from analytics.definition import Definition, NotEvaluated
from analytics.joins import has_links, links_of, no_links
from analytics.patience import Check, patient
from analytics.region import places_of
from analytics.tables import Tables
from schema.stages import STAGES

__all__ = [
    "DEFINITION",
    "Chokepoint",
    "ChokepointKind",
    "Chokepoints",
    "Redundancy",
    "all_stages",
    "chokepoints",
    "makers_of",
    "redundancy_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_LEAST: Final = 2
"""So many fall off at least: what cuts off one organisation alone is noise."""

DEFINITION: Final = Definition(
    "Signs that a chain hangs on one thing, each with its reason; none of them is a verdict. "
    "Suppliers of a segment: organisations that have, in the window, a project, an achievement, a "
    "patent or a technology contract of one of the stages that serves it; with INDUSTRIALISATION "
    "also those that operate in it. Makers of a product: who produces it. Local ones are in a "
    "district whose code begins with region, all without a region. NO_LOCAL_PROVIDER: a segment "
    "or product with none. SINGLE_PROVIDER: with one. DOMINATOR: a product or segment of the "
    "chain without which no recorded supply line leads from raw inputs (products made from no "
    "other) to a final product (one of the chain that goes into no other of it); number: such "
    "final products other than itself, out of all that lines reach. A product made from two is "
    "taken to need either, not both. Providers: local organisations with something of any stage "
    "for any segment; they are tied by shared projects, contracts, patents, conversions, "
    "co-building and incubation in the window. CUT_VERTEX: a provider without which at least two "
    "others are cut off from the largest rest of its component; number: those cut off. BRIDGE: a "
    "tie without which at least two on the smaller side are; number: that side. Both out of the "
    "component. Redundancy: the most paths without a common provider from providers of the first "
    "stage that has any to suppliers of the last segment that has any; MINIMUM_CUT names a "
    "smallest set of providers that meets all of them. External share of a segment: suppliers "
    "not known to be local out of all suppliers. Tiers: products in the longest supply line "
    "recorded; what lies before its first product is not seen.",
    "1",
)


class ChokepointKind(enum.StrEnum):
    """Why something is a chokepoint."""

    NO_LOCAL_PROVIDER = "NO_LOCAL_PROVIDER"
    SINGLE_PROVIDER = "SINGLE_PROVIDER"
    DOMINATOR = "DOMINATOR"
    CUT_VERTEX = "CUT_VERTEX"
    BRIDGE = "BRIDGE"
    MINIMUM_CUT = "MINIMUM_CUT"


@dataclass(frozen=True, slots=True)
class Chokepoint:
    """One of them.

    Attributes
    ----------
    kind : ChokepointKind
    node : int
        Node index of a segment, product or organisation.
    other : int
        The far end of a bridge; -1 otherwise.
    number, of : int
        What is counted, see the definition, and out of how many.
    """

    kind: ChokepointKind
    node: int
    other: int
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Redundancy:
    """How many ways lead from the first stage to the last segment.

    Attributes
    ----------
    stage : ChainColumn or None
        The first one with local providers.
    segment : int
        Node index of the last segment with local suppliers; -1 without any.
    sources, targets : ndarray of int64
        Node indices of their providers, ascending.
    cut : ndarray of int64
        Node indices of a smallest set of providers that meets every way, ascending by id: as
        many as there are ways.
    """

    stage: ChainColumn | None
    segment: int
    sources: _Ints
    targets: _Ints
    cut: _Ints


@dataclass(frozen=True, slots=True)
class Chokepoints:
    """The answer.

    Attributes
    ----------
    segments : ndarray of int64, shape (s,)
        Node indices, in the order of the chain.
    local, anywhere, untold : ndarray of int64, shape (s,)
        Suppliers of each in the region, in all, and those who may be local as well.
    found : tuple of Chokepoint
        By kind; what most hangs on first, then by id.
    redundancy : Redundancy
    providers, ties : int
        Of the network of providers.
    tiers : int
        Products in the longest supply line; 0 without any.
    products, finals : int
        Products looked at, and final ones that lines reach.
    not_evaluated : tuple of NotEvaluated
    """

    segments: _Ints
    local: _Ints
    anywhere: _Ints
    untold: _Ints
    found: tuple[Chokepoint, ...]
    redundancy: Redundancy
    providers: int
    ties: int
    tiers: int
    products: int
    finals: int
    not_evaluated: tuple[NotEvaluated, ...]


def chokepoints(
    tables: Tables, question: SupplyQuestion, chain: int, *, check: Check = patient
) -> Chokepoints:
    """Find what an industry chain hangs on.

    An added actor never adds a segment or product to those with at most one local provider.

    Parameters
    ----------
    tables : Tables
        See `analytics.chains.provisions.provisions_of`, `analytics.chains.supply_lines` and
        `analytics.ties.kinds`; with ``PRODUCES``.
    question : SupplyQuestion
    chain : int
        Node index of the chain.
    check : callable
        Called between two pieces of work.

    References
    ----------
    Cooper, Harvey and Kennedy 2001 (dominators); Hopcroft and Tarjan 1973 (articulation points);
    Menger 1927 (redundancy).
    """
    suppliers = suppliers_of(tables, question, chain)
    everybody = suppliers_of(tables, all_stages(question), chain)
    network = provider_network(tables, everybody.firms, question.window)
    lines = supply_lines(tables, suppliers.segments)
    check()
    redundancy = redundancy_of(tables, question, chain, network, check)
    check()
    found = [
        *_few_suppliers(suppliers),
        *_few_makers(tables, question, lines),
        *_dominators(lines, suppliers.segments),
        *_cuts(network),
        *(
            Chokepoint(
                ChokepointKind.MINIMUM_CUT,
                node,
                -1,
                len(redundancy.cut),
                len(network.nodes),
            )
            for node in redundancy.cut.tolist()
        ),
    ]
    return Chokepoints(
        suppliers.segments,
        suppliers.numbers(suppliers.local),
        suppliers.numbers(suppliers.anywhere),
        suppliers.numbers(suppliers.untold),
        _ordered(tables, found),
        redundancy,
        len(network.nodes),
        network.graph.size,
        lines.tiers,
        len(lines.products),
        int(lines.final.sum()),
        (*_unlooked(tables, lines), *network.not_evaluated),
    )


def all_stages(question: SupplyQuestion) -> SupplyQuestion:
    """The same question about the providers of any stage."""
    return SupplyQuestion(
        chain=question.chain,
        region=question.region,
        window=question.window,
        stages=tuple(ChainColumn(stage) for stage in STAGES),
    )


def makers_of(tables: Tables, region: str | None, product: int) -> tuple[_Ints, _Ints, _Ints]:
    """Who makes a product: local makers, all, and those who may be local; by node index."""
    links, places = links_of(tables, PRODUCES), places_of(tables, region)
    everybody = np.unique(links.source[links.target == product]).astype(np.int64)
    local = everybody[places.local[everybody]]
    return local, everybody, everybody[places.unknown[everybody]]


def redundancy_of(
    tables: Tables, question: SupplyQuestion, chain: int, network: ProviderNetwork, check: Check
) -> Redundancy:
    """Count the ways from the first stage to the last segment, and name whom they hang on."""
    nobody = np.zeros(0, dtype=np.int64)
    stage, sources = None, nobody
    for name in STAGES:
        only = SupplyQuestion(
            chain=question.chain,
            region=question.region,
            window=question.window,
            stages=(ChainColumn(name),),
        )
        sources = suppliers_of(tables, only, chain).firms
        if len(sources):
            stage = ChainColumn(name)
            break
    suppliers = suppliers_of(tables, question, chain)
    segment, targets = -1, nobody
    for row in range(len(suppliers.segments) - 1, -1, -1):
        targets = suppliers.members(suppliers.local, row)
        if len(targets):
            segment = int(suppliers.segments[row])
            break
    graph = network.graph
    ends = (network.number[nodes] for nodes in (sources, targets))
    cut = smallest_separator(graph.offsets, graph.neighbours, *ends, check=check)
    return Redundancy(stage, segment, sources, targets, network.nodes[cut])


def _few_suppliers(suppliers: Suppliers) -> list[Chokepoint]:
    local, anywhere = suppliers.numbers(suppliers.local), suppliers.numbers(suppliers.anywhere)
    return [
        _few(int(suppliers.segments[row]), int(local[row]), int(anywhere[row]))
        for row in np.flatnonzero(local <= 1).tolist()
    ]


def _few_makers(tables: Tables, question: SupplyQuestion, lines: SupplyLines) -> list[Chokepoint]:
    """Products of the chain itself that at most one local organisation makes."""
    if not has_links(tables, PRODUCES):
        return []
    links, size = links_of(tables, PRODUCES), max(tables.size, 1)
    pairs = np.unique(links.target.astype(np.int64) * size + links.source)
    made, maker = np.divmod(pairs, size)
    local = places_of(tables, question.region).local[maker]
    near = np.bincount(made[local], minlength=tables.size)
    anywhere = np.bincount(made, minlength=tables.size)
    own = lines.products[lines.row >= 0]
    return [
        _few(product, int(near[product]), int(anywhere[product]))
        for product in own[near[own] <= 1].tolist()
    ]


def _few(node: int, local: int, anywhere: int) -> Chokepoint:
    kind = ChokepointKind.SINGLE_PROVIDER if local else ChokepointKind.NO_LOCAL_PROVIDER
    return Chokepoint(kind, node, -1, local, anywhere)


def _dominators(lines: SupplyLines, segments: _Ints) -> list[Chokepoint]:
    finals, kind = int(lines.final.sum()), ChokepointKind.DOMINATOR
    depends = lines.depends()
    found = [
        Chokepoint(kind, int(lines.products[at]), -1, int(depends[at]), finals)
        for at in np.flatnonzero(depends).tolist()
    ]
    for row, segment in enumerate(segments.tolist()):
        lost = len(lines.cut_off(lines.row == row))
        if lost:
            found.append(Chokepoint(kind, segment, -1, lost, finals))
    return found


def _cuts(network: ProviderNetwork) -> list[Chokepoint]:
    from analytics.kernels.components import components
    from analytics.kernels.cuts import cuts

    graph, nodes = network.graph, network.nodes
    if not len(graph):
        return []
    hanging = cuts(graph.offsets, graph.neighbours)
    label = components(graph.offsets, graph.neighbours)
    whole = np.bincount(label)[label]
    found = [
        Chokepoint(
            ChokepointKind.CUT_VERTEX,
            int(nodes[at]),
            -1,
            int(hanging.lost[at]),
            int(whole[at]),
        )
        for at in np.flatnonzero((hanging.pieces > 1) & (hanging.lost >= _LEAST)).tolist()
    ]
    for (near, far), beyond in zip(hanging.bridges.tolist(), hanging.beyond.tolist(), strict=True):
        if beyond >= _LEAST:
            ends = int(nodes[near]), int(nodes[far])
            found.append(Chokepoint(ChokepointKind.BRIDGE, *ends, beyond, int(whole[near])))
    return found


def _ordered(tables: Tables, found: list[Chokepoint]) -> tuple[Chokepoint, ...]:
    kinds = list(ChokepointKind)
    ids = dict(
        zip(
            (one.node for one in found),
            tables.ids_of(np.array([one.node for one in found], dtype=np.int64)),
            strict=True,
        )
    )

    def place(one: Chokepoint) -> tuple[int, int, str, str]:
        far = tables.id_of(one.other) if one.other >= 0 else ""
        return kinds.index(one.kind), -one.number, ids[one.node], far

    return tuple(sorted(found, key=place))


def _unlooked(tables: Tables, lines: SupplyLines) -> list[NotEvaluated]:
    """What the data do not tell."""
    unlooked = []
    if not has_links(tables, PRODUCES):
        unlooked.append(NotEvaluated("makers of products", no_links(PRODUCES)))
    if not has_links(tables, UPSTREAM_OF):
        reason = no_links(UPSTREAM_OF)
    elif not lines.tiers:
        reason = "No product of the chain goes into another."
    elif not lines.final.any():
        reason = "No supply line leads from raw inputs to a final product of the chain."
    else:
        return unlooked
    return [*unlooked, NotEvaluated(ChokepointKind.DOMINATOR.value, reason)]
