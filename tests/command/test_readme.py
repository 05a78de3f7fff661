"""The README's query and its answer are true of the sample."""

from __future__ import annotations

import json


def test_the_queries_to_paste_have_the_answers_that_are_printed_below_them(
    command, checkout, sample_store
):
    blocks = (checkout / "README.md").read_text(encoding="utf-8").split("```")[1::2]
    queries = [b.removeprefix("graphql\n") for b in blocks if b.startswith("graphql\n")]
    printed = [b.removeprefix("json\n") for b in blocks if b.startswith("json\n")]

    for query, answer in zip(queries, printed, strict=True):
        asked = command("--store", sample_store, "query", "-", "--today", "2023-12-31", text=query)

        assert asked.returncode == 0, asked.stderr
        assert json.loads(asked.stdout)["data"] == json.loads(answer)
    assert len(queries) >= 2
