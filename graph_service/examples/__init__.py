"""Questions to begin with: the tabs of the query editor, a page of the documentation, tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

__all__ = ["Example", "read_examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """One question that runs on the sample as it stands.

    Attributes
    ----------
    name : str
        Of its operation.
    title : dict
        By language, `zh` and `en`.
    about : dict
        A sentence by language.
    query : str
        The document, with title and sentences as comments above.
    variables : dict
    """

    name: str
    title: dict[str, str]
    about: dict[str, str]
    query: str
    variables: dict[str, Any]


def read_examples() -> tuple[Example, ...]:
    """Read the examples in their order.

    Each is a file `NN_name.graphql` that begins with three comments: the title in Chinese and in
    English with a bar between, a sentence in Chinese, a sentence in English; its variables lie
    beside it in `NN_name.json`.
    """
    folder = files(__package__)
    texts = {f.name: f.read_text("utf-8") for f in folder.iterdir() if f.name[:2].isdigit()}
    return tuple(
        _example(texts[name], texts.get(f"{name.removesuffix('.graphql')}.json"))
        for name in sorted(texts)
        if name.endswith(".graphql")
    )


def _example(query: str, variables: str | None) -> Example:
    lines = query.splitlines()
    titles, chinese, english = (line.removeprefix("# ") for line in lines[:3])
    zh, _, en = titles.partition(" | ")
    operation = next(line for line in lines if line.startswith(("query ", "subscription ")))
    name = operation.split(" ", 1)[1].partition("(")[0].partition(" ")[0]
    return Example(
        name,
        {"zh": zh, "en": en},
        {"zh": chinese, "en": english},
        query,
        json.loads(variables) if variables else {},
    )
