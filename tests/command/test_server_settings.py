"""Settings of a store on a server: where they come from, and a password that nobody sees."""

from __future__ import annotations

import os

import pytest

from graph_service.settings import SettingsError, load_settings
from graph_service.store.access import Access

SECRET = "Kn0wn-to-Nobody"


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("GRAPH_", "NEO4J_")):
            monkeypatch.delenv(name)


def test_without_settings_no_credentials_are_sent():
    assert load_settings(store_url="bolt://db:7687").access() == Access(
        user="neo4j", password="", database="", read_timeout=30.0, write_timeout=300.0
    )


def test_the_servers_usual_variables_are_understood(monkeypatch):
    monkeypatch.setenv("NEO4J_USERNAME", "office")
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    monkeypatch.setenv("NEO4J_DATABASE", "city")

    access = load_settings().access()

    assert (access.user, access.password, access.database) == ("office", SECRET, "city")


def test_the_services_own_variables_come_before_the_usual_ones(monkeypatch):
    for name in ("USERNAME", "PASSWORD", "DATABASE"):
        monkeypatch.setenv(f"NEO4J_{name}", "usual")
    monkeypatch.setenv("GRAPH_NEO4J_USER", "own")
    monkeypatch.setenv("GRAPH_NEO4J_PASSWORD", SECRET)
    monkeypatch.setenv("GRAPH_NEO4J_DATABASE", "city")
    monkeypatch.setenv("GRAPH_NEO4J_READ_TIMEOUT", "4")
    monkeypatch.setenv("GRAPH_NEO4J_WRITE_TIMEOUT", "40")

    assert load_settings().access() == Access("own", SECRET, "city", 4.0, 40.0)


def test_the_password_is_in_no_text_of_the_settings(monkeypatch):
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    settings = load_settings()

    shown = (repr(settings), str(settings), repr(settings.access()), settings.model_dump_json())

    assert settings.access().password == SECRET
    assert not [text for text in shown if SECRET in text]


@pytest.mark.parametrize(
    "url",
    [
        "bolt://db:7687",
        "bolt+s://db",
        "bolt+ssc://[::1]:7687",
        "neo4j://db:7687/",
        "neo4j+s://x.databases.neo4j.io",
        "file:var/graph.db",
        ":memory:",
    ],
)
def test_an_address_that_can_be_one_is_taken_as_it_is(url):
    assert load_settings(store_url=url).store_url == url


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("bolt://", "no address of a server"),
        ("bolt:db", "no address of a server"),
        ("neo4j+x://db", "no address of a server"),
        ("bolt://db:port", "no address of a server"),
        ("bolt://db:77777", "no address of a server"),
        ("neo4j://db/city", "NEO4J_DATABASE"),
        (f"bolt://neo4j:{SECRET}@db:7687", "NEO4J_PASSWORD"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_with_what_to_write(url, sentence):
    with pytest.raises(SettingsError, match=sentence) as refused:
        load_settings(store_url=url)

    assert SECRET not in str(refused.value)


def test_a_password_in_the_address_is_refused_without_showing_it(command, complaint):
    ended = command("--store", f"neo4j://neo4j:{SECRET}@db", "info")

    assert ended.returncode == 2
    assert "NEO4J_PASSWORD" in complaint(ended)
    assert SECRET not in ended.stdout + ended.stderr


def test_a_password_without_meaning_is_refused_without_showing_it(tmp_path):
    (tmp_path / "graph-service.toml").write_text("neo4j_password = 20231231\n")

    with pytest.raises(SettingsError, match=r"neo4j_password .*NEO4J_PASSWORD") as refused:
        load_settings()

    assert "20231231" not in str(refused.value)
