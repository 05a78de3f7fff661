"""The commands by which people correct the graph."""

from __future__ import annotations

import json


def the_firm(command) -> dict:
    answer = command("query", "firm.graphql")
    return json.loads(answer.stdout)["data"]["enterprises"]["nodes"]


def test_a_value_is_corrected_a_record_withdrawn_and_both_taken_back(command, complaint):
    folder = command.folder
    (folder / "企业.csv").write_text("企业名称,员工人数\n温州机床厂,120\n", encoding="utf-8")
    (folder / "firm.graphql").write_text("{ enterprises { nodes { id staff } } }", encoding="utf-8")
    command("import", "企业.csv")
    (firm,) = the_firm(command)
    who = ("--by", "张三", "--reason", "来函", "--json")

    corrected = command("correct", firm["id"], "staff", "130", "--expected", "120", *who)
    assert corrected.returncode == 0, corrected.stderr
    done = json.loads(corrected.stdout)
    assert (done["before"], done["after"]) == ({"staff": "120"}, {"staff": "130"})
    assert the_firm(command)[0]["staff"] == 130

    refused = command("correct", firm["id"], "staff", "130", "--expected", "120", *who)
    assert refused.returncode == 2
    assert "staff is not '120' but 130" in complaint(refused)

    withdrawn = command("withdraw", firm["id"], *who)
    assert withdrawn.returncode == 0, withdrawn.stderr
    assert the_firm(command) == []
    command("undo", json.loads(withdrawn.stdout)["run"])
    command("undo", done["run"][:8])
    assert the_firm(command) == [firm]
