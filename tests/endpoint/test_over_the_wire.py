"""Statuses and headers as a client on a socket sees them (GraphQL over HTTP, September 2026)."""

from __future__ import annotations

import gzip
import json
import re
import socket

import httpx
import pytest
from backports import zstd
from given_keys import EDITOR

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
KEPT = "{ platforms { nodes { name } } }"
PARTIAL = '{ platform(id: "alpha") { name } platforms(first: 101) { totalCount } }'
NO_VALUE = "query ($id: ID!) { platform(id: $id) { name } }"
WRITES = 'mutation { undoRun(run: "none") { __typename } }'


def said(answer: httpx.Response) -> dict:
    """The only error of an answer that is none of an execution."""
    body = answer.json()
    assert "data" not in body
    (error,) = body["errors"]
    assert error["extensions"]["requestId"] == answer.headers["x-request-id"]
    assert answer.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return error


@pytest.mark.parametrize("accept", [GRAPHQL, JSON, "*/*"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"query": "{"}, 400),
        ({"query": ""}, 400),
        ({"query": "{ nothing }"}, 422),
        ({"query": "query A { __typename } query B { __typename }"}, 422),
        ({"query": "{ __typename }", "operationName": "A"}, 422),
        ({"query": NO_VALUE}, 422),
        ({"query": NO_VALUE, "variables": {"id": [1]}}, 422),
        ({"query": "{ " + "__typename " * 2_001 + "}"}, 422),
        ({"qeury": "{ __typename }"}, 422),
        ({"query": "{ __typename }", "variables": [7]}, 422),
        ([{"query": "{ __typename }"}], 422),
    ],
    ids=lambda part: str(part)[:50],
)
def test_what_is_not_executed_has_the_same_status_for_every_client(http, body, status, accept):
    answer = http.post("/graphql", json=body, headers={"accept": accept})

    assert answer.status_code == status
    assert said(answer)["message"]


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_data_with_errors_is_a_partial_success(http, accept):
    answer = http.post("/graphql", json={"query": PARTIAL}, headers={"accept": accept})

    assert answer.status_code == 294
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answer.json()["data"] == {"platform": {"name": "Alpha Lab"}, "platforms": None}
    assert [error["path"] for error in answer.json()["errors"]] == [["platforms"]]


def test_what_knows_only_the_oldest_statuses_gets_these(other):
    partial = other.post("/graphql", json={"query": PARTIAL})
    invalid = other.post("/graphql", json={"query": "{ nothing }"})
    ill_formed = other.post("/graphql", json=[])
    not_acceptable = other.post("/graphql", json={"query": KEPT}, headers={"accept": "text/html"})

    assert (partial.status_code, "data" in partial.json()) == (200, True)
    assert (invalid.status_code, ill_formed.status_code) == (400, 400)
    assert not_acceptable.status_code == 406


