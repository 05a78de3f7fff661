"""A store on a server is made once, migrated once, and never made over somebody else's data."""

from __future__ import annotations

import os
import subprocess
import sys

import migrating_child
import neo4j_server
import pytest
import pytest_asyncio
from migrating_child import NEXT, STEPS

from graph_service.store.neo4j.connection import connect
from graph_service.store.neo4j.migrations import MIGRATIONS, migrate, prepare
from graph_service.store.neo4j.schema_of import Index, indexes_of
from graph_service.store.port import StoreError
from schema.catalogue import Catalogue, load_catalogue
from schema.language import Entity, entity, prop
from schema.money import Money
from schema.time import PartialDate

NONE = Catalogue(())
LATEST = MIGRATIONS[-1].number


@entity("矿物", plural="minerals", abstract=True)
class Mineral(Entity):
    """What a stone can be."""

    name: str | None = prop("Name.", "名称", indexed=True)


@entity("石头", plural="stones")
class Stone(Mineral):
    """A stone."""

    found: PartialDate | None = prop("When it was found.", "日期", indexed=True)
    worth: Money | None = prop("What it is worth.", "估值", indexed=True)
    colours: tuple[str, ...] = prop("Its colours.", "颜色", indexed=True)
    weight: float | None = prop("How heavy it is.", "重量")


STONES = Catalogue((Mineral.__entity__, Stone.__entity__))


@pytest.fixture
def bare(neo4j_url):
    """The address of a server without a store; only indexes of declared types may be there."""
    neo4j_server.wipe(neo4j_url)
    ours = (
        "WHERE any(l IN labelsOrTypes WHERE l STARTS WITH '_' OR l IN ['Node', 'Mineral', 'Stone'])"
    )
    for kind, kinds in (("CONSTRAINT", "CONSTRAINTS"), ("INDEX", "INDEXES")):
        shown = f"SHOW {kinds} YIELD name, labelsOrTypes {ours} RETURN name"
        for (name,) in neo4j_server.rows(neo4j_url, shown):
            if name != "made_by_tests":
                neo4j_server.rows(neo4j_url, f"DROP {kind} `{name}`")
    return neo4j_url


@pytest_asyncio.fixture
async def connection(bare):
    connection = connect(bare, neo4j_server.access())
    yield connection
    await connection.close()


def meta(url):
    """The nodes of `_Meta` and `_Gate`, without the store's uuid and the lock's trace."""
    shown = (
        "MATCH (n:_Meta|_Gate) WITH labels(n)[0] AS label, properties(n) AS p ORDER BY label"
        " RETURN label, [k IN keys(p) WHERE NOT k IN ['store', 'locked'] | k + '=' + p[k]]"
    )
    return {label: sorted(pairs) for label, pairs in neo4j_server.rows(url, shown)}


def indexes(url, *labels):
    """(label, property, is unique) of the indexes on labels, or on the hidden ones."""
    shown = neo4j_server.rows(
        url,
        "SHOW INDEXES YIELD labelsOrTypes AS l, properties AS p, owningConstraint AS c, name, state"
        " WHERE l IS NOT NULL AND name <> 'made_by_tests'"
        " RETURN l[0], p[0], c IS NOT NULL, state",
    )
    wanted = [row for row in shown if row[0] in labels or (not labels and row[0][0] == "_")]
    assert {row[3] for row in wanted} <= {"ONLINE"}
    return {tuple(row[:3]) for row in wanted}


def everything(url):
    names = neo4j_server.rows(url, "SHOW INDEXES YIELD name RETURN name ORDER BY name")
    return names, neo4j_server.rows(url, "MATCH (n) RETURN labels(n), properties(n)")


