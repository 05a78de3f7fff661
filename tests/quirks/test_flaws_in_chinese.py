"""What is said of flaws is said in Chinese too: every kind, every remedy, every sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import graph_service
import loaders
from loaders.annotation.problems import comment_of, problem_rows
from loaders.flaw_labels import FLAW_LABELS, label_of
from loaders.flaw_translation import in_chinese
from loaders.report import Issue

HAN = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"[A-Z]{2,}(_[A-Z]+)*")
CODED = {"Flaw", "refused", "InvalidIdentifier"}
"""What is called with a code, a sentence and a remedy."""
SAID = {"invalid", "damaged", "BadRecord", "Numbered"}
"""What is called with a sentence, and perhaps a remedy or what it is about."""
ANYTHING = "〇"
BUILT = {"〇, all digits.", "〇 〇."}
"""Sentences of which the sources have only pieces; the examples have them whole."""


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in (loaders, graph_service):
        for path in sorted(Path(package.__file__).parent.rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    """What an expression may say, with something in its holes; nothing of what it only passes on."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=pieces):
            told = [p.value if isinstance(p, ast.Constant) else ANYTHING for p in pieces]
            yield "".join(map(str, told))
        case ast.Name(id=name) if name in known:
            yield from texts(known[name], known)
        case ast.IfExp(body=first, orelse=second):
            yield from texts(first, known)
            yield from texts(second, known)
        case ast.BoolOp(values=several):
            for part in several:
                yield from texts(part, known)
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(known.get(name), ast.Dict):
            for part in known[name].values:
                yield from texts(part, known)


def said() -> tuple[dict[str, str], dict[str, str]]:
    """The codes and the sentences of the sources, each with a place where it stands."""
    codes, sentences = {}, {}
    for path, tree in sources():
        known = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name not in CODED | SAID:
                continue
            place = f"{path.name}:{call.lineno}"
            arguments = call.args[:]
            if name in CODED and arguments:
                codes |= dict.fromkeys(texts(arguments.pop(0), known), place)
            for argument in arguments:
                sentences |= dict.fromkeys(filter(None, texts(argument, known)), place)
    return codes, sentences


CODES, SENTENCES = said()


def test_the_sources_are_read():
    assert {"BAD_DATE", "ID_DAMAGED", "ID_INVALID", "HIDDEN_ROW", "PUA_CHAR"} <= CODES.keys()
    assert all(CODE.fullmatch(code) for code in CODES)
    assert {
        "Write 是 or 否.",
        "〇 is not a date.",
        "〇 has a wrong check digit.",
    } <= SENTENCES.keys()
    assert len(SENTENCES) > 100


def test_every_code_has_a_label_and_a_remedy_in_chinese():
    missing = {code: place for code, place in CODES.items() if code not in FLAW_LABELS}

    assert not missing, "add them to loaders/flaw_labels.py"
    for code, label in FLAW_LABELS.items():
        assert code in CODES, f"{code} is raised nowhere"
        assert HAN.search(label.problem), code
        assert HAN.search(label.remedy), code


def test_every_sentence_has_a_translation():
    missing = {
        text: place
        for text, place in SENTENCES.items()
        if text not in BUILT and not in_chinese(text)
    }

    assert not missing, "add them to loaders/flaw_sentences.py"


TOTAL = "经费: 10 is written; all rows, 3, add up to 9; the difference is 1."
TOTAL_SAID = "经费：合计写的是 10；所有行（3 行）之和为 9；相差 1。"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("1.2 is not 真. is not a date.", "“1.2 is not 真.”不是日期。"),
        ("A or B is no name.", "“A or B”不是名称。"),
        ("Did you mean 国家级 or 省级?", "是否应为：国家级 或 省级？"),
        ("Known are 甲, 乙 and 7 more.", "可选值：甲, 乙 等，另有 7 项。"),
        ("100 has 3 digits; zeros at its beginning may be lost.", "“100”有 3 位数字，开头的 0 可能已丢失。"),
        ("12 is not an ORCID: 16 digits.", "“12”不是 ORCID ：应为 16 位数字。"),
        (
            "鹿城 was taken as 330302 鹿城区, which was 温州市 until 1984.",
            "“鹿城”已对应到“330302 鹿城区”（1984 以前为温州市）。",
        ),
        (f"{TOTAL} Rows that could not be read: 4, 5.", f"{TOTAL_SAID}未能读取的行：4, 5。"),
        (f"{TOTAL} Rows that could not be read: 4, 5. Rows that have no value: 6.",
         f"{TOTAL_SAID}未能读取的行：4, 5。没有数值的行：6。"),
        ("Write 2021, 2021-09 or 2021-09-03, all digits.", "请写全数字：2021、2021-09 或 2021-09-03。"),
        ("The row cannot be read: at character 7 it is no JSON: Expecting value.",
         "这一行无法读取：第 7 个字符处不是 JSON（Expecting value）。"),
        ("成立日期 of 甲厂 is 2015 here and 2016 in row 7; 2015 is kept.",
         "“甲厂”的“成立日期”在这里是“2015”，在第 7 行是“2016”，保留“2015”。"),
        ("三年 is not a period.", "“三年”不是起止时间。"),
        ("2021 is one date and no period.", "“2021”只有一个日期，不是起止时间。"),
        ("Nobody says this.", ""),
    ],
)  # fmt: skip
def test_sentences_are_told_with_what_they_are_about(english, chinese):
    assert in_chinese(english) == chinese


@given(
    st.text(min_size=1, max_size=1_000), st.sampled_from(["{} is not a date.", "{} is no name."])
)
def test_what_the_sender_wrote_stays_as_it_is(value, sentence):
    told = in_chinese(sentence.replace("{}", value))

    assert value in told
    assert HAN.search(told)


@pytest.mark.parametrize("value", [" was taken as , " * 120, " stands under " * 120, "x" * 40_000])
def test_what_the_sender_wrote_cannot_make_it_slow(value):
    """A search that tried all ways to divide these would not end."""
    for _, sentence in zip(range(1_000), SENTENCES, strict=False):
        in_chinese(f"{value}{sentence}{value}"[:40_000])
    assert in_chinese(f"{'x' * 40_000} is not a date.") == ""


def test_a_sentence_without_translation_is_told_by_value_label_and_remedy():
    issue = Issue("a.csv", "", 2, "列", "坏", "BAD_DATE", "Something new.", "Do it.", 1)

    (row,) = problem_rows([issue])

    label = label_of("BAD_DATE")
    assert row[8:] == [
        label.problem, "原值：“坏”。", label.remedy, "BAD_DATE", "Something new. Do it.",
    ]  # fmt: skip
    assert comment_of([issue]) == (
        f"问题（列）：{label.problem}\n说明：原值：“坏”。\n怎么办：{label.remedy}\n"
        "English: Something new. Do it."
    )
