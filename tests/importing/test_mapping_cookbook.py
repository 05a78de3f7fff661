"""Every example of the cookbook is what the page says it is."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from store_view import shown
from stores import MEMORY

from graph_service.cli.command import main
from graph_service.ingest import import_files

CHECKOUT = Path(os.environ.get("CHECKOUT", Path(__file__).resolve().parents[2]))
PAGE = CHECKOUT / "docs" / "mapping-cookbook.md"
BLOCK = re.compile(r"```(\w+) ?(\S*)\n(.*?)```", re.DOTALL)


class Recipe(NamedTuple):
    """An example: tables as (format, sheet, text), the mapping, and what comes of it."""

    tables: tuple[tuple[str, str, str], ...]
    mapping: str
    outcome: list[str]


def recipes() -> dict[str, Recipe]:
    found = {}
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        blocks = BLOCK.findall(part)
        [mapping] = [text for kind, _, text in blocks if kind == "toml"]
        [outcome] = [text for kind, _, text in blocks if kind == "text"]
        tables = tuple(block for block in blocks if block[0] in {"csv", "jsonl"})
        found[part.partition("\n")[0]] = Recipe(tables, mapping, outcome.splitlines())
    return found


RECIPES = recipes()


def written(folder: Path, recipe: Recipe) -> tuple[Path, Path]:
    """The table and the mapping as files: several sheets are a workbook."""
    mapping = folder / "mine.toml"
    mapping.write_text(recipe.mapping, encoding="utf-8")
    [(kind, sheet, text), *_] = recipe.tables
    table = folder / f"list.{'xlsx' if sheet else kind}"
    if not sheet:
        table.write_text(text, encoding="utf-8")
        return table, mapping
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for _, name, rows in recipe.tables:
        worksheet = book.create_sheet(name)
        for row in csv.reader(io.StringIO(rows)):
            worksheet.append([cell or None for cell in row])
    book.save(table)
    return table, mapping


def text_of(value: object) -> str:
    if isinstance(value, tuple):
        minor, currency = value
        return f"{Decimal(minor) / 100:f} {currency}"
    return str(value)


def told(name: str, values: dict[str, object], label: str | None = None) -> str:
    said = ", ".join(f"{k} = {text_of(v)}" for k, v in values.items() if v != label)
    return f"{name}: {said}" if said else name


async def outcome_of(table: Path, mapping: Path, catalogue, pack) -> list[str]:
    async with MEMORY.new(catalogue) as store:
        report = await import_files(store, catalogue, pack, [table], mapping=mapping)
        nodes, links = await shown(store, catalogue)
    labels = {id_: values["name"] for id_, (_, values) in nodes.items()}
    lines = [told(f"{type_} {labels[id_]}", v, labels[id_]) for id_, (type_, v) in nodes.items()]
    lines += [told(f"{labels[a]} {type_} {labels[b]}", v) for (type_, a, b, _), v in links.items()]
    [run] = report.runs
    lines += [f"row {i.row}, {i.column}: {i.code}" for i in run.issues]
    lines += [f"left out: {n} {why}" for f in run.files for why, n in f.skipped.items()]
    for file in run.files:
        counts = (file.created, file.updated, file.unchanged, file.rejected)
        assert file.read == sum(counts) + sum(file.skipped.values())
    return lines


def test_the_page_has_as_many_recipes_as_it_needs():
    assert 10 <= len(RECIPES) <= 16


@pytest.mark.parametrize("name", RECIPES)
async def test_an_import_gives_the_records_that_stand_below_the_mapping(
    name, tmp_path, catalogue, pack
):
    table, mapping = written(tmp_path, RECIPES[name])

    found = await outcome_of(table, mapping, catalogue, pack)

    assert sorted(found) == sorted(RECIPES[name].outcome)


@pytest.mark.parametrize("name", RECIPES)
def test_the_check_of_a_recipe_with_its_table_finds_nothing_wrong(
    name, tmp_path, monkeypatch, capsys
):
    table, mapping = written(tmp_path, RECIPES[name])
    asked = ["graph-service", "mapping", "check", str(mapping), "--table", str(table)]
    monkeypatch.setattr(sys, "argv", asked)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code or 0) == 0
    printed = capsys.readouterr().out
    assert "can be used. Records: " in printed
    assert f"{mapping.name}:" not in printed