async def test_an_empty_database_becomes_a_store(connection, bare):
    await prepare(connection, NONE, read_only=False)

    assert meta(bare) == {
        "_Meta": ["changes=0", "id=0", "judged=0", f"schema={LATEST}"],
        "_Gate": ["begun=0", "done=0", "id=0"],
    }
    assert indexes(bare) == {
        ("_Meta", "id", True),
        ("_Gate", "id", True),
        ("_Run", "id", True),
        ("_Run", "sequence", True),
        ("_Key", "key", False),
        ("_Retired", "id", True),
        ("_Decision", "pair", True),
        ("_Waiting", "identity", True),
        ("_Document", "place", True),
        ("_Blob", "name", True),
        ("_Waiting", "source", False),
        ("_Waiting", "target", False),
        ("_Touched", "run", False),
    }
    assert indexes(bare, "Node") == {("Node", "id", True), ("Node", "_search", False)}
    ((analyzer,),) = neo4j_server.rows(
        bare,
        "SHOW INDEXES YIELD name, type, options WHERE name = 'search'"
        " RETURN type + ' ' + options.indexConfig['fulltext.analyzer']",
    )
    assert analyzer == "FULLTEXT whitespace"


async def test_a_store_that_is_there_is_left_as_it_is(connection, bare):
    await prepare(connection, STONES, read_only=False)
    before = everything(bare)

    await prepare(connection, STONES, read_only=False)

    assert everything(bare) == before
    assert await migrate(connection, STONES) == ()


async def test_a_store_whose_making_was_cut_short_is_completed(connection, bare):
    neo4j_server.rows(bare, "CREATE (:_Meta {id: 0, store: 'x', schema: 0, changes: 0, judged: 0})")
    neo4j_server.rows(bare, "CREATE (:_Gate {id: 0, begun: 0, done: 0})")

    await prepare(connection, NONE, read_only=False)

    assert f"schema={LATEST}" in meta(bare)["_Meta"]
    assert ("Node", "id", True) in indexes(bare, "Node")


async def test_an_id_is_there_once(connection, bare):
    await prepare(connection, NONE, read_only=False)

    await connection.run("CREATE (:Node {id: 'a'})")
    with pytest.raises(StoreError, match="already exists"):
        await connection.run("CREATE (:Node {id: 'a'})")


async def test_data_of_others_is_left_alone(connection, bare):
    neo4j_server.rows(bare, "UNWIND range(1, 1200) AS n CREATE (:Film {n: n})")
    before = everything(bare)

    for act in (
        prepare(connection, STONES, read_only=False),
        prepare(connection, STONES, read_only=True),
        migrate(connection, STONES),
    ):
        with pytest.raises(StoreError, match=r"holds 1,200 nodes of something else\. Use an empty"):
            await act

    assert everything(bare) == before


async def test_nothing_is_read_from_an_empty_database_and_nothing_made(connection, bare):
    before = everything(bare)

    with pytest.raises(StoreError, match=r"There is no store at .*; import something to make one"):
        await prepare(connection, STONES, read_only=True)

    assert everything(bare) == before


async def test_a_store_of_an_older_schema_is_refused_until_it_is_migrated(connection, bare):
    await prepare(connection, NONE, read_only=False)

    for read_only in (False, True):
        with pytest.raises(StoreError, match=rf"schema {LATEST};.*Run graph-service migrate"):
            await prepare(connection, NONE, read_only=read_only, steps=STEPS)
    done = await migrate(connection, NONE, steps=STEPS)
    await prepare(connection, NONE, read_only=True, steps=STEPS)

    assert done == (f"schema {NEXT.number}: leave a mark",)
    assert neo4j_server.rows(bare, "MATCH (s:_Step) RETURN count(s)") == [[1]]
    assert await migrate(connection, NONE, steps=STEPS) == ()


async def test_a_store_of_a_newer_schema_is_refused(connection, bare):
    await prepare(connection, NONE, read_only=False, steps=STEPS)
    before = everything(bare)

    for act in (
        prepare(connection, STONES, read_only=False),
        prepare(connection, STONES, read_only=True),
        migrate(connection, STONES),
        migrate(connection, STONES, dry_run=True),
    ):
        with pytest.raises(StoreError, match=rf"schema {NEXT.number}, made by a later version"):
            await act

    assert everything(bare) == before


