"""Milliseconds of a lookup and of a nested page over HTTP, beside a hand-written peer.

Both servers run under uvicorn on loopback; one client asks them in turn, so that both see the
same noise. Before measuring, their answers are compared.
"""

from __future__ import annotations

import http.client
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from percentiles import percentiles
from process import HERE, SERVICE, run, trial
from server import free_port, served

UNIVERSITIES, LINKS = 50, 10

OUR_PAGE = """
query Page($pics: [String!]!, $links: Int!) {
  universities(first: 50, orderBy: [{pic: ASC}], where: {pic: {in: $pics}}) {
    edges { node {
      pic name country city
      led: projects(first: $links, orderBy: [{number: ASC}], where: {edge: {role: {eq: LEAD}}}) {
        edges { role amount { amount } node { number startOn endOn } }
      }
      joined: projects(
        first: $links, orderBy: [{number: ASC}], where: {edge: {role: {eq: PARTICIPANT}}}
      ) {
        edges { role amount { amount } node { number startOn endOn } }
      }
    } }
  }
}
"""
THEIR_PAGE = """
query Page($pics: [String!]!, $links: Int!) {
  universities(pics: $pics) {
    pic name country city
    led(first: $links) { role amount project { number startOn endOn } }
    joined(first: $links) { role amount project { number startOn endOn } }
  }
}
"""
OUR_LOOKUP = "query Lookup($id: ID!) { university(id: $id) { pic name country city } }"
THEIR_LOOKUP = "query Lookup($id: ID!) { university(pic: $id) { pic name country city } }"


class Client:
    """One kept-alive connection to one endpoint."""

    def __init__(self, port: int, path: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._path = path
        self._asked = 0.0

    def ask(self, body: bytes) -> tuple[float, bytes]:
        if time.perf_counter() - self._asked > 2:
            # A server closes what is idle.
            self._connection.close()
            self._connection.connect()
        begun = time.perf_counter()
        self._connection.request(
            "POST",
            self._path,
            body,
            {"content-type": "application/json", "accept": "application/json"},
        )
        content = self._connection.getresponse().read()
        self._asked = time.perf_counter()
        return self._asked - begun, content

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = json.loads(self.ask(body(query, **variables))[1])
        if answer.get("errors"):
            raise SystemExit(json.dumps(answer["errors"], indent=2))
        return answer["data"]


def body(query: str, **variables: Any) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def flat(universities: list[dict[str, Any]]) -> list[Any]:
    """Their form of the page, from ours."""

    def links(connection: dict[str, Any]) -> list[Any]:
        return [
            {
                "role": edge["role"],
                "amount": (edge["amount"] or {}).get("amount"),
                "project": {
                    "number": edge["node"]["number"],
                    "startOn": edge["node"]["startOn"],
                    "endOn": edge["node"]["endOn"],
                },
            }
            for edge in connection["edges"]
        ]

    return [
        {**edge["node"], "led": links(edge["node"]["led"]), "joined": links(edge["node"]["joined"])}
        for edge in universities
    ]


def plain(page: list[dict[str, Any]]) -> Any:
    """The same with amounts as numbers: one writes 317625, the other 317625.00."""
    return json.loads(
        json.dumps(page),
        object_hook=lambda o: {**o, "amount": float(o["amount"])} if o.get("amount") else o,
    )


def compare(ours: Client, theirs: Client) -> str:
    """Check that the answers agree, then measure both kinds of query."""
    busy = theirs.data(
        "query Busy($first: Int!, $links: Int!) { busy(first: $first, links: $links) }",
        first=UNIVERSITIES,
        links=LINKS,
    )
    sizes = {"pics": busy["busy"], "links": LINKS}
    page = ours.data(OUR_PAGE, **sizes)["universities"]["edges"]
    their_page = theirs.data(THEIR_PAGE, **sizes)["universities"]
    if plain(flat(page)) != plain(their_page):
        raise SystemExit("The two servers answer the page differently.")
    pic = their_page[-1]["pic"]
    found = ours.data(
        "query Id($pic: String!) { universities(where: {pic: {eq: $pic}}) { edges { node { id } } } }",
        pic=pic,
    )
    id_ = found["universities"]["edges"][0]["node"]["id"]
    if ours.data(OUR_LOOKUP, id=id_) != theirs.data(THEIR_LOOKUP, id=pic):
        raise SystemExit("The two servers answer the lookup differently.")

    lines = [
        "| query | ours p50 / p95, ms | peer p50 / p95, ms | ratio of p50 | ratio of p95 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, times, our_body, their_body in (
        ("lookup", 2000, body(OUR_LOOKUP, id=id_), body(THEIR_LOOKUP, id=pic)),
        (
            f"page {UNIVERSITIES} x 2 x {LINKS}",
            100,
            body(OUR_PAGE, **sizes),
            body(THEIR_PAGE, **sizes),
        ),
    ):
        taken: tuple[list[float], list[float]] = ([], [])
        for turn in range(times + 10):
            for seconds, client, request in zip(
                taken, (ours, theirs), (our_body, their_body), strict=True
            ):
                one, _ = client.ask(request)
                if turn >= 10:
                    seconds.append(one)
        (p50, p95), (their_p50, their_p95) = map(percentiles, taken)
        lines.append(
            f"| {name} | {p50:.1f} / {p95:.1f} | {their_p50:.1f} / {their_p95:.1f} "
            f"| {p50 / their_p50:.2f} | {p95 / their_p95:.2f} |"
        )
    return "\n".join(lines)


def main(store: Path) -> str:
    """Serve both and compare them."""
    port, their_port = free_port(), free_port()
    peer = (
        *(sys.executable, "-m", "uvicorn", "peer_app:app", "--app-dir", HERE),
        *("--port", str(their_port), "--log-level", "warning"),
    )
    with (
        served(
            port, SERVICE, "--store", f"file:{store}", "serve", ready="/readyz", folder=store.parent
        ),
        served(their_port, *peer, ready="/?query=%7B__typename%7D", folder=HERE),
    ):
        return compare(Client(port, "/graphql"), Client(their_port, "/"))


def prepare(store: Path) -> None:
    """Both CORDIS files, imported."""
    url = f"file:{store}"
    importlib.import_module("import").import_cordis(url)
    import_names(url)


def import_names(url: str) -> None:
    names = trial("cordis_h2020_orgs_2017.csv.gz")
    run(
        SERVICE,
        "--store",
        url,
        "import",
        "--mapping",
        "cordis-organizations",
        "--json",
        names,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.db"
        prepare(path)
        print(main(path))
