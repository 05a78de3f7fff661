"""The dialogue about pairs through a real terminal, and what else the command does with decisions."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from typing import Self

import pytest
from service_command import QUIET, SERVICE, Command

from graph_service.sample.codes import invented_uscc

CODES = [invented_uscc("91", "330302", n) for n in range(3)]
FIRMS = "企业名称,统一社会信用代码\n温州机床厂,{}\n乐清电器厂,{}\n瑞安汽配厂,{}\n".format(*CODES)
# The same codes under names that have nothing in common: three pairs to be looked at.
OTHERS = "企业名称,统一社会信用代码\n永嘉泵阀厂,{}\n平阳皮革厂,{}\n苍南印刷厂,{}\n".format(*CODES)


@pytest.fixture(scope="module")
def queued(tmp_path_factory) -> bytes:
    """The file of a store in which three pairs are to be decided."""
    folder = tmp_path_factory.mktemp("queued")
    for name, text in (("firms.csv", FIRMS), ("others.csv", OTHERS)):
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("firms.csv", "others.csv"):
        imported = Command(folder)("--store", "file:graph.db", "import", name)
        assert imported.returncode == 0, imported.stderr
    return (folder / "graph.db").read_bytes()


@pytest.fixture
def command(command: Command, queued: bytes) -> Command:
    """The command beside such a store."""
    (command.folder / "graph.db").write_bytes(queued)
    command.variables = {"GRAPH_STORE": "file:graph.db"}
    return command


COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A command on a pseudo-terminal, as a person sees it."""

    def __init__(self, command: Command, *arguments: str, **variables: str) -> None:
        self.fd, theirs = pty.openpty()
        environment = dict(
            os.environ, **(QUIET | command.variables | {"TERM": "xterm"} | variables)
        )
        self.process = subprocess.Popen(
            [str(SERVICE), "review", *arguments],
            cwd=command.folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.fd)

    def wait_for(self, text: str) -> str:
        """Read until a text is there; return what came before it and with it."""
        until = time.monotonic() + 120
        while (at := self.seen.find(text)) < 0:
            assert time.monotonic() < until, f"{text!r} did not come: {self.seen}"
            if select.select([self.fd], [], [], 1)[0]:
                self.seen = COLOURS.sub("", self.seen + self._read())
        shown, self.seen = self.seen[: at + len(text)], self.seen[at + len(text) :]
        return shown

    def type(self, text: str) -> None:
        os.write(self.fd, f"{text}\n".encode())

    def interrupt(self) -> str:
        """Press Ctrl-C; once more if it came just before the command began to wait for a line."""
        os.kill(self.process.pid, signal.SIGINT)
        return self.end(again=signal.SIGINT)

    def end(self, again: int = 0) -> str:
        """Wait for the end; return what was shown last."""
        until = time.monotonic() + 120
        while self.process.poll() is None:
            assert time.monotonic() < until, self.seen
            if select.select([self.fd], [], [], 2)[0]:
                self.seen += self._read()
            elif again:
                os.kill(self.process.pid, again)
        while select.select([self.fd], [], [], 0)[0] and (more := self._read()):
            self.seen += more
        assert self.process.returncode == 0, self.seen
        return self.seen

    def _read(self) -> str:
        # The other end of a terminal whose process has gone is an error, not an end.
        with contextlib.suppress(OSError):
            return self.decoder.decode(os.read(self.fd, 65_536))
        return ""


def history(command: Command) -> list[tuple]:
    told = json.loads(command("review", "--history", "--json").stdout)["decisions"]
    return [(d["number"], d["verdict"], d["by"], d["reason"], d["in_force"]) for d in told]


def test_a_person_decides_pair_by_pair_goes_back_and_leaves(command):
    with Terminal(command, "--by", "李华") as person:
        first = person.wait_for("退出 quit: ")
        assert "标识相同，名称不同" in first
        assert "+ same 标识: 统一社会信用代码 9133" in first
        assert "links move" in first
        person.type("?")
        assert "they are two; the pair is not asked about again" in person.wait_for("quit: ")
        person.type("s")
        person.wait_for("Why? [标识相同，名称不同] ")
        person.type("同一地址")
        second = person.wait_for("quit: ")
        assert second != first
        person.type("d")
        person.wait_for("Why? [")
        person.type("")
        person.wait_for("quit: ")
        person.type("b")
        assert "Taken back." in person.wait_for("quit: ")
        person.type("u")
        person.wait_for("Why? [no note] ")
        person.type("")
        person.wait_for("quit: ")
        person.type("q")
        assert "1 decided by 李华; it is kept." in person.end()

    assert history(command) == [
        (3, "UNDECIDED", "李华", "返回 back", False),
        (2, "DIFFERENT", "李华", "标识相同，名称不同", False),
        (1, "SAME", "李华", "同一地址", True),
    ]


