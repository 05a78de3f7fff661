#!/usr/bin/env python3
"""Prints the example questions as a page: docs/examples.md, which a test compares.

Usage: python tools/examples.py > docs/examples.md
"""

from __future__ import annotations

import json

from graph_service.examples import Example, read_examples

HEAD = """# 示例查询 | Example questions

Printed from `graph_service/examples` by `python tools/examples.py`; they are the tabs of the query editor, and the tests ask them of the sample. Below a question stand its variables.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *map(section, read_examples())])


def section(example: Example) -> str:
    """Return the part of one question; its first three lines are said by the heading."""
    query = "\n".join(example.query.splitlines()[3:])
    variables = json.dumps(example.variables, ensure_ascii=False)
    return "\n".join(
        [
            f"## {example.title['zh']} | {example.title['en']}",
            "",
            example.about["zh"],
            example.about["en"],
            "",
            f"```graphql\n{query}\n```",
            *([f"\n```json\n{variables}\n```"] if example.variables else ()),
            "",
        ]
    )


if __name__ == "__main__":
    print(page(), end="")
