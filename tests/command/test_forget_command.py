"""The command that forgets."""

from __future__ import annotations

import json

TABLE = "姓名,工作单位\n欧阳测试君,温州测试大学\n王磊,温州测试大学\n"
ASKED = "{ talents(orderBy: [{name: ASC}]) { nodes { id name } } }"


def people(command) -> dict[str, str]:
    answer = json.loads(command("query", "-", text=ASKED).stdout)
    return {node["name"]: node["id"] for node in answer["data"]["talents"]["nodes"]}


def imported(command) -> str:
    (command.folder / "人才.csv").write_text(TABLE, encoding="utf-8")
    assert command("import", "人才.csv", "--as", "人才").returncode == 0
    return people(command)["欧阳测试君"]


def test_a_person_is_forgotten_and_refused_afterwards(command):
    id_ = imported(command)

    ended = command("forget", id_, "--by", "李明", "--reason", "本人申请", "--yes")

    assert ended.returncode == 0, ended.stderr
    # One row said the person, and one link.
    assert ended.stdout == (
        "Forgotten: all of 1 record (Talent): 2 statements, 1 links, cells of 1 kept rows.\n"
        "Delete dumps and copies that were made earlier: they still have it.\n"
    )
    assert list(people(command)) == ["王磊"]
    (command.folder / "又.csv").write_text(TABLE, encoding="utf-8")
    again = command("import", "又.csv", "--as", "人才", "--json")
    assert again.returncode == 5
    report = json.loads(again.stdout)
    assert (report["read"], report["unchanged"], report["rejected"]) == (2, 1, 1)
    assert list(people(command)) == ["王磊"]
    for file in command.folder.rglob("*.db*"):
        assert "欧阳测试君".encode() not in file.read_bytes()


def test_it_asks_first_and_does_nothing_without_a_yes(command):
    id_ = imported(command)
    ended = command("forget", id_, "--by", "李明", "--reason", "本人申请", text="n\n")
    assert ended.returncode == 1
    assert f"Erase all of {id_} for good?" in ended.stderr
    assert len(people(command)) == 2


def test_an_unknown_id_gets_a_sentence(command, complaint):
    imported(command)
    ended = command("forget", "Talent:404", "--by", "李明", "--reason", "误报", "--yes")
    assert ended.returncode == 2
    assert "There is no record Talent:404" in complaint(ended)
