"""Tables of small graphs, written down as dicts; independent of every store and loader."""

from __future__ import annotations

import numpy as np

from analytics.tables import MISSING_DAY, Coded, Dates, LinkTable, NodeTable, Tables
from schema.time import PartialDate

EPOCH = np.datetime64("1970-01-01")


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


def tables_of(organizations, projects, participations, built=(), as_of="2023-12-31"):
    """Tables of a small graph.

    organizations: id -> type, or (type, system); projects: id -> (start, end) or None;
    participations: (organisation, project); built: (platform, builder, from, to).
    """
    index, nodes = {}, {}
    typed = {id_: (t, None) if isinstance(t, str) else t for id_, t in organizations.items()}
    for type_ in dict.fromkeys(t for t, _ in typed.values()):
        ids = tuple(id_ for id_, (t, _) in typed.items() if t == type_)
        columns = {"system": coded([typed[id_][1] for id_ in ids])} if type_ == "Platform" else {}
        nodes[type_] = NodeTable(type_, len(index), ids, columns)
        index.update({id_: len(index) + i for i, id_ in enumerate(ids)})
    spans = [dated or (None, None) for dated in projects.values()]
    nodes["Project"] = NodeTable(
        "Project",
        len(index),
        tuple(projects),
        {"startOn": dates([s for s, _ in spans]), "endOn": dates([e for _, e in spans])},
    )
    index.update({id_: len(index) + i for i, id_ in enumerate(projects)})
    built = [(*row, None, None)[:4] for row in built]
    links = {
        "PARTICIPATES_IN": _links("PARTICIPATES_IN", participations, index, {}),
        "BUILT_WITH": _links(
            "BUILT_WITH",
            [row[:2] for row in built],
            index,
            {"validFrom": dates([r[2] for r in built]), "validTo": dates([r[3] for r in built])},
        ),
    }
    return Tables("hand-made.1", as_of, nodes, links)


def _links(type_, pairs, index, columns):
    ends = np.array([(index[a], index[b]) for a, b in pairs], dtype=np.int32).reshape(-1, 2)
    return LinkTable(type_, ends[:, 0].copy(), ends[:, 1].copy(), columns)
