from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from naive_plans import NaiveGraph, days, is_valid
from random_graphs import CATALOGUE, memory_graph, node, random_day, random_statements, tie

from analytics.tables import MISSING_DAY, Coded, CodedLists, Dates, Money, Numbers
from graph_service.store.columnar import build_tables
from graph_service.store.port import SnapshotColumns, SnapshotRequest, StoreError
from schema.money import Money as Amount

EPOCH = date(1970, 1, 1)
RECORDS = [
    node("F2", "Firm", name="b", size=3, active=True, aliases=("x", "y"), founded="1970-02"),
    node("F1", "Firm", name="a", capital=Amount(85_696_193_757, "EUR"), score=0.5),
    node("F3", "Firm", name="b", aliases=("y",), capital=Amount(-5, "CNY"), active=False),
    node("S1", "School", name="a"),
    node("W1", "Work"),
    tie("TAKES_PART", "S1", "W1", role="LEAD"),
    tie("TAKES_PART", "F2", "W1", "2", share=0.5),
    tie("TAKES_PART", "F2", "W1", role="PARTICIPANT"),
    tie("TAKES_PART", "F1", "W1", role="LEAD"),
    tie("JOINED", "F1", "S1", validTo="2021-06"),
    tie("JOINED", "F1", "F3", validFrom="2021-07"),
]


def tables(nodes, links=(), as_of="2021-06-30", records=RECORDS):
    request = SnapshotRequest(
        tuple(SnapshotColumns(name, tuple(columns)) for name, columns in nodes),
        tuple(SnapshotColumns(name, tuple(columns)) for name, columns in links),
        as_of,
    )
    return build_tables(memory_graph(CATALOGUE, records), CATALOGUE, request, "store.7")


def test_nodes_are_numbered_by_type_as_asked_and_by_id_within_it():
    found = tables([("School", ()), ("Firm", ())])
    assert [(t.type, t.start, t.ids) for t in found.nodes.values()] == [
        ("School", 0, ("S1",)),
        ("Firm", 1, ("F1", "F2", "F3")),
    ]
    assert (found.version, found.as_of, found.size, found.id_of(2)) == (
        "store.7",
        "2021-06-30",
        4,
        "F2",
    )


def test_each_kind_of_value_has_its_kind_of_column():
    names = ("name", "aliases", "founded", "capital", "size", "score", "active", "trade")
    columns = tables([("Firm", names)]).nodes["Firm"].columns
    assert tuple(columns) == names
    name, aliases, founded, capital, size, score, active, trade = columns.values()  # F1, F2, F3
    assert isinstance(name, Coded)
    assert (name.codes.tolist(), name.codes.dtype, name.values) == ([0, 1, 1], np.int32, ("a", "b"))
    assert isinstance(aliases, CodedLists)
    assert (aliases.offsets.tolist(), aliases.offsets.dtype) == ([0, 0, 2, 3], np.int64)
    assert (aliases.items.codes.tolist(), aliases.items.values) == ([0, 1, 1], ("x", "y"))
    assert isinstance(founded, Dates)
    # 1970-02-01 is day 31, 1970-02-28 day 58.
    assert founded.first.tolist() == [MISSING_DAY, 31, MISSING_DAY]
    assert founded.last.tolist() == [MISSING_DAY, 58, MISSING_DAY]
    assert isinstance(capital, Money)
    assert capital.minor.tolist() == [85_696_193_757, 0, -5]
    assert (capital.currency.codes.tolist(), capital.currency.values) == (
        [0, -1, 1],
        ("EUR", "CNY"),
    )
    for column, expected in [
        (size, [np.nan, 3, np.nan]),
        (score, [0.5, np.nan, np.nan]),
        (active, [np.nan, 1, 0]),
    ]:
        assert isinstance(column, Numbers)
        np.testing.assert_array_equal(column.values, expected)
    assert isinstance(trade, Coded)
    assert (trade.codes.tolist(), trade.values) == ([-1, -1, -1], ())


def test_links_are_in_the_order_of_source_target_and_key():
    found = tables(
        [("Work", ()), ("Firm", ()), ("School", ())], [("TAKES_PART", ("role", "share"))]
    ).links["TAKES_PART"]
    # W1 is 0; F1, F2, F3 are 1, 2, 3; S1 is 4. F2 has keys "" and "2".
    assert found.source.tolist() == [1, 2, 2, 4]
    assert found.target.tolist() == [0, 0, 0, 0]
    assert found.source.dtype == found.target.dtype == np.int32
    role, share = found.columns["role"], found.columns["share"]
    assert [role.values[code] if code >= 0 else None for code in role.codes] == [
        "LEAD",
        "PARTICIPANT",
        None,
        "LEAD",
    ]
    np.testing.assert_array_equal(share.values, [np.nan, np.nan, 0.5, np.nan])


