"""The same question over and over, as a server may answer it that keeps answers."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from contenders import Running
from load import in_a_loop
from percentiles import percentiles
from questions import Question


def etag(server: Running, body: bytes) -> str | None:
    """The tag of an answer, if it has one."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        head = {"content-type": "application/json", "accept": "application/json"}
        connection.request("POST", "/graphql", body, head)
        answer = connection.getresponse()
        answer.read()
        return answer.getheader("ETag")


def again(
    server: Running, asked: Sequence[Question], seconds: float
) -> tuple[dict[str, float], str]:
    """Requests per second of each question asked again and again, and the table."""
    lines = [
        "| asked again and again | p50 / p95, ms | requests / s | processor, ms a request |",
        "| --- | --- | --- | --- |",
    ]
    rates = {}
    for name, question, head in _forms(server, asked):
        requests = question.requests(head=head)
        in_a_loop(server.port, requests, lines=question.lines, seconds=seconds / 5)
        before = server.processor_seconds()
        taken = in_a_loop(server.port, requests, lines=question.lines, seconds=seconds)
        used = (server.processor_seconds() - before) / len(taken.seconds) * 1000
        p50, p95 = percentiles(taken.seconds)
        rates[name] = taken.rate
        lines.append(f"| {name} | {p50:,.2f} / {p95:,.2f} | {taken.rate:,.0f} | {used:,.3f} |")
    return rates, "\n".join(lines)


def _forms(server: Running, asked: Sequence[Question]) -> Iterator[tuple[str, Question, str]]:
    for question in asked:
        one = replace(question, variables=question.variables[:1])
        yield question.name, one, ""
        tag = etag(server, next(one.bodies()))
        if tag:
            yield f"{question.name}, not changed (304)", one, f"If-None-Match: {tag}\r\n"
