"""Whom the chains of the sample hang on, found in its files by taking each thing away.

Written from the rules as they stand in words; shares no code with the product.
"""

from __future__ import annotations

import datetime as dt

import sample_chains
import sample_oracle
from sample_oracle import Tables, cells


def few_suppliers(tables: Tables, as_of: dt.date, chain: str) -> dict[str, tuple[int, int]]:
    """Segments of a chain with at most one local supplier: those, and all."""
    coverage = sample_chains.coverage(tables, as_of)
    found = {}
    for segment in sample_chains.chains(tables)[chain]:
        cell = coverage[segment, "INDUSTRIALISATION"]
        if len(cell.near) < 2:
            found[segment] = len(cell.near), len(cell.near | cell.far)
    return found


def few_makers(tables: Tables, chain: str) -> dict[str, tuple[int, int]]:
    """Products of a chain with at most one local maker: those, and all."""
    here, found = sample_oracle.local(tables), {}
    for product in products(tables, chain):
        makers = {
            tables.name(row["企业名称"])
            for row in tables["产业链企业"]
            if row["主要产品"] == product
        }
        if len(makers & here) < 2:
            found[product] = len(makers & here), len(makers)
    return found


def products(tables: Tables, chain: str) -> dict[str, str]:
    """Products of a chain, and the segment of each."""
    segments = sample_chains.chains(tables)[chain]
    return {r["产品名称"]: r["所属环节"] for r in tables["产品"] if r["所属环节"] in segments}


def lost(tables: Tables, chain: str) -> dict[str, int]:
    """How many final products no line reaches without a product or segment of a chain."""
    own = products(tables, chain)
    goes = {r["产品名称"]: cells(r["下游产品"]) for r in tables["产品"] if r["产品名称"] in own}
    made = {after for heads in goes.values() for after in heads}
    finals = {p for p in own if not goes[p] and p in made}

    def reached(without: set[str]) -> set[str]:
        seen: set[str] = set()
        stack = [p for p in own if p not in made and goes[p] and p not in without]
        while stack:
            product = stack.pop()
            seen.add(product)
            stack += [after for after in goes[product] if after not in without | seen]
        return seen

    taken = {p: {p} for p in own}
    taken |= {s: {p for p in own if own[p] == s} for s in set(own.values())}
    every = {what: len(finals - gone - reached(gone)) for what, gone in taken.items()}
    return {what: number for what, number in every.items() if number}


def cut_off(tables: Tables, as_of: dt.date, chain: str) -> dict[str, tuple[int, int]]:
    """Providers of a chain without whom two others or more are cut off: those, and the whole."""
    coverage = sample_chains.coverage(tables, as_of)
    segments = sample_chains.chains(tables)[chain]
    providers = {o for s in segments for x in sample_chains.STAGES for o in coverage[s, x].near}
    links = sample_oracle.links_of(tables, as_of)
    ties = {o: set(links[o].strength) & providers if o in links else set() for o in providers}
    found = {}
    for one in providers:
        whole = _piece(ties, one, None)
        rest, pieces = whole - {one}, []
        while rest:
            piece = _piece(ties, min(rest), one)
            pieces.append(len(piece))
            rest -= piece
        off = sum(pieces) - max(pieces, default=0)
        if off > 1:
            found[one] = off, len(whole)
    return found


def _piece(ties: dict[str, set[str]], begin: str, without: str | None) -> set[str]:
    seen, stack = {begin}, [begin]
    while stack:
        more = ties[stack.pop()] - seen - {without}
        seen |= more
        stack += more
    return seen
