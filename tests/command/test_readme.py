"""The README's query and its answer are true of the sample."""

from __future__ import annotations

import json


def test_the_query_to_paste_has_the_answer_that_is_printed_below_it(
    command, checkout, sample_store
):
    blocks = (checkout / "README.md").read_text(encoding="utf-8").split("```")[1::2]
    [query] = [b.removeprefix("graphql\n") for b in blocks if b.startswith("graphql\n")]
    [printed] = [b.removeprefix("json\n") for b in blocks if b.startswith("json\n")]

    asked = command("--store", sample_store, "query", "-", "--today", "2023-12-31", text=query)

    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["data"] == json.loads(printed)
