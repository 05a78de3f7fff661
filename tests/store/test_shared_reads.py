"""Rows that a server returned are made once for each version of the graph, and never taken for others."""

from __future__ import annotations

from graph_service.store.neo4j.shared_reads import SharedReads
from graph_service.store.plan import Connection, Field, Follow, Hop, Selection
from schema.declarations import Direction

NAME = Selection((Field("name", ("name",)),))
TITLE = Selection((Field("title", ("name",)),))
DAY = "2023-12-31"


def read_of(selection):
    """Reads what the tests return: type, id, and a value for the only field."""
    (field,) = selection.fields
    return lambda raw: {"@type": raw[0], "@id": raw[1], field.key: raw[2]}


def answered(shared, version, *raws, selection=NAME, as_of=DAY):
    read = shared.reader(selection, as_of, read_of(selection))
    return shared.decoded(lambda answer: list(map(read, answer)), raws, version)


def test_rows_of_one_version_are_one():
    shared = SharedReads()
    (one,) = answered(shared, "s.1", ["Firm", "a", "A"])
    same, other = answered(shared, "s.1", ["Firm", "a", "A"], ["Firm", "b", "B"])
    assert one == {"@type": "Firm", "@id": "a", "name": "A"}
    assert same is one
    assert other["name"] == "B"


def test_what_is_of_another_version_day_or_selection_is_another():
    shared = SharedReads()
    (one,) = answered(shared, "s.1", ["Firm", "a", "A"])
    one.keep("text", {"name": "A"})
    (later,) = answered(shared, "s.2", ["Firm", "a", "Z"])
    assert (later["name"], later.made) == ("Z", {})
    # Who began before the change and is answered after it is of the old version still.
    (before,) = answered(shared, "s.1", ["Firm", "a", "A"])
    assert (before["name"], before.made) == ("A", {})
    (today,) = answered(shared, "s.1", ["Firm", "a", "T"], as_of="2024-01-01")
    (titled,) = answered(shared, "s.1", ["Firm", "a", "A"], selection=TITLE)
    assert (today["name"], titled["title"]) == ("T", "A")
    (again,) = answered(shared, "s.1", ["Firm", "a", "A"])
    assert again is before


def test_rows_of_no_known_version_are_nobody_elses():
    shared = SharedReads()
    one, other = (answered(shared, None, ["Firm", "a", "A"])[0] for _ in range(2))
    (known,) = answered(shared, "s.1", ["Firm", "a", "Z"])
    assert one == other
    assert (one is other, known["name"]) == (False, "Z")


def test_rows_whose_lists_begin_after_a_place_are_nobody_elses():
    hop = Hop("TAKES_PART", Direction.IN, "Body")
    after = Follow("n", hop, Connection(limit=1, after=("F0", "")))
    selection = Selection(NAME.fields, (after,))
    shared = SharedReads()
    one, other = (
        answered(shared, "s.1", ["Firm", "a", "A"], selection=selection)[0] for _ in range(2)
    )
    assert one == other
    assert one is not other


def test_with_more_than_there_is_room_for_all_are_forgotten():
    shared = SharedReads(most=1_000)
    first, _ = answered(shared, "s.1", ["Firm", "a", "A"], ["Firm", "b", "B"])
    # Two rows of 600 bytes are more than 1,000.
    (again,) = answered(shared, "s.1", ["Firm", "a", "A"])
    assert again == first
    assert again is not first


def test_selections_of_old_are_forgotten_and_never_taken_for_new_ones():
    shared = SharedReads()
    (one,) = answered(shared, "s.1", ["Firm", "a", "A"])
    for number in range(300):
        selection = Selection((Field(f"k{number}", ("name",)),))
        (row,) = answered(shared, "s.1", ["Firm", "a", "A"], selection=selection)
        assert f"k{number}" in row
    (again,) = answered(shared, "s.1", ["Firm", "a", "A"])
    assert (again, again is one) == (one, False)
