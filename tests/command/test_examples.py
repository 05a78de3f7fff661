"""Every question that we print or show is answered by the sample: tabs, README, pages of docs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from live_server import live

from graph_service.examples import Example, read_examples
from graph_service.http.languages import Language

EXAMPLES = read_examples()
NOTHING_TO_TELL = {
    "Provenance": {"node.conflicts"},
    "ReviewQueue": {f"reviewQueue.nodes.evidence.{part}" for part in ("identifiers", "contrary")},
}
"""Fields for which the sample has nothing: its sources agree, and what is doubtful has no numbers."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def sample(sample_store: str) -> Iterator[httpx.Client]:
    """A client of a server with the sample; others can read the store when this file is done."""
    with (
        live(store_url=sample_store, sample=True) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def asked(sample, query: str, variables: dict | None = None) -> dict:
    """The data of an answer without errors; of a subscription the first one."""
    body = {"query": query, "variables": variables or {}}
    if "\nsubscription " in query:
        headers = {"accept": "text/event-stream"}
        with sample.stream("POST", "/graphql", json=body, headers=headers) as events:
            line = next(line for line in events.iter_lines() if line.startswith("data: {"))
        answer = json.loads(line.removeprefix("data: "))
    else:
        answer = sample.post("/graphql", json=body).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def shown(value: object, path: str = "") -> dict[str, bool]:
    """By path of a field, whether any answer to it says something."""
    if isinstance(value, dict):
        parts = [shown(v, f"{path}.{key}" if path else key) for key, v in value.items()]
    elif isinstance(value, list) and value:
        parts = [shown(v, path) for v in value]
    else:
        parts = [{path: value not in (None, [])}]
    found: dict[str, bool] = {}
    for name, says in (each for part in parts for each in part.items()):
        found[name] = found.get(name, False) or says
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_sample_has_an_answer_to_every_field_that_an_example_asks_for(sample, example: Example):
    found = shown(asked(sample, example.query, example.variables))

    # A field with parts is null in some rows and has them in others.
    silent = {
        p for p, says in found.items() if not says and not any(q.startswith(f"{p}.") for q in found)
    }
    assert silent == NOTHING_TO_TELL.get(example.name, set())
    assert found


def test_there_are_a_dozen_examples_and_each_has_a_name_of_its_own():
    assert len(EXAMPLES) >= 12
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_says_in_both_languages_what_it_is(example: Example):
    for said in (example.title, example.about):
        assert set(said) == {language.value for language in Language}
        assert CHINESE.search(said["zh"])
        assert not CHINESE.search(said["en"])
    assert not any(
        text.startswith("#") for text in [*example.title.values(), *example.about.values()]
    )
    assert example.about["en"].endswith(".")
    assert example.about["zh"].endswith("。")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_has_one_operation_that_declares_what_lies_beside_it(example: Example):
    (operation,) = parse(example.query).definitions

    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name.value == example.name
    declared = {v.variable.name.value: v for v in operation.variable_definitions or ()}
    assert example.variables.keys() <= declared.keys()


def queries(page: Path) -> list[str]:
    """The documents of a page: blocks that say so, and braces within a sentence."""
    text = page.read_text(encoding="utf-8")
    blocks = text.split("```")
    named = [b.removeprefix("graphql\n") for b in blocks[1::2] if b.startswith("graphql\n")]
    return named + [q for prose in blocks[::2] for q in re.findall(r"`(\{ [^`\n]+ \})`", prose)]


def test_every_question_of_the_documentation_is_answered_by_the_sample(sample, checkout):
    pages = [checkout / "README.md", *sorted((checkout / "docs").rglob("*.md"))]
    pages.remove(checkout / "docs" / "examples.md")
    found = [(page.name, query) for page in pages for query in queries(page)]

    for name, query in found:
        data = asked(sample, query)
        assert any(shown(data).values()), (name, query)
    assert len({name for name, _ in found}) >= 2


def test_the_readme_counts_the_examples(checkout):
    text = (checkout / "README.md").read_text(encoding="utf-8")

    assert f"[{len(EXAMPLES)} questions](docs/examples.md)" in text


def test_the_page_of_examples_is_printed_from_them(checkout):
    printed = subprocess.run(
        [sys.executable, checkout / "tools" / "examples.py"],
        capture_output=True,
        text=True,
        env=dict(os.environ, PYTHONIOENCODING="utf-8"),
        check=True,
    ).stdout

    assert (checkout / "docs" / "examples.md").read_text(encoding="utf-8") == printed
