"""Copies, dumps and restores by the command, as people run it."""

from __future__ import annotations

import gzip
import json
import sqlite3

import neo4j_server
import pytest
import truths

TABLE = """企业名称,统一社会信用代码
甲公司,91330000142944445H
乙公司,
"""


@pytest.fixture
def store(command):
    """A store with two enterprises in the command's folder."""
    (command.folder / "list.csv").write_text(TABLE, encoding="utf-8")
    imported = command("--store", "file:a.db", "import", "list.csv", "--as", "企业")
    assert imported.returncode == 0, imported.stderr
    return command.folder / "a.db"


def interrupted(command, name: str = "b.db") -> None:
    """Leave a copy that was begun and not finished: the note of one, as a killed process leaves it."""
    made = command("copy", "--from", "file:a.db", "--to", f"file:{name}")
    assert made.returncode == 0, made.stderr
    connection = sqlite3.connect(command.folder / name)
    (version,) = connection.execute("SELECT value FROM meta WHERE name = 'changes'").fetchone()
    assert version == 2
    note = {"source": "file:a.db", "of": _version(command, "file:a.db"), "place": ""}
    connection.execute(
        "INSERT OR REPLACE INTO documents VALUES ('copy', 'progress', 99, ?)",
        (json.dumps(note).encode(),),
    )
    connection.commit()
    connection.close()


def _version(command, url: str) -> str:
    return json.loads(command("--store", url, "info", "--json").stdout)["version"]


def test_a_copy_says_what_was_copied_and_is_equal(command, store):
    done = command("copy", "--from", "file:a.db", "--to", "file:b.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "Copied 2 statements about records, 0 about links, 1 imports, 0 decisions,"
    )
    assert done.stdout.endswith(f"file:b.db is version {_version(command, 'file:b.db')}.\n")
    assert truths.in_file(command.folder / "b.db") == truths.in_file(store)


def test_the_store_of_the_settings_is_copied_if_none_is_named(command, store):
    done = command("copy", "--to", "file:b.db", GRAPH_STORE="file:a.db")
    assert done.returncode == 0, done.stderr
    assert truths.in_file(command.folder / "b.db") == truths.in_file(store)


def test_a_dump_is_restored_in_another_store(command, store):
    dumped = command("--store", "file:a.db", "dump", "a.gz")
    assert dumped.returncode == 0, dumped.stderr
    assert dumped.stdout.startswith("Wrote a.gz: 2 statements about records")
    restored = command("--store", "file:new/b.db", "restore", "a.gz")
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.startswith("Restored 2 statements about records")
    assert truths.in_file(command.folder / "new" / "b.db") == truths.in_file(store)
    # The report of the import came along: the same file again says nothing new.
    again = command("--store", "file:new/b.db", "import", "list.csv", "--as", "企业")
    assert "The same was imported before: nothing was written." in again.stdout


def test_a_store_that_is_served_is_copied_and_dumped(command, store):
    with command.serving("--store", "file:a.db", "serve"):
        assert command("copy", "--from", "file:a.db", "--to", "file:b.db").returncode == 0
        assert command("--store", "file:a.db", "dump", "a.gz").returncode == 0
    assert truths.in_file(command.folder / "b.db") == truths.in_dump(command.folder / "a.gz")


def test_an_unfinished_copy_is_told_of_and_not_used(command, store, complaint):
    interrupted(command)
    info = command("--store", "file:b.db", "info")
    assert info.returncode == 0, info.stderr
    assert (
        "It cannot be used yet: a copy of file:a.db was begun and is not finished." in info.stdout
    )
    told = json.loads(command("--store", "file:b.db", "info", "--json").stdout)
    assert told["unfinished"].startswith("a copy of file:a.db was begun")
    for arguments in (
        ("serve", "--port", "1"),
        ("import", "list.csv"),
        ("query", "-"),
        ("dump", "b.gz"),
        ("copy", "--to", "file:c.db"),
    ):
        ended = command("--store", "file:b.db", *arguments, text="{ graph { version } }")
        if arguments[0] == "serve" and ended.returncode == 7:
            pytest.skip("port 1 cannot be listened on")
        assert ended.returncode == 4, arguments
        assert complaint(ended).startswith("file:b.db cannot be used yet: a copy of file:a.db was")
    assert not (command.folder / "b.gz").exists()
    finished = command("copy", "--from", "file:a.db", "--to", "file:b.db")
    assert finished.returncode == 0, finished.stderr
    assert command("--store", "file:b.db", "query", "-", text="{ __typename }").returncode == 0
    assert (
        json.loads(command("--store", "file:b.db", "info", "--json").stdout)["unfinished"] is None
    )


