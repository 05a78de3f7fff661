"""The page about mappings shows mappings that load."""

from __future__ import annotations

import re

from loaders.mapping_columns import COLUMN_KEYS
from loaders.mapping_file import MAPPING_KEYS, load_mapping


def test_the_examples_load_and_show_every_key(checkout, catalogue, tmp_path):
    page = (checkout / "docs" / "mappings.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)

    for number, text in enumerate(examples):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        assert load_mapping(path, catalogue).layout.subjects

    words = set(re.findall(r"\w+", " ".join(examples)))
    assert len(examples) == 3
    assert {*COLUMN_KEYS, *MAPPING_KEYS} <= words
