"""Faults put in on purpose are noticed by what the other tests look at."""

from __future__ import annotations

from pathlib import Path

import bytes_kept
import pytest
from embedded_places import FileAt
from forgetting_people import NAME, forgotten, person

from graph_service.ingest import import_files

# The second row is nobody's: only its kept row and its issue quote the name.
TABLE = f"姓名,工作单位,职称\n{NAME},温州测试大学,教授\n,温州测试大学,{NAME}\n"


async def _nothing(*_: object, **__: object) -> None:
    return None


async def _unfound(*_: object) -> tuple[set, None]:
    return set(), None


MUTANTS = {
    "none": None,
    "the file is not written anew": ("graph_service.store.embedded.write_anew", lambda _: None),
    "kept rows stay as they are": ("graph_service.forgetting.forget.found_in_rows", _unfound),
    "rows that nothing points to stay": (
        "graph_service.forgetting.traces.Traces.betrayed_by",
        lambda *_: False,
    ),
    "nothing is refused": ("graph_service.ingest_run.Screen.of", _nothing),
}


@pytest.mark.parametrize("name", MUTANTS)
async def test_a_fault_leaves_bytes(name, monkeypatch, catalogue, pack, tmp_path):
    at = FileAt()
    path = tmp_path / "人才.csv"
    path.write_text(TABLE, encoding="utf-8")
    mutant = MUTANTS[name]
    store = await at.open()
    await import_files(store, catalogue, pack, [path], as_type="人才")
    if mutant is not None:
        monkeypatch.setattr(*mutant)
    await forgotten(store, catalogue, await person(store))
    # What a row of nobody quotes cannot be known again: the first row alone.
    path.write_text(TABLE.rpartition("\n,")[0], encoding="utf-8")
    await import_files(store, catalogue, pack, [path], as_type="人才", source="又")
    found = bytes_kept.holding(bytes_kept.in_folder(Path(at.folder)), NAME)
    await store.close()
    at.remove()
    assert bool(found) == (mutant is not None), name
