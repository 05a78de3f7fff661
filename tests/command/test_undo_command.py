"""The command that takes an import back."""

from __future__ import annotations

import json


def imports(command) -> list[dict]:
    return json.loads(command("info", "--json").stdout)["imports"]


def test_an_import_is_taken_back_by_the_beginning_of_its_id(command):
    (command.folder / "企业.csv").write_text(
        "企业名称,员工人数\n温州机床厂,120\n乐清电器厂,80\n", encoding="utf-8"
    )
    assert command("import", "企业.csv").returncode == 0
    (known,) = imports(command)

    undone = command("undo", known["run"][:6])

    assert undone.returncode == 0, undone.stderr
    assert undone.stdout == (
        f"Taken back: 企业, 2 rows; import {known['run']}.\n"
        "2 records and 0 links went with it; what others say stays.\n"
    )
    assert imports(command) == []


def test_what_was_never_imported_is_refused_with_a_sentence(command, complaint):
    (command.folder / "企业.csv").write_text("企业名称\n温州机床厂\n", encoding="utf-8")
    command("import", "企业.csv")

    ended = command("undo", "0000000")

    assert ended.returncode == 2
    assert "There is no import 0000000" in complaint(ended)
    assert len(imports(command)) == 1


def test_no_store_is_made_where_there_is_none(command, complaint):
    ended = command("undo", "abcdef")

    assert ended.returncode == 4
    assert "There is no store" in complaint(ended)
    assert list(command.folder.iterdir()) == []
