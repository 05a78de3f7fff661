"""The command that checks data."""

from __future__ import annotations

import json

TABLE = "企业名称,员工人数\n温州机床厂,120\n乐清电器厂,\n"


def checked(command, *options: str) -> tuple[int, dict]:
    ended = command("check", "--json", *options)
    return ended.returncode, json.loads(ended.stdout)


def test_what_is_wrong_is_counted_listed_and_told_by_the_exit_code(command):
    (command.folder / "企业.csv").write_text(TABLE, encoding="utf-8")
    assert command("import", "企业.csv", "--period", "2020").returncode == 0

    code, found = checked(command, "--as-of", "2021", "--list", "missing-value", "--first", "2000")

    counts = {measure["kind"]: measure["count"] for measure in found["measures"]}
    assert (code, found["records"], found["links"], found["asOf"]) == (8, 2, 0, "2021-12-31")
    assert (counts["ORPHAN"], counts["STALE"], counts["CONFLICT"]) == (2, 0, 0)
    (staff,) = [f for f in found["findings"] if f["property"] == "staff"]
    assert (staff["type"], len(found["findings"])) == ("Enterprise", counts["MISSING_VALUE"])

    printed = command("check", "--list", "ORPHAN").stdout
    assert "孤立记录" in printed
    assert staff["node"] in printed


def test_the_exit_code_is_of_the_kinds_that_are_asked_for(command):
    (command.folder / "企业.csv").write_text(TABLE, encoding="utf-8")
    command("import", "企业.csv", "--period", "2020")

    codes = {
        kinds: checked(command, *(f"--kind={kind}" for kind in kinds))[0]
        for kinds in (("CONFLICT", "MISSING_END"), ("ORPHAN",), ("MISSING_VALUE",), ("STALE",))
    }

    assert codes == {
        ("CONFLICT", "MISSING_END"): 0,
        ("ORPHAN",): 8,
        # No graph is without them: they count for the code where they are asked for.
        ("MISSING_VALUE",): 8,
        ("STALE",): 8,
    }


def test_what_cannot_be_checked_is_refused_with_a_sentence(command, complaint):
    ended = command("check", "--kind", "BEAUTY")
    assert ended.returncode == 2
    assert "There is no kind 'BEAUTY'; the kinds are MISSING_VALUE" in complaint(ended)

    ended = command("check", "--as-of", "soon")
    assert ended.returncode == 2
    assert "--as-of" in complaint(ended)

    ended = command("check")
    assert ended.returncode == 4
    assert list(command.folder.iterdir()) == []
