"""A process that is killed while it forgets leaves what can be finished by doing it again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import bytes_kept
import forgetting_child
from embedded_places import FileAt
from forgetting_people import NAME, forgotten, person
from store_view import shown

from graph_service.forgetting.forget import NothingToForget
from graph_service.ingest import import_files
from graph_service.store import open_store

TABLE = f"姓名,ORCID号,工作单位\n{NAME},1234-5,温州测试大学\n王磊,,温州测试大学\n"
PROJECTS = f"项目名称,负责人,牵头单位\n甲项目,{NAME},温州测试大学\n"


async def test_whenever_it_is_killed_it_is_finished_by_doing_it_again(catalogue, pack, tmp_path):
    at = FileAt()
    store = await at.open()
    for name, text, type_ in (("人才", TABLE, "人才"), ("项目", PROJECTS, "项目")):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        await import_files(store, catalogue, pack, [path], as_type=type_)
    id_ = await person(store)
    await store.close()
    killed = tmp_path / "killed"
    killed.mkdir()

    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, forgetting_child.__file__, str(at.path), id_, str(killed)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    kills, code = map(int, ended.stdout.split())
    assert code == 0
    # The turn, the secret, the note that it begun, three reports and blocks, the graph, the file.
    assert kills >= 10
    finished = 0
    for path in sorted(killed.glob("*.store")):
        store = await open_store(f"file:{path}", catalogue)
        try:
            await forgotten(store, catalogue, id_)
            finished += 1
        except NothingToForget as error:
            assert "was forgotten already" in str(error)  # noqa: PT017 - it need not be raised
        nodes, _ = await shown(store, catalogue)
        assert id_ not in nodes
        (entry,) = await store.ledger.list("forgotten")
        assert entry.document["state"] == "done"
        await store.close()
        alone = tmp_path / path.stem
        alone.mkdir()
        for part in killed.glob(f"{path.name}*"):
            part.rename(alone / part.name)
        assert bytes_kept.holding(bytes_kept.in_folder(Path(alone)), NAME) == []
        assert bytes_kept.holding(bytes_kept.in_folder(Path(alone)), "王磊")
    assert finished >= kills - 2
    at.remove()
