"""An oracle for data quality: goes through records and links one by one, with plain loops.

It shares no code with `graph_service.quality`. Findings are (type, property, source, node, other)
by kind; what each measure is out of, and what it cannot tell, stand beside.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

FAMILY = "UnclassifiedOrganization"


@dataclass
class Facts:
    """A graph as plain values."""

    nodes: dict[str, tuple[str, dict[str, Any]]]
    links: dict[tuple[str, ...], dict[str, Any]]
    awaiting: list[tuple[str, ...]]
    disagreements: set[tuple[Any, str]]
    """(record id or link, property) of which several values count."""
    spoken: dict[str, list[tuple[str, str]]]
    """By record: (period, source) of all who speak of it."""


@dataclass
class Expected:
    """What must be found."""

    findings: dict[str, Counter[tuple[str, str, str, str, str]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    out_of: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    unknown: dict[tuple[str, str, str, str], int] = field(default_factory=dict)


def last_day(period: str) -> str:
    if len(period) == 10:
        return period
    year = int(period[:4])
    month = int(period[5:7]) if len(period) == 7 else 12
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def first_day(period: str) -> str:
    return period + "-01-01"[len(period) - 4 :] if len(period) < 10 else period


def expected(facts: Facts, catalogue: Any, codes: dict[str, set[str]], old_before: str, day: str):
    """Work it out for a day, where what ended before `old_before` is old."""
    found = Expected()
    properties = {t.name: {p.name: p for p in t.properties} for t in catalogue.concrete}
    by_type: dict[str, list[str]] = {type_: [] for type_ in properties}
    for id_, (type_, _) in facts.nodes.items():
        by_type[type_].append(id_)
    linked = {end for link in facts.links for end in link[1:3]}
    for type_, ids in by_type.items():
        for name, declared in properties[type_].items():
            _property(found, facts, codes, (type_, name, ids), declared)
        clashing = [i for i in ids if (i, "type") in facts.disagreements]
        _note(found, "CONFLICT", (type_, "type", ""), clashing, len(ids))
        _note(found, "ORPHAN", (type_, "", ""), [i for i in ids if i not in linked], len(ids))
    family = [i for i, (t, _) in facts.nodes.items() if "Organization" in catalogue.lineage(t)]
    _note(found, "UNCLASSIFIED", (FAMILY, "", ""), by_type[FAMILY], len(family))
    for type_, declared in catalogue.links.items():
        _link_type(found, facts, declared, [k for k in facts.links if k[0] == type_])
        if declared.validity:
            _ends(found, facts, properties, [k for k in facts.links if k[0] == type_], day)
    _old(found, facts, old_before)
    return found


def _note(found, kind, key, ids, out_of, unknown=0):  # noqa: PLR0917 - one call a measure
    found.findings[kind].update((*key, i, "") for i in ids)
    found.out_of[kind, *key] = out_of
    found.unknown[kind, *key] = unknown


def _property(found, facts, codes, where, declared):
    type_, name, ids = where
    values = {i: facts.nodes[i][1].get(name) for i in ids}
    without = [i for i in ids if values[i] in (None, ())]
    _note(found, "MISSING_VALUE", (type_, name, ""), without, len(ids))
    clashing = [i for i in ids if (i, name) in facts.disagreements]
    _note(found, "CONFLICT", (type_, name, ""), clashing, len(ids), len(without))
    if declared.kind.value in ("term", "terms"):
        known = codes.get(declared.vocabulary, set())
        strange = []
        for i in ids:
            several = values[i] if isinstance(values[i], tuple) else (values[i],)
            if values[i] is not None and any(code not in known for code in several):
                strange.append(i)
        _note(found, "UNKNOWN_CODE", (type_, name, ""), strange, len(ids), len(without))


def _link_type(found, facts, declared, own):
    type_ = declared.type
    for p in declared.properties:
        without = [k for k in own if facts.links[k].get(p.name) in (None, ())]
        _note(found, "CONFLICT", (type_, p.name, ""), [], len(own), len(without))
        for link in own:
            if (link, p.name) in facts.disagreements:
                found.findings["CONFLICT"][type_, p.name, "", link[1], link[2]] += 1
    lost = [k for k in facts.awaiting if k[0] == type_]
    for _, source, target, _ in lost:
        pair = (source, target) if source in facts.nodes or target not in facts.nodes else None
        found.findings["MISSING_END"][type_, "", "", *(pair or (target, source))] += 1
    _note(found, "MISSING_END", (type_, "", ""), [], len(own) + len(lost))


def _ends(found, facts, properties, own, day):
    looked = silent = 0
    for link in own:
        values = facts.links[link]
        ends = [e for e in link[1:3] if "validTo" in properties[facts.nodes[e][0]]]
        telling = [e for e in ends if {"validFrom", "validTo"} & facts.nodes[e][1].keys()]
        if not {"validFrom", "validTo"} & values.keys():
            telling = []
        looked += bool(ends)
        silent += bool(ends) and not telling
        for end in telling:
            if _apart(values, facts.nodes[end][1], day):
                other = link[2] if link[1] == end else link[1]
                found.findings["INVALID_END"][link[0], "", "", end, other] += 1
    if own:
        _note(found, "INVALID_END", (own[0][0], "", ""), [], looked, silent)


def _apart(values, theirs, day):
    a, b = first_day(values.get("validFrom") or "0001"), last_day(values.get("validTo") or "9999")
    c, d = first_day(theirs.get("validFrom") or "0001"), last_day(theirs.get("validTo") or "9999")
    return b < c or d < a or (a <= day <= b and d < day)


def _old(found, facts, old_before):
    last_by = defaultdict(list)
    for id_, spoken in facts.spoken.items():
        dated = [(last_day(period), source) for period, source in spoken if period]
        if id_ in facts.nodes and dated:
            last_by[max(dated)[1]].append((id_, max(dated)[0]))
    for source, ids in last_by.items():
        old = [i for i, ended in ids if ended < old_before]
        _note(found, "STALE", ("", "", source), old, len(ids))