def test_links_whose_other_end_is_not_asked_for_are_left_out():
    found = tables([("Firm", ()), ("Work", ())], [("TAKES_PART", ())]).links["TAKES_PART"]
    assert found.source.tolist() == [0, 1, 1]
    assert tables([("Firm", ())], [("TAKES_PART", ())]).links["TAKES_PART"].source.size == 0


@pytest.mark.parametrize(("as_of", "target"), [("2021-06-30", 3), ("2021-07-01", 2)])
def test_links_with_validity_are_those_true_on_the_day(as_of, target):
    found = tables([("Firm", ()), ("School", ())], [("JOINED", ())], as_of).links["JOINED"]
    assert (found.source.tolist(), found.target.tolist()) == ([0], [target])


@pytest.mark.parametrize(
    ("nodes", "links", "message"),
    [
        ([("Body", ())], [], "cannot list 'Body': it is no concrete type"),
        ([("Ship", ())], [], "cannot list 'Ship'"),
        ([("Firm", ("sails",))], [], "cannot list Firm.sails: no such property"),
        ([("Firm", ())], [("SINKS", ())], "cannot list 'SINKS': it is no link type"),
        ([("Firm", ()), ("Firm", ("name",))], [], "lists 'Firm' twice"),
    ],
)
def test_a_request_for_what_is_not_declared_is_refused_by_name(nodes, links, message):
    with pytest.raises(StoreError, match=message):
        tables(nodes, links)


@pytest.mark.parametrize("seed", range(20))
def test_tables_say_what_the_statements_say(seed):
    """The oracle reads the statements; it shares only the rules of `naive_plans`."""
    rng = random.Random(seed)
    records = random_statements(rng)
    naive, as_of = NaiveGraph(CATALOGUE, records), random_day(rng)
    types = [*rng.sample(["Firm", "School", "Lab"], 2), "Work"]
    rng.shuffle(types)
    asked = [(name, [p.name for p in CATALOGUE.by_name[name].properties]) for name in types]
    ties = [(name, [p.name for p in t.properties]) for name, t in CATALOGUE.links.items()]
    found = tables(asked, ties, as_of, records)

    order = [
        i for name in types for i in sorted(n.id for n in naive.nodes.values() if n.type == name)
    ]
    assert [i for t in found.nodes.values() for i in t.ids] == order
    stated = {s.id: s.values for s in records if hasattr(s, "id")}
    for table in found.nodes.values():
        for name, column in table.columns.items():
            assert written(column) == [shown(stated[i].get(name), column) for i in table.ids]

    assert sum(len(t.source) for t in found.links.values()) > 0
    for link_type, table in found.links.items():
        expected = sorted(
            (order.index(s.source), order.index(s.target), s.key, s)
            for s in records
            if getattr(s, "key", None) is not None and s.type == link_type
            if s.source in order and s.target in order
            if not CATALOGUE.links[link_type].validity or is_valid(bounds(s.values), as_of)
        )
        assert table.source.tolist() == [source for source, _, _, _ in expected]
        assert table.target.tolist() == [target for _, target, _, _ in expected]
        for name, column in table.columns.items():
            assert written(column) == [shown(s.values.get(name), column) for _, _, _, s in expected]


def bounds(values):
    return {
        **({"validFromFirst": days(values["validFrom"])[0]} if "validFrom" in values else {}),
        **({"validToLast": days(values["validTo"])[1]} if "validTo" in values else {}),
    }


def written(column):
    """A column as a list of plain values."""
    match column:
        case Coded(codes, values):
            return [None if code < 0 else values[code] for code in codes]
        case CodedLists(offsets, items):
            texts = written(items)
            return [tuple(texts[a:b]) for a, b in pairwise(offsets)]
        case Dates(first, last):
            return list(zip(first.tolist(), last.tolist(), strict=True))
        case Money(minor, currency):
            return list(zip(minor.tolist(), written(currency), strict=True))
    return [None if value != value else value for value in column.values.tolist()]  # noqa: PLR0124


def shown(value, column):
    """A stated value as `written` shows it."""
    match column:
        case CodedLists():
            return value or ()
        case Dates() if value is None:
            return (MISSING_DAY, MISSING_DAY)
        case Dates():
            return tuple((date.fromisoformat(day) - EPOCH).days for day in days(value))
        case Money():
            return (0, None) if value is None else (value.minor, value.currency)
    return value
