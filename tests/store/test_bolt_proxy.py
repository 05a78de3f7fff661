"""The proxy counts what a real driver and a real server say, and fails as it is told to."""

from __future__ import annotations

import threading

import neo4j_server
import pytest
from bolt_messages import Conversation
from bolt_proxy import proxied
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired


@pytest.fixture
def proxy(neo4j_url):
    neo4j_server.wipe(neo4j_url)
    with proxied(neo4j_url) as proxy:
        yield proxy


@pytest.fixture
def driver(proxy):
    with neo4j_server.driver(proxy.url) as driver:
        driver.verify_connectivity()
        proxy.forget()
        yield driver


def test_an_auto_commit_statement_is_one_run_and_one_pull(proxy, driver):
    with driver.session() as session:
        assert session.run("UNWIND range(1, 3) AS x RETURN x").value() == [1, 2, 3]

    assert proxy.statements == ["UNWIND range(1, 3) AS x RETURN x"]
    assert {kind: proxy.messages[kind] for kind in ("RUN", "PULL", "BEGIN", "RECORD")} == {
        "RUN": 1,
        "PULL": 1,
        "BEGIN": 0,
        "RECORD": 3,
    }


def test_a_transaction_of_two_statements_is_begin_two_runs_and_commit(proxy, driver):
    with driver.session() as session:
        session.execute_write(
            lambda tx: [tx.run("RETURN 1").consume(), tx.run("RETURN 2").consume()]
        )

    assert [proxy.messages[kind] for kind in ("BEGIN", "RUN", "COMMIT", "ROLLBACK")] == [1, 2, 1, 0]


@pytest.mark.parametrize("length", [1, 15, 16, 255, 256, 65_535, 65_536, 300_000])
def test_a_statement_of_any_length_is_read_whole(proxy, driver, length):
    text = "RETURN $x" + " " * (length - 9) if length > 9 else "RETURN 1"
    with driver.session() as session:
        session.run(text, x="数" * length).consume()

    assert proxy.statements == [text]


def test_messages_are_found_however_the_stream_is_cut_up():
    hello = bytes.fromhex("6060b017") + bytes(16)
    # RUN "RETURN 1" {} {} in two chunks, then PULL {}.
    run = b"\xb3\x10\x88RETURN 1\xa0\xa0"
    sent = b"\x00\x05" + run[:5] + b"\x00\x08" + run[5:] + b"\0\0" + b"\x00\x03\xb1\x3f\xa0\0\0"
    for size in (1, 2, 3, 7, 1000):
        talk = Conversation()
        assert talk.from_client(hello) == []
        assert talk.from_server(bytes.fromhex("00000805")) == []
        found = [
            message
            for start in range(0, len(sent), size)
            for message in talk.from_client(sent[start : start + size])
        ]
        assert found == [("RUN", "RETURN 1"), ("PULL", "")]


def test_connections_that_are_cut_are_noticed_and_made_again(proxy, driver):
    before = proxy.accepted
    session = driver.session()
    transaction = session.begin_transaction()
    transaction.run("RETURN 1").consume()
    proxy.cut()
    with pytest.raises((ServiceUnavailable, SessionExpired)):
        transaction.run("RETURN 1")
    session.close()
    with driver.session() as session:
        assert session.run("RETURN 1").single(strict=True)[0] == 1

    assert proxy.accepted > before


def test_new_connections_are_refused_until_it_resumes(proxy, driver):
    url = proxy.url
    proxy.refuse()
    with neo4j_server.driver(url) as other, pytest.raises(ServiceUnavailable):
        other.verify_connectivity()

    proxy.resume()

    assert proxy.url == url
    with neo4j_server.driver(url) as other:
        other.verify_connectivity()


def test_a_stalled_answer_comes_when_it_resumes(proxy, driver):
    answers = []

    def ask() -> None:
        with driver.session() as session:
            answers.append(session.run("RETURN 7").single(strict=True)[0])

    proxy.stall()
    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(0.3)
    assert asking.is_alive()
    assert answers == []

    proxy.resume()
    asking.join(10)

    assert answers == [7]


def test_a_delay_passes_everything(proxy, driver):
    proxy.delay = 0.05
    with driver.session() as session:
        assert session.run("RETURN 7").single(strict=True)[0] == 7


@pytest.mark.parametrize("reached", [True, False])
def test_a_commit_can_be_lost_on_its_way_or_on_its_way_back(proxy, driver, neo4j_url, reached):
    proxy.cut_at("COMMIT", reached=reached)
    session = driver.session()
    transaction = session.begin_transaction()
    transaction.run("CREATE (:Written)").consume()

    with pytest.raises((DriverError, Neo4jError)):
        transaction.commit()

    session.close()
    assert neo4j_server.rows(neo4j_url, "MATCH (n:Written) RETURN count(n)") == [[int(reached)]]


def test_a_client_whose_server_is_away_is_cut_off():
    with proxied("bolt://127.0.0.1:1") as proxy, neo4j_server.driver(proxy.url) as driver:
        with pytest.raises(ServiceUnavailable):
            driver.verify_connectivity()
        assert proxy.accepted >= 1
