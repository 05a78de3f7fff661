"""Supply, chokepoints and removals of a chain by sets and loops: the oracle, sharing no code.

Whatever hangs on something is found by taking it away and looking at what is left.
"""

from __future__ import annotations

import random
from itertools import combinations, product

from chain_graphs import chain_graph, ids
from naive_chains import STAGES, Chain

TIED = ("PARTICIPATES_IN", "PARTY_TO", "CO_APPLIED")


def supply_graph(rng: random.Random):
    """A random chain with products, their supply links and their makers."""
    nodes, links = chain_graph(rng)
    products = [f"good{i}" for i in range(rng.randint(1, 7))]
    nodes = {**nodes, "Product": {one: {} for one in products}}
    pairs = [pair for pair in product(products, products) if rng.random() < 0.25]
    if rng.random() < 0.7:  # No circles.
        pairs = [(a, b) for a, b in pairs if a < b]
    segments, makers = list(nodes["ChainSegment"]), ids(nodes, "Organization")
    links = {
        **links,
        "UPSTREAM_OF": pairs,
        "PRODUCT_OF": [(one, rng.choice(segments)) for one in products if rng.random() < 0.8],
        "PRODUCES": sorted({(rng.choice(makers), rng.choice(products)) for _ in range(5)}),
    }
    return nodes, links


class Supply:
    """The supply of the segments of one chain, looked at from a region."""

    def __init__(self, graph, region, stages):
        self.chain = Chain(graph, "chain", region=region)
        self.nodes, self.links = graph
        self.stages = stages
        self.segments = self.chain.segments

    def pairs(self, type_):
        return [tuple(row[:2]) for row in self.links.get(type_, [])]

    def suppliers(self, segment, stages=None):
        """Local suppliers, all, and those who may be local as well."""
        cells = [self.chain.cell(segment, stage) for stage in stages or self.stages]
        local, anywhere, untold = (set().union(*(cell[i] for cell in cells)) for i in range(3))
        return local, anywhere, untold - local

    def makers(self, made):
        everybody = {o for o, p in self.pairs("PRODUCES") if p == made}
        return {o for o in everybody if self.chain.place(o)}, everybody

    def providers(self, stages=STAGES):
        return set().union(*(self.suppliers(s, stages)[0] for s in self.segments))

    def ties(self, providers):
        """Pairs of providers that share something of any time."""
        tied = set()
        for link in TIED:
            shared = {}
            for one, activity in self.pairs(link):
                shared.setdefault(activity, set()).add(one)
            for members in shared.values():
                tied |= set(combinations(sorted(members & providers), 2))
        converted = [
            (owner, converter)
            for owner, owned in self.pairs("OWNS")
            for achievement, converter in self.pairs("CONVERTED_BY")
            if owned == achievement
        ]
        for pair in [*converted, *self.pairs("BUILT_WITH"), *self.pairs("INCUBATES")]:
            if {*pair} <= providers and len({*pair}) == 2:
                tied.add(tuple(sorted(pair)))
        return tied

    # -- products

    def products(self):
        """Products of the chain, and those with what they are made from."""
        own = {p for p, s in self.pairs("PRODUCT_OF") if s in self.segments}
        every, before = set(own), None
        while before != every:
            before = set(every)
            every |= {a for a, b in self.pairs("UPSTREAM_OF") if b in every}
        return own, every

    def reached(self, without=frozenset()):
        _, every = self.products()
        goes = {(a, b) for a, b in self.pairs("UPSTREAM_OF") if a != b and {a, b} <= every}
        made, going = {b for _, b in goes}, {a for a, _ in goes}
        seen = {p for p in going - made if p not in without}
        while True:
            more = {b for a, b in goes if a in seen and b not in without} - seen
            if not more:
                return seen
            seen |= more

    def finals(self):
        own, _ = self.products()
        goes = {(a, b) for a, b in self.pairs("UPSTREAM_OF") if a != b}
        going_on = {a for a, b in goes if b in own}
        made = {b for _, b in goes}
        return (own & made & self.reached()) - going_on

    def lost(self, without):
        return self.finals() - self.reached(without) - set(without)

    def first_segment(self, made):
        theirs = [s for p, s in self.pairs("PRODUCT_OF") if p == made and s in self.segments]
        return min(theirs, key=self.segments.index, default=None)


def pieces(nodes, ties, without=frozenset(), cut=None):
    """Components, the smallest first."""
    left, found = set(nodes) - set(without), []
    while left:
        piece, before = {min(left)}, None
        while before != piece:
            before = set(piece)
            for pair in ties:
                if pair != cut and {*pair} & piece and {*pair} <= set(nodes) - set(without):
                    piece |= {*pair}
        found.append(piece)
        left -= piece
    return sorted(found, key=len)


def piece_of(node, nodes, ties, **words):
    return next(piece for piece in pieces(nodes, ties, **words) if node in piece)