def test_what_cannot_be_sent_as_the_client_wants_is_not_acceptable(http):
    for accept in (
        "text/html",
        "application/xml, text/*",
        f"{JSON};q=0",
        f"{GRAPHQL};charset=big5",
    ):
        answer = http.post("/graphql", json={"query": KEPT}, headers={"accept": accept})

        assert answer.status_code == 406
        assert "Accept" in said(answer)["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
    ids=str,
)
def test_only_json_in_utf_8_is_read(http, headers):
    content = json.dumps({"query": KEPT}).encode()

    answer = http.post("/graphql", content=content, headers=headers)

    assert answer.status_code == 415
    assert said(answer)["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_other_methods_are_refused_and_told_which_are_allowed(http, method):
    answer = http.request(method, "/graphql")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert "GET, HEAD, POST" in said(answer)["message"]


def test_who_asks_for_the_options_is_told(http):
    answer = http.options("/graphql")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_nothing_is_written_by_get(http):
    answer = http.get("/graphql", params={"query": WRITES})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "POST" in said(answer)["message"]


def sent_raw(address: str, *parts: bytes) -> bytes:
    """All that is answered until the server ends the connection."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    return answer


def test_a_body_that_says_it_is_too_long_is_refused_before_it_comes(address):
    answer = sent_raw(
        address,
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 250001\r\nExpect: 100-continue\r\n\r\n",
    )

    # Neither was it asked for, nor is the connection kept.
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()
    assert b"longer than 250000 bytes" in answer


@pytest.mark.parametrize(
    "head",
    [
        b"GET /graphql HTTP/1.1\r\nX: " + b"x" * 66_000,
        b"GET /graphql?" + b"x" * 66_000,
        b"GET /graphql HTTP/1.1\r\n" + b"X: y\r\n" * 11_000,
    ],
    ids=["one header", "address", "many headers"],
)
def test_a_head_without_end_ends_the_connection(address, head):
    assert sent_raw(address, head).startswith(b"HTTP/1.1 431 ")


def test_requests_that_follow_each_other_have_heads_of_their_own(address):
    query = b"GET /graphql?query={__typename}&x=" + b"x" * 25_000 + b" HTTP/1.1\r\nHost: x\r\n"
    pieces = [query + b"\r\n"[:1], b"\n"] * 5 + [query + b"Connection: close\r\n\r\n"]

    assert sent_raw(address, *pieces).count(b"HTTP/1.1 200 ") == 6


def test_a_body_that_turns_out_too_long_is_refused_before_it_is_parsed(http):
    answer = http.post(
        "/graphql",
        content=(b"[" * 50_000 for _ in range(6)),
        headers={"content-type": "application/json"},
    )

    assert answer.status_code == 413
    assert "longer than 250000 bytes" in said(answer)["message"]
    assert http.post("/graphql", json={"query": KEPT}).status_code == 200


def test_a_body_may_come_in_pieces(http):
    body = json.dumps({"query": KEPT}).encode()
    pieces = (body[i : i + 1] for i in range(len(body)))

    answer = http.post("/graphql", content=pieces, headers={"content-type": "application/json"})

    assert answer.json()["data"]["platforms"]["nodes"][0] == {"name": "Alpha Lab"}


def test_an_address_that_is_too_long_is_refused(http):
    answer = http.get("/graphql", params={"query": KEPT, "x": "y" * 30_000})

    assert answer.status_code == 414
    assert "send it by POST" in said(answer)["message"]


def test_get_and_post_are_answered_alike_and_head_without_a_body(http):
    asked = {"query": "query Q($n: Int) { platforms(first: $n) { totalCount } }"}
    posted = http.post("/graphql", json={**asked, "variables": {"n": 1}, "operationName": "Q"})
    address = {**asked, "variables": '{"n": 1}', "operationName": "Q"}
    got = http.get("/graphql", params=address)
    head = http.head("/graphql", params=address)

    assert posted.json()["data"] == {"platforms": {"totalCount": 3}}
    assert got.content == posted.content
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_a_request_keeps_its_id(http):
    answer = http.post("/graphql", json={"query": "{"}, headers={"X-Request-Id": "office-7"})
    assert answer.headers["X-Request-Id"] == "office-7"
    assert answer.json()["extensions"]["requestId"] == "office-7"
    for refused in ("", "a b", "x" * 65):
        answer = http.post("/graphql", json={"query": "{"}, headers={"X-Request-Id": refused})
        given = answer.json()["extensions"]["requestId"]
        assert re.fullmatch("[0-9a-f]{32}", given)
        assert answer.headers["X-Request-Id"] == given


@pytest.fixture
def kept(http) -> httpx.Response:
    """An answer that was asked for often enough to be kept."""
    for _ in range(3):
        answer = http.post("/graphql", json={"query": KEPT})
    return answer


def test_what_is_kept_can_be_asked_for_again_by_its_mark(http, kept):
    mark = kept.headers["etag"]
    assert mark.startswith('W/"')
    assert kept.headers["cache-control"] == "no-cache"
    assert kept.headers["vary"] == "Accept, Accept-Encoding, Authorization"

    for known in (mark, mark.removeprefix("W/"), f'"other", {mark}', "*"):
        headers = {"if-none-match": known}
        posted = http.post("/graphql", json={"query": KEPT}, headers=headers)
        got = http.get("/graphql", params={"query": KEPT}, headers=headers)
        for answer in (posted, got):
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == mark
            assert answer.headers["vary"] == kept.headers["vary"]
            assert answer.headers["x-request-id"]
            assert "content-type" not in answer.headers
    other = http.post("/graphql", json={"query": KEPT}, headers={"if-none-match": 'W/"other"'})
    assert (other.status_code, other.content) == (200, kept.content)


def test_another_question_has_another_mark(http, kept):
    query = "query ($n: Int) { platforms(first: $n) { nodes { name } } }"
    marks = {kept.headers["etag"]}
    for n in (1, 2):
        for _ in range(3):
            answer = http.post("/graphql", json={"query": query, "variables": {"n": n}})
        marks.add(answer.headers["etag"])

    assert len(marks) == 3


def test_who_names_himself_shares_nothing_with_others(http, kept):
    headers = {"authorization": f"Bearer {EDITOR}"}
    for _ in range(3):
        answer = http.post("/graphql", json={"query": KEPT}, headers=headers)

    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["etag"] != kept.headers["etag"]


def test_what_failed_has_no_mark(http):
    for _ in range(3):
        answer = http.post("/graphql", json={"query": PARTIAL})

    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


LONG = """
    query Kept {
      platforms { nodes { ...All } }
      again: platforms { nodes { ...All } }
      enterprises { nodes { id name } }
      universities { nodes { id name aliases } }
      projects { nodes { id name level startOn } }
    }
    fragment All on Platform {
      id name level { code label } industries { code label } buildMode staff area
    }
"""
READ = {"gzip": gzip.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize(
    "query",
    ["{ a: __schema { types { name fields { name } } } }", LONG],
    ids=["made anew", "kept"],
)
def test_long_answers_are_compressed_as_the_client_wants(http, encoding, query):
    plain = {"accept-encoding": "identity"}
    for _ in range(3):
        whole = http.post("/graphql", json={"query": query}, headers=plain)
    assert len(whole.content) > 1_000
    assert "content-encoding" not in whole.headers
    for _ in range(2):
        with http.stream(
            "POST", "/graphql", json={"query": query}, headers={"accept-encoding": encoding}
        ) as answer:
            sent = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == encoding
        assert answer.headers["content-length"] == str(len(sent))
        assert len(sent) < len(whole.content)
        assert READ[encoding](sent) == whole.content
        assert answer.headers.get("etag") == whole.headers.get("etag")


def test_short_answers_are_not_compressed(http, kept):
    answer = http.post("/graphql", json={"query": KEPT}, headers={"accept-encoding": "gzip, zstd"})

    assert len(answer.content) < 1_000
    assert "content-encoding" not in answer.headers


def test_pages_of_other_origins_may_ask_only_where_they_are_named(http, other):
    origin = {"origin": "https://map.example.org"}
    asked = {**origin, "access-control-request-method": "POST"}
    asked["access-control-request-headers"] = "content-type, authorization"
    assert "access-control-allow-origin" not in http.options("/graphql", headers=asked).headers

    allowed = other.options("/graphql", headers=asked)
    stranger = other.options("/graphql", headers={**asked, "origin": "https://evil.example"})
    answer = other.post("/graphql", json={"query": PARTIAL}, headers=origin)
    exports = other.get("/exports", headers=origin)

    assert allowed.headers["access-control-allow-origin"] == "https://map.example.org"
    assert "Authorization" in allowed.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in stranger.headers
    for shown in (answer, exports):
        assert shown.headers["access-control-allow-origin"] == "https://map.example.org"
        assert "Origin" in shown.headers["vary"]
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
