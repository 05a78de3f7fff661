"""Tables of small graphs, written down as dicts; independent of every store and loader."""

from __future__ import annotations

import numpy as np

from analytics.tables import (
    MISSING_DAY,
    Coded,
    Dates,
    LinkTable,
    Money,
    NodeTable,
    Numbers,
    Tables,
)
from schema.time import PartialDate

EPOCH = np.datetime64("1970-01-01")
DATES = ("startOn", "endOn", "signedOn", "filedOn", "completedOn", "on", "validFrom", "validTo")
NUMBERS = ("trl", "order", "longitude", "latitude")
COLUMNS = {
    "Platform": ("system",),
    "Project": ("startOn", "endOn", "stage", "trl"),
    "TechnologyContract": ("signedOn", "stage", "amount"),
    "Patent": ("filedOn", "stage"),
    "Achievement": ("completedOn", "stage", "trl"),
    "District": ("code", "longitude", "latitude", "datum"),
    "ChainSegment": ("position", "order"),
    "FundingEvent": ("on",),
    "Technology": ("field",),
    "PARTY_TO": ("side",),
    "BUILT_WITH": ("validFrom", "validTo"),
    "INCUBATES": ("validFrom", "validTo"),
    "CONVERTED_BY": ("on",),
}


def day(text):
    return int((np.datetime64(text) - EPOCH).astype(int))


def dates(texts):
    """A column of partial dates; None where missing."""
    known = [None if text is None else PartialDate(text) for text in texts]
    return Dates(
        np.array([MISSING_DAY if d is None else day(d.first) for d in known], dtype=np.int32),
        np.array([MISSING_DAY if d is None else day(d.last) for d in known], dtype=np.int32),
    )


def coded(texts):
    values = tuple(dict.fromkeys(text for text in texts if text is not None))
    codes = [-1 if text is None else values.index(text) for text in texts]
    return Coded(np.array(codes, dtype=np.int32), values)


def numbers(values):
    return Numbers(np.array([np.nan if v is None else v for v in values], dtype=np.float64))


def money(amounts):
    """A column of amounts: (minor units, currency), None where missing."""
    known = [amount or (0, None) for amount in amounts]
    minor = np.array([minor for minor, _ in known], dtype=np.int64)
    return Money(minor, coded([currency for _, currency in known]))


def tables_of(
    organizations, projects, participations, built=(), *, as_of="2023-12-31", more=None, links=None
):
    """Tables of a small graph.

    organizations: id -> type, or (type, system); projects: id -> (start, end) or None;
    participations: (organisation, project); built: (platform, builder, from, to);
    more: type -> id -> values by property; links: type -> (source, target, values by property).
    """
    typed = {id_: (t, None) if isinstance(t, str) else t for id_, t in organizations.items()}
    nodes = {t: {} for t in dict.fromkeys(t for t, _ in typed.values())}
    for id_, (type_, system) in typed.items():
        nodes[type_][id_] = {"system": system}
    spans = {id_: dated or (None, None) for id_, dated in projects.items()}
    nodes["Project"] = {id_: {"startOn": s, "endOn": e} for id_, (s, e) in spans.items()}
    for type_, records in (more or {}).items():
        known = nodes.setdefault(type_, {})
        known.update({id_: {**known.get(id_, {}), **said} for id_, said in records.items()})
    built = [(*row, None, None)[:4] for row in built]
    said = {
        "PARTICIPATES_IN": participations,
        "BUILT_WITH": [(p, b, {"validFrom": s, "validTo": e}) for p, b, s, e in built],
        **(links or {}),
    }
    return tables_from(nodes, said, as_of)


def tables_from(nodes, links, as_of="2023-12-31"):
    """Tables of nodes by type and id, and of links by type."""
    index, node_tables = {}, {}
    for type_, records in nodes.items():
        columns = _columns(type_, list(records.values()))
        node_tables[type_] = NodeTable(type_, len(index), tuple(records), columns)
        index.update({id_: len(index) + i for i, id_ in enumerate(records)})
    link_tables = {}
    for type_, rows in links.items():
        whole = [(*row, {})[:3] for row in rows]
        ends = np.array([(index[a], index[b]) for a, b, _ in whole], dtype=np.int32).reshape(-1, 2)
        columns = _columns(type_, [said for _, _, said in whole])
        link_tables[type_] = LinkTable(type_, ends[:, 0].copy(), ends[:, 1].copy(), columns)
    return Tables("hand-made.1", as_of, node_tables, link_tables)


KINDS = dict.fromkeys(DATES, dates) | dict.fromkeys(NUMBERS, numbers) | {"amount": money}


def _columns(type_, records):
    columns = {}
    for name in COLUMNS.get(type_, ()):
        make = KINDS.get(name, coded)
        columns[name] = make([said.get(name) for said in records])
    return columns