def test_another_source_needs_the_copy_to_be_begun_anew(command, store, complaint):
    interrupted(command)
    (command.folder / "more.csv").write_text("企业名称\n丙公司\n", encoding="utf-8")
    more = command("--store", "file:a.db", "import", "more.csv", "--as", "企业")
    assert more.returncode == 0, more.stderr
    ended = command("copy", "--from", "file:a.db", "--to", "file:b.db")
    assert ended.returncode == 4
    assert "Add --anew to empty it and begin again." in complaint(ended)
    done = command("copy", "--from", "file:a.db", "--to", "file:b.db", "--anew")
    assert done.returncode == 0, done.stderr
    assert truths.in_file(command.folder / "b.db") == truths.in_file(store)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("copy", "--from", "file:a.db", "--to", "file:a.db"), 4, "are one store"),
        (("copy", "--from", "file:none.db", "--to", "file:b.db"), 4, "There is no store at"),
        (("copy", "--from", "file:a.db", "--to", ":memory:"), 2, "A store in memory is gone"),
        (("copy", "--from", "file:a.db", "--to", "nowhere"), 4, "'nowhere' names no store"),
        (
            ("copy", "--from", "file:a.db", "--to", "bolt://u:secret@h:1"),
            2,
            "The store's address holds a user or password",
        ),
        (("--store", "file:a.db", "dump", "list.csv"), 3, "list.csv is there already"),
        (("--store", "file:a.db", "dump", "no/a.gz"), 3, "no/a.gz cannot be written"),
        (("--store", "file:a.db", "restore", "none.gz"), 3, "none.gz: No such file"),
        (("--store", "file:b.db", "restore", "list.csv"), 3, "list.csv is no dump"),
        (("--store", ":memory:", "restore", "list.csv"), 2, "A store in memory is gone"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(  # noqa: PLR0917 - drawn by name
    command, store, complaint, arguments, code, sentence
):
    before = truths.in_file(store)
    ended = command(*arguments)
    assert ended.returncode == code, ended.stderr
    assert sentence in complaint(ended)
    assert "secret" not in ended.stderr
    assert truths.in_file(store) == before
    assert not (command.folder / "b.db").exists()


def test_a_damaged_dump_is_refused_and_a_full_store_left_as_it_was(command, store, complaint):
    assert command("--store", "file:a.db", "dump", "a.gz").returncode == 0
    path = command.folder / "a.gz"
    whole = truths.in_file(store)
    full = command("--store", "file:a.db", "restore", "a.gz")
    assert full.returncode == 4
    assert complaint(full).startswith("file:a.db is not empty: it was left as it was.")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"\xe7", b"\xe8", 1)))
    damaged = command("--store", "file:b.db", "restore", "a.gz")
    assert damaged.returncode == 3
    assert complaint(damaged).startswith("a.gz, line ")
    assert not (command.folder / "b.db").exists()
    assert truths.in_file(store) == whole


def test_to_a_server_and_back(command, store, neo4j_url):
    neo4j_server.wipe(neo4j_url)
    access = neo4j_server.access()
    known = {"NEO4J_USERNAME": access.user, "NEO4J_PASSWORD": access.password}
    for arguments in (
        ("copy", "--from", "file:a.db", "--to", neo4j_url),
        ("copy", "--from", neo4j_url, "--to", "file:b.db"),
        ("--store", neo4j_url, "dump", "b.gz"),
    ):
        done = command(*arguments, **known)
        assert done.returncode == 0, done.stderr
    assert truths.in_file(command.folder / "b.db") == truths.in_file(store)
    assert truths.in_dump(command.folder / "b.gz") == truths.on_server(neo4j_url)
    assert truths.on_server(neo4j_url) == truths.in_file(store)


@pytest.mark.parametrize("name", ["copy", "dump", "restore"])
def test_the_help_shows_how(command, name):
    told = command(name, "--help")
    assert told.returncode == 0
    assert f" {name} " in told.stdout.partition("Examples:")[2]
    assert f"  {name} " in command("--help").stdout
