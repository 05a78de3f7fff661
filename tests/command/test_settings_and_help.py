"""Settings from options, environment and file; help that teaches."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from graph_service.cli import command as frame
from graph_service.settings import Settings, SettingsError, load_settings

COMMANDS = (
    "demo",
    "import",
    "template",
    "serve",
    "warm",
    "info",
    "check",
    "undo",
    "correct",
    "withdraw",
    "review",
    "audit",
    "forget",
    "keys create",
    "keys list",
    "keys revoke",
    "query",
    "migrate",
    "copy",
    "dump",
    "restore",
    "export-dictionary",
    "export-schema",
    "export",
    "mapping check",
    "schema diff",
    "report weak-links",
)


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name in ("HOST", "PORT") or name.startswith(("GRAPH_", "NEO4J_")):
            monkeypatch.delenv(name)


def test_options_come_before_the_environment_and_that_before_the_file(monkeypatch, tmp_path):
    (tmp_path / "graph-service.toml").write_text(
        'port = 1001\nstore_url = "file:a.db"\npack = "a"\ntoday = 2023-12-31\n'
    )
    monkeypatch.setenv("PORT", "1002")
    monkeypatch.setenv("GRAPH_STORE", "file:b.db")

    settings = load_settings(port=1003)

    assert (settings.port, settings.store_url, settings.pack) == (1003, "file:b.db", "a")
    assert settings.today == date(2023, 12, 31)


def test_the_services_own_variable_comes_before_the_common_one(monkeypatch):
    monkeypatch.setenv("PORT", "1001")
    monkeypatch.setenv("GRAPH_PORT", "1002")

    assert load_settings().port == 1002


def test_a_setting_nobody_knows_is_refused_with_those_there_are(monkeypatch, tmp_path):
    (tmp_path / "mine.toml").write_text("prot = 8001\n")
    monkeypatch.setenv("GRAPH_SETTINGS", str(tmp_path / "mine.toml"))

    with pytest.raises(SettingsError, match=r"no setting 'prot'; settings are store_url, .*port"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eight"), ("GRAPH_TODAY", "soon"), ("GRAPH_REQUEST_TIMEOUT", "0")]
)
def test_a_value_without_meaning_is_refused_by_the_name_of_its_variable(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=rf"{value}.*{name}.* is not possible"):
        load_settings()


@pytest.mark.parametrize("content", [None, "port = = 1"])
def test_a_settings_file_that_cannot_be_read_is_a_sentence(command, complaint, content):
    if content is not None:
        (command.folder / "mine.toml").write_text(content)

    ended = command("info", GRAPH_SETTINGS="mine.toml")

    assert ended.returncode == 2
    assert "mine.toml" in complaint(ended)


def test_an_unknown_pack_is_refused_with_the_shipped_ones(command, complaint):
    (command.folder / "list.csv").write_text("名称\n甲\n", encoding="utf-8")

    ended = command("--pack", "atlantis", "import", "list.csv", "--as", "企业")

    assert ended.returncode == 2
    assert "wenzhou-2021" in complaint(ended)


def test_origins_are_a_list_in_the_file_and_separated_by_commas_in_a_variable(
    monkeypatch, tmp_path
):
    origins = ("https://map.example.org", "http://127.0.0.1:5173")
    (tmp_path / "graph-service.toml").write_text(f"cors_origins = {list(origins)}\n")
    assert load_settings().cors_origins == origins

    monkeypatch.setenv("GRAPH_CORS_ORIGINS", " , ".join(origins))
    assert load_settings().cors_origins == origins
    assert load_settings(cors_origins="*").cors_origins == ("*",)


@pytest.mark.parametrize(
    "origin", ["map.example.org", "https://a.org/map", "ftp://a", "null", "**"]
)
def test_what_is_no_origin_is_refused(origin):
    with pytest.raises(SettingsError, match="is no origin, such as"):
        load_settings(cors_origins=origin)


def test_every_setting_is_in_the_readme_with_its_variable_and_default(checkout):
    readme = (checkout / "README.md").read_text(encoding="utf-8")

    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `{name}` \| (.*) \| (.*) \|$", readme, re.MULTILINE)
        assert row, name
        shown = str(field.default).lower() if isinstance(field.default, bool) else field.default
        assert field.default is None or str(shown) in row[2]


def test_the_help_and_the_readme_list_the_same_exit_codes(command, checkout):
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d) \| (.+) \|$", readme, re.MULTILINE)

    shown = re.findall(r"^ +(\d)  (.+)$", command("--help").stdout, re.MULTILINE)

    assert shown == listed
    assert [number for number, _ in shown] == list("012345678")


@pytest.fixture(scope="module")
def helps() -> dict[str, str]:
    """The help of every command, asked in this process; one is asked of an installed command."""
    app, asking = frame._app(), CliRunner()
    shown = {}
    for name in COMMANDS:
        ended = asking.invoke(app, [*name.split(), "--help"], prog_name="graph-service")
        assert ended.exit_code == 0, ended.output
        shown[name] = ended.stdout
    return shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_by_example(helps, name):
    assert re.search(rf"Examples:\n(.+\n)*? +.*graph-service .*{name}", helps[name])


def test_the_installed_command_shows_the_same_help(command, helps):
    ended = command.installed("import", "--help")

    # The width is that of the terminal, so that lines may break elsewhere.
    assert (ended.returncode, ended.stdout.split()) == (0, helps["import"].split())


def test_the_commands_of_the_readme_exist_with_their_options(helps, checkout):
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    typed = re.compile(r"(?<!\S)graph-service ")
    fenced = [block for block in readme.split("```")[1::2] if block.startswith("sh\n")]
    lines = [line for block in fenced for line in block.splitlines() if typed.search(line)]
    table = re.findall(r"^\| `graph-service (.+?)` \| (.*) \|$", readme, re.MULTILINE)

    assert len(lines) >= 3
    assert {name for name in COMMANDS if any(row[0].startswith(name) for row in table)} == {
        *COMMANDS
    }
    for text in [*(typed.split(line, maxsplit=1)[1] for line in lines), *map(" ".join, table)]:
        name = next(name for name in COMMANDS if text.startswith(name))
        for option in re.findall(r"--[a-z-]+", text):
            assert option in helps[name], (text, option)


def test_the_version_is_that_of_the_distribution(command):
    assert command.installed("--version").stdout.strip() == version("innovation-graph-service")


def test_the_command_is_also_a_module():
    ended = subprocess.run(
        [sys.executable, "-m", "graph_service", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.strip() == version("innovation-graph-service")


def test_wrong_usage_has_its_exit_code(command):
    for arguments in (("imp",), ("import",), ("serve", "--port", "x"), ("info", "--yaml")):
        ended = command.installed(*arguments)
        assert ended.returncode == 2
        assert "Traceback" not in ended.stderr
