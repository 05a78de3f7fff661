"""What people hand over by mistake: a sentence, an exit code, nothing lost."""

from __future__ import annotations

import json
import signal
import zipfile
from pathlib import Path

import openpyxl
import pytest

GOOD = "名称,统一社会信用代码\n甲有限公司,\n乙有限公司,\n"


@pytest.fixture
def filled(command):
    """The command in a folder whose store has two enterprises."""
    (command.folder / "good.csv").write_text(GOOD, encoding="utf-8")
    done = command("import", "good.csv", "--as", "企业")
    assert done.returncode == 0, done.stderr
    return command


def a_folder(path: Path) -> None:
    path.mkdir()


def an_empty_file(path: Path) -> None:
    path.touch()


def a_broken_quote(path: Path) -> None:
    path.write_text('名称,简称\n甲有限公司,甲\n乙有限公司,"乙\n丙有限公司,丙\n', encoding="utf-8")


def unknown_headers(path: Path) -> None:
    path.write_text("foo,bar\n1,2\n", encoding="utf-8")


def no_workbook(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 this is cut off")


def a_bomb(path: Path) -> None:
    """A workbook of a few megabytes whose sheet unpacks to more than three gigabytes."""
    book = openpyxl.Workbook()
    book.active.append(["名称"])
    book.save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts.items():
            if name == "xl/worksheets/sheet1.xml":
                with packed.open(name, "w", force_zip64=True) as part:
                    for _ in range(50):
                        part.write(b" " * 2**26)
            else:
                packed.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("list", a_folder, "folder"),
        ("list.csv", an_empty_file, "is empty"),
        ("list.csv", a_broken_quote, "quotation mark"),
        ("list.csv", unknown_headers, "nobody knows the headers foo, bar"),
        ("list.xlsx", no_workbook, "list.xlsx"),
        ("list.xlsx", a_bomb, "would unpack to 3,2"),
        ("list.csv", lambda path: None, "does not exist"),
    ],
    ids=["folder", "empty", "quote", "headers", "no workbook", "bomb", "missing"],
)
def test_a_bad_file_is_a_sentence_and_changes_nothing(filled, complaint, name, make, words):
    make(filled.folder / name)
    before = json.loads(filled("info", "--json").stdout)

    ended = filled("import", name)

    assert ended.returncode == 3
    assert ended.stdout == ""
    assert name in complaint(ended)
    assert words in complaint(ended)
    assert json.loads(filled("info", "--json").stdout) == before


def test_a_bad_file_among_good_ones_says_so_before_anything_is_written(filled, complaint):
    (filled.folder / "more.csv").write_text("名称\n丙有限公司\n", encoding="utf-8")
    unknown_headers(filled.folder / "list.csv")

    ended = filled("import", "more.csv", "list.csv", "--as", "企业")

    assert ended.returncode == 3
    assert "list.csv" in complaint(ended)
    assert count(filled, "Enterprise") == 2


def test_a_file_that_vanishes_midway_takes_its_whole_run_back(filled, complaint):
    rows = "".join(f"第{number}有限公司\n" for number in range(40_000))
    (filled.folder / "large.csv").write_text("名称\n" + rows, encoding="utf-8")
    (filled.folder / "gone.csv").write_text("名称\n丁有限公司\n", encoding="utf-8")

    with filled.start(
        "import", "large.csv", "gone.csv", "--as", "企业", "--source", "S"
    ) as running:
        first = running.stderr.readline()
        (filled.folder / "gone.csv").unlink()
        rest = running.stderr.read()

    assert first.startswith("large.csv (1 of 2): ")
    assert running.returncode == 3
    assert "gone.csv" in rest.splitlines()[-1]
    assert "Traceback" not in rest
    assert count(filled, "Enterprise") == 2

    (filled.folder / "gone.csv").write_text("名称\n丁有限公司\n", encoding="utf-8")
    again = filled("import", "large.csv", "gone.csv", "--as", "企业", "--source", "S")
    assert again.returncode == 0
    assert count(filled, "Enterprise") == 2 + 40_000 + 1


def test_a_second_writer_is_told_who_has_the_store(filled, complaint):
    (filled.folder / "more.csv").write_text("名称\n丙有限公司\n", encoding="utf-8")
    with filled.serving("serve") as (address, _):
        refused = filled("import", "more.csv", "--as", "企业")

        assert refused.returncode == 4
        assert address in complaint(refused)
        assert "Stop that process first" in complaint(refused)
        assert count(filled, "Enterprise") == 2

    assert filled("import", "more.csv", "--as", "企业").returncode == 0
    assert count(filled, "Enterprise") == 3


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\1" * 4096])
def test_a_file_that_is_no_store_is_left_as_it_was(command, complaint, content):
    (command.folder / "my.db").write_bytes(content)
    (command.folder / "good.csv").write_text(GOOD, encoding="utf-8")

    for arguments in (("info",), ("import", "good.csv", "--as", "企业"), ("query", "-")):
        ended = command("--store", "file:my.db", *arguments, text="{ graphInfo { version } }")

        assert ended.returncode == 4
        assert complaint(ended)
    assert (command.folder / "my.db").read_bytes() == content
    assert sorted(path.name for path in command.folder.iterdir()) == ["good.csv", "my.db"]


def test_an_import_that_is_interrupted_goes_on_when_it_is_repeated(command):
    rows = "".join(f"第{number}有限公司\n" for number in range(40_000))
    (command.folder / "large.csv").write_text("名称\n" + rows, encoding="utf-8")

    with command.start("import", "large.csv", "--as", "企业") as running:
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        complaints = running.stderr.read()

    assert running.returncode == 130
    assert "Traceback" not in complaints
    assert 0 < count(command, "Enterprise") < 40_000

    assert command("import", "large.csv", "--as", "企业").returncode == 0
    assert count(command, "Enterprise") == 40_000


def count(command, type_: str) -> int:
    nodes = json.loads(command("info", "--json").stdout)["nodes"]
    return next(row["count"] for row in nodes if row["type"] == type_)
