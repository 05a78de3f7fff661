"""The query editor in a real Chromium that reaches nothing but this machine.

Without Chromium, node or npm these tests are skipped, and fail where CI=true; `-m "not browser"`
leaves them out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from npm_folder import npm_folder

from graph_service.examples import read_examples

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
EXAMPLES = read_examples()


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser: CHROMIUM names it, else it is looked for."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        sentence = "no browser: Chromium was not found (CHROMIUM names it)"
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    return found


@pytest.fixture(scope="module")
def scripts(checkout: Path) -> Path:
    """The folder of the scripts with what they need."""
    return npm_folder(checkout / "tools" / "browser", checkout / "build" / "browser")


@pytest.fixture(scope="module")
def seen(scripts: Path, chromium: str, address: str) -> dict:
    """What somebody sees who uses the editor."""
    done = subprocess.run(
        ["node", "graphiql.mjs", address, chromium],
        cwd=scripts,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "failure" not in told, (told["failure"], told["complaints"])
    return told


def test_it_loads_and_nothing_leaves_the_machine(seen):
    assert seen["title"] == "查询编辑器 · 创新生态图谱 (GraphiQL)"
    assert seen["outside"] == []
    assert len({path for path in seen["requests"] if path.startswith("/graphiql/")}) == 9


def test_the_browser_complains_of_nothing(seen):
    assert seen["before"] == []


def test_the_tabs_are_the_examples_by_their_titles(seen):
    assert seen["tabs"] == [example.title["zh"] for example in EXAMPLES]
    assert seen["first"] == EXAMPLES[0].query


def test_the_first_example_runs_with_its_variables(seen):
    platforms = seen["example"]["data"]["platforms"]

    # One is national and one provincial; of the third nothing is known, and without variables it is there.
    assert [node["name"] for node in platforms["nodes"]] == ["Alpha Lab", "Beta Centre"]


def test_the_name_of_a_field_is_completed_and_the_query_shows_its_result(seen):
    assert seen["hints"] == ["platform", "platforms"]
    assert seen["completed"].startswith("{ platforms")
    assert len(seen["own"]["data"]["platforms"]["nodes"]) == 1


def test_the_explorer_opens_with_the_fields_of_the_schema(seen):
    lines = seen["explorer"].split()

    assert {"analytics", "ecosystemMap", "platforms", "search"} <= set(lines)


def test_an_example_opens_in_its_tab_or_anew(seen):
    example = EXAMPLES[3]
    titles = [each.title["zh"] for each in EXAMPLES]

    assert seen["reopened"] == [[*titles, "Own"], example.query]
    tabs, query, variables = seen["anew"]
    assert tabs == [*titles[:3], *titles[4:], "Own", titles[3]]
    assert query == example.query
    assert json.loads(variables) == example.variables


def test_a_subscription_shows_what_it_is_told(seen):
    assert seen["live"]["data"]["graphVersion"]["version"]


def test_a_key_is_sent_and_kept_only_if_its_owner_asks(seen):
    key = seen["key"]

    assert key["sent"] == "Bearer a-key-of-mine"
    assert "a-key-of-mine" not in key["kept"]
    assert "a-key-of-mine" in key["keptAsked"]
    assert "a-key-of-mine" not in key["keptNoLonger"]


def test_the_header_editor_has_the_last_word(seen):
    assert seen["key"]["headers"] == "Bearer other"
    assert "Bearer other" not in seen["key"]["keptNoLonger"]


def test_the_other_language_is_one_link_away_and_so_is_the_way_home(seen):
    titles = [example.title["en"] for example in EXAMPLES]

    assert seen["english"]["title"].startswith("Query editor")
    assert set(seen["english"]["tabs"]) == {*titles, "Own"}
    assert "/graphql" in seen["home"]
    assert seen["card"] == titles[4]
    # The keys were none that the service knows.
    assert all("401" in complaint for complaint in seen["complaints"])


def test_an_example_of_the_home_page_opens_in_the_editor(seen):
    query, tabs = seen["asked"]
    titles = [example.title["en"] for example in EXAMPLES]

    assert query == EXAMPLES[4].query
    # None was opened twice.
    assert sorted(tabs) == sorted([*titles, "Own"])
    assert set(seen["firstTime"]) == set(titles)
    assert seen["firstTime"][:2] == ["Brokers", titles[0]]