def test_an_interrupted_dialogue_keeps_what_was_decided(command):
    with Terminal(command, "--by", "王敏") as person:
        person.wait_for("quit: ")
        person.type("d")
        person.wait_for("Why? [")
        person.type("")
        person.wait_for("quit: ")
        person.type("d")
        person.wait_for("Why? [")
        assert "1 decided by 王敏; it is kept." in person.interrupt()
        assert [d[:3] for d in history(command)] == [(1, "DIFFERENT", "王敏")]


def test_the_columns_of_a_pair_stand_below_one_another_in_chinese_too(command):
    """A Chinese sign is two columns wide: the dialogue's table is as wide on all its lines."""
    with Terminal(command, "--by", "x") as person:
        shown = person.wait_for("quit: ").replace("\r", "")
        person.type("q")
        person.end()
    lines = shown.splitlines()
    (head,) = [line for line in lines if "if they are one" in line]
    (name,) = [line for line in lines if line.lstrip().startswith("名称")]
    other = head.index("other")
    cells = re.split(r"\s{2,}", name.strip())
    at = name.index(cells[2])
    wide = sum(2 if ord(sign) > 0x2E7F else 1 for sign in name[:at])
    assert wide == other


def test_answers_come_through_a_pipe_too_and_its_end_is_the_end(command):
    ended = command("review", "--by", "甲", text="s\n\nnonsense\nd\n不同法人\n")
    assert ended.returncode == 0, ended.stderr
    assert "\x1b" not in ended.stdout
    assert ended.stdout.endswith("2 decided by 甲; it is kept.\n")
    assert [d[1:4] for d in history(command)] == [
        ("DIFFERENT", "甲", "不同法人"),
        ("SAME", "甲", "标识相同，名称不同"),
    ]


def test_when_all_is_decided_nothing_is_asked(command):
    ended = command("review", text="d\n\n" * 3, LOGNAME="zhao")
    assert "Nothing more is to be decided." in ended.stdout
    assert ended.stdout.endswith("3 decided by zhao; it is kept.\n")
    assert "Nothing is to be decided." in command("review", "--list").stdout
    listed = json.loads(command("review", "--list", "--json").stdout)
    assert listed == {"total": 0, "pairs": []}


def test_the_queue_is_printed_with_what_speaks_for_each_pair(command):
    shown = command("review", "--list").stdout
    assert "To be decided: 3" in shown
    assert "温州机床厂" in shown
    listed = json.loads(command("review", "--list", "--json", "--limit", "2").stdout)
    assert (listed["total"], len(listed["pairs"])) == (3, 2)
    pair = listed["pairs"][0]
    assert pair["reason"] == "SAME_IDENTIFIER"
    assert pair["evidence"]["identifiers"]["uscc"] in CODES
    assert pair["decisions"] == []


def test_decisions_go_into_a_file_and_into_a_graph_built_again(command, queued):
    command("review", "--by", "甲", text="s\n同一家\nd\n\n")
    written = command("review", "--export", "d.jsonl")
    assert written.stdout == "Wrote d.jsonl: 2 decisions.\n"
    again = command("review", "--export", "d.jsonl")
    assert again.returncode == 3
    assert "--force" in again.stderr

    (command.folder / "graph.db").write_bytes(queued)
    taken = command("review", "--import", "d.jsonl", "--json")
    assert json.loads(taken.stdout) == {
        "read": 2,
        "decided": 2,
        "unchanged": 0,
        "refused": 0,
        "problems": [],
    }
    assert [d[1:4] for d in history(command)] == [
        ("DIFFERENT", "甲", "标识相同，名称不同"),
        ("SAME", "甲", "同一家"),
    ]
    assert "2 in force already" in command("review", "--import", "d.jsonl").stdout

    with (command.folder / "d.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"left": {"id": "x"}, "right": {"id": "y"}, "verdict": "SAME"}\n')
    refused = command("review", "--import", "d.jsonl")
    assert refused.returncode == 5
    assert "The line lacks by." in refused.stdout


def test_what_cannot_be_meant_is_refused_with_a_sentence(command, complaint):
    (command.folder / "x.csv").write_text("a,b\n", encoding="utf-8")
    for arguments, code, why in (
        (("--list", "--history"), 2, "one of --list"),
        (("--json",), 2, "--json goes with"),
        (("--import", "x.csv"), 3, "no file of decisions"),
        (("--import", "nothing"), 3, "nothing: No such file"),
    ):
        ended = command("review", *arguments)
        assert ended.returncode == code
        assert why in complaint(ended)
    (command.folder / "graph.db").unlink()
    assert command("review").returncode == 4
    assert not (command.folder / "graph.db").exists()
