"""What is wrong with a pack is said in a sentence that names the file and the key."""

from __future__ import annotations

import pytest

from schema.packs import PackError, load_pack

HEAD = 'label = "某市"\ndescription = "Some city."\n'


def term(code: str, label: str = "标签", more: str = "") -> str:
    return f'[[lists.colours]]\ncode = "{code}"\nlabel = "{label}"\n{more}\n'


def district(code: str, more: str = "") -> str:
    return f'[[districts]]\ncode = "{code}"\nname = "{code}区"\n{more}\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("label = ", "some.toml is not TOML: "),
        ('label = "某市"', "some.toml: the key 'description' is missing."),
        (HEAD + 'name = "x"', "some.toml: unknown key 'name'; known are currency, description, "),
        (HEAD + "time_zone = 8", "some.toml: time_zone cannot be 8."),
        (HEAD + 'time_zone = "Mars/Olympus"', "some.toml: there is no time zone 'Mars/Olympus'."),
        (HEAD + "sources = 3", "some.toml: sources cannot be 3."),
        (HEAD + "lists = 3", "some.toml: lists cannot be 3."),
        (
            HEAD + "[lists]\ncolours = 3",
            "some.toml, lists.colours: a list of tables is expected, written [[...]].",
        ),
        (
            HEAD + '[sources]\noffice = "high"',
            "some.toml, sources: the priority of 'office' must be a whole number",
        ),
        (
            HEAD + "[sources]\noffice = 1000000",
            "from 0 to 999999, below the corrections made by people.",
        ),
        (
            HEAD + term("RED", more='colour = "#f00"'),
            "some.toml, lists.colours, RED: unknown key 'colour'; known are code, description, edition, label, means, synonyms.",
        ),
        (
            HEAD + '[[lists.colours]]\ncode = "RED"',
            "some.toml, lists.colours, RED: the key 'label' is missing.",
        ),
        (
            HEAD + '[[lists.colours]]\nlabel = "红"',
            "some.toml, lists.colours: the key 'code' is missing.",
        ),
        (
            HEAD + term("RED", more='synonyms = "crimson"'),
            "some.toml, lists.colours, RED: synonyms cannot be 'crimson'.",
        ),
        (
            HEAD + term("RED", "红") + term("RED", "绿"),
            "some.toml, lists.colours: the code 'RED' is declared twice.",
        ),
        (
            HEAD
            + term("RED", "红", 'synonyms = ["Warm"]')
            + term("PINK", "粉", 'synonyms = ["warm"]'),
            "some.toml, lists.colours: 'warm' is claimed by RED and PINK.",
        ),
        (
            HEAD + term("RED", "红") + term("PINK", "粉", 'synonyms = ["红"]'),
            "some.toml, lists.colours: '红' is claimed by RED and PINK.",
        ),
        (
            HEAD + district("1", 'mayor = "x"'),
            "some.toml, districts, 1: unknown key 'mayor'; known are aliases, code, datum, ",
        ),
        (
            HEAD + district("1", 'longitude = "east"'),
            "some.toml, districts, 1: longitude cannot be 'east'.",
        ),
        (
            HEAD + district("1", 'parent = "9"'),
            "some.toml, districts, 1: parent '9' is no district.",
        ),
        (
            HEAD + district("1", 'former_codes = ["0"]') + district("2", 'former_codes = ["0"]'),
            "some.toml, districts: '0' is claimed by 1 and 2.",
        ),
    ],
)
def test_a_bad_pack_is_refused_with_a_sentence(tmp_path, text, sentence):
    path = tmp_path / "some.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as refusal:
        load_pack(str(path))
    assert sentence in str(refusal.value)


def test_a_pack_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "some.toml").write_bytes('label = "某市"'.encode("gb18030"))
    with pytest.raises(PackError, match=r"some\.toml is not TOML"):
        load_pack(str(tmp_path / "some.toml"))


@pytest.mark.parametrize("name", ["atlantis", "atlantis.toml"])
def test_a_pack_that_is_not_there_is_answered_with_those_that_are(name):
    with pytest.raises(PackError, match=rf"no pack '{name}'; shipped packs are .*wenzhou-2021"):
        load_pack(name)


def test_one_term_may_say_the_same_spelling_twice(tmp_path):
    (tmp_path / "some.toml").write_text(HEAD + term("RED", "red"), encoding="utf-8")
    assert load_pack(str(tmp_path / "some.toml")).find_term("colours", "RED").label == "red"


def test_two_lists_may_share_a_spelling(tmp_path):
    other = term("RED").replace("colours", "moods")
    (tmp_path / "some.toml").write_text(HEAD + term("RED") + other, encoding="utf-8")
    pack = load_pack(str(tmp_path / "some.toml"))
    assert pack.find_term("colours", "red") == pack.find_term("moods", "red")