async def test_a_dry_run_says_everything_and_changes_nothing(connection, bare):
    before = everything(bare)

    said = await migrate(connection, STONES, dry_run=True, steps=STEPS)

    assert everything(bare) == before
    assert said == await migrate(connection, STONES, steps=STEPS)
    assert said[0] == "make a store"
    assert [line.split(":")[0] for line in said[1:-2]] == [f"schema {s.number}" for s in STEPS]
    mineral, stone = said[-2:]
    assert mineral == "index Mineral by id, name, _missing_name"
    assert stone == (
        "index Stone by id, name, found, worthCurrency, foundFirst, foundLast, _missing_name,"
        " _missing_found, _missing_worthCurrency"
    )


async def test_a_type_that_is_added_gets_its_indexes_when_the_store_is_opened(connection, bare):
    await prepare(connection, NONE, read_only=False)
    await prepare(connection, STONES, read_only=True)
    assert indexes(bare, "Mineral", "Stone") == set()

    await prepare(connection, STONES, read_only=False)

    assert indexes(bare, "Mineral") == {
        ("Mineral", "id", False),
        ("Mineral", "name", False),
        ("Mineral", "_missing_name", False),
    }
    # The abstract type's column, a date with its days, and money; no lists.
    assert {column for _, column, _ in indexes(bare, "Stone") if column[0] != "_"} == {
        "id",
        "name",
        "found",
        "foundFirst",
        "foundLast",
        "worthCurrency",
    }


async def test_an_index_that_was_dropped_is_made_again(connection, bare):
    await prepare(connection, STONES, read_only=False)
    neo4j_server.rows(bare, "DROP INDEX `Stone.found`")

    assert await migrate(connection, STONES, dry_run=True) == ("index Stone by found",)
    await prepare(connection, STONES, read_only=False)

    assert ("Stone", "found", False) in indexes(bare, "Stone")


async def test_an_index_that_cannot_be_filled_is_said_and_made_anew(connection, bare):
    await prepare(connection, NONE, read_only=False)
    await connection.run("CREATE (:Stone {id: 'long', name: $name})", {"name": "长" * 9_000})

    for _ in range(2):
        with pytest.raises(
            StoreError, match=r"could not index Stone by name: .*too large to index"
        ):
            await prepare(connection, STONES, read_only=False)
    await connection.run("MATCH (s:Stone) SET s.name = '短'")
    await prepare(connection, STONES, read_only=False)

    assert ("Stone", "name", False) in indexes(bare, "Stone")


async def test_an_index_of_the_same_property_under_another_name_is_enough(connection, bare):
    neo4j_server.rows(bare, "CREATE INDEX by_hand FOR (s:Stone) ON (s.found)")

    await prepare(connection, STONES, read_only=False)

    assert ("Stone", "found", False) in indexes(bare, "Stone")
    assert await migrate(connection, STONES, dry_run=True) == ()


@pytest.mark.parametrize("what", ["prepare", "migrate"])
def test_of_processes_that_start_together_one_makes_the_store(bare, what):
    children = [
        subprocess.Popen(
            [sys.executable, migrating_child.__file__, bare, what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n", child.stderr.read()
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    ended = [child.communicate(timeout=120) for child in children]

    assert [child.returncode for child in children] == [0, 0, 0], ended
    ((store,),) = neo4j_server.rows(bare, "MATCH (m:_Meta) RETURN m.store")
    assert [said for said, _ in ended] == [f"{store}\n"] * 3
    assert neo4j_server.rows(bare, "MATCH (s:_Step) RETURN count(s)") == [[1]]


@pytest.mark.parametrize("name", ["Sto`ne", "Stone) REQUIRE", "石头", ""])
@pytest.mark.parametrize("kind", ["RANGE", "UNIQUE", "FULLTEXT"])
def test_only_names_of_a_catalogue_come_into_the_text(kind, name):
    for index in (Index(kind, name, "id"), Index(kind, "Stone", name)):
        with pytest.raises(ValueError, match="no name of the catalogue"):
            index.statement  # noqa: B018 - the property refuses


def test_every_text_quotes_its_names():
    statements = [index.statement for index in indexes_of(load_catalogue())]

    assert (
        "CYPHER 5 CREATE RANGE INDEX `Platform.name` IF NOT EXISTS FOR (n:`Platform`) ON (n.`name`)"
        in statements
    )
    assert len(statements) == len(set(statements))
