"""docker-compose.yml says what the compose schema allows, and exposes nothing but the service.

`compose-spec.json` is the schema of the Compose Specification (Apache-2.0).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import fastjsonschema
import pytest
import yaml

from graph_service.settings import load_settings

SCHEMA = Path(__file__).with_name("compose-spec.json")
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@pytest.fixture(scope="module")
def text(checkout: Path) -> str:
    return (checkout / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose(text: str) -> dict:
    return yaml.safe_load(text)


def test_the_file_obeys_the_compose_schema(compose):
    check = fastjsonschema.compile(
        json.loads(SCHEMA.read_text(encoding="utf-8")), use_default=False
    )

    assert check(compose) == compose
    wrong = {**compose, "services": {"neo4j": {"image": "neo4j", "prots": []}}}
    with pytest.raises(fastjsonschema.JsonSchemaValueException, match="prots"):
        check(wrong)


def test_nobody_starts_it_without_a_password(text):
    uses = [match for match in _VARIABLE.finditer(text) if match[1] == "NEO4J_PASSWORD"]

    assert len(uses) == 2
    assert all(match[2] == "?" for match in uses)
    assert not re.search(r"NEO4J_AUTH: *(none|neo4j/\w)", text)


def test_only_the_service_is_published_and_only_on_this_machine(compose):
    published = {name: s["ports"] for name, s in compose["services"].items() if "ports" in s}

    assert published == {"service": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert compose["services"]["neo4j"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_the_service_waits_until_a_statement_is_answered(compose):
    services = compose["services"]

    assert services["service"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    check = services["neo4j"]["healthcheck"]["test"]
    assert "cypher-shell 'RETURN 1'" in check[1]
    assert " -p" not in check[1]


def test_the_server_is_the_release_that_is_tested(compose, checkout):
    pom = ET.parse(checkout / "tools" / "neo4j" / "pom.xml").getroot()
    version = pom.findtext("{*}properties/{*}neo4j.version")

    assert compose["services"]["neo4j"]["image"] == f"neo4j:{version}-community"


def test_data_outlive_the_containers_and_memory_is_bounded(compose):
    server = compose["services"]["neo4j"]

    assert "neo4j-data:/data" in server["volumes"]
    mounted = [volume for one in compose["services"].values() for volume in one["volumes"]]
    assert {volume.split(":")[0] for volume in mounted} == set(compose["volumes"])
    # The service keeps the files that were sent to it.
    assert "service-data:/data" in compose["services"]["service"]["volumes"]
    environment = server["environment"]
    assert environment["NEO4J_server_memory_heap_max__size"] == "${NEO4J_HEAP:-1g}"
    assert environment["NEO4J_server_memory_pagecache_size"] == "${NEO4J_PAGECACHE:-512m}"
    assert server["mem_limit"] == "${NEO4J_MEMORY:-2560m}"


def test_the_services_variables_are_settings_and_lead_to_the_server(compose, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, value in compose["services"]["service"]["environment"].items():
        shown = _VARIABLE.sub(lambda m: "geheim-1" if m[2] == "?" else m[3], value)
        monkeypatch.setenv(name, shown)

    settings = load_settings()

    access = settings.access()
    assert settings.store_url == "bolt://neo4j:7687"
    assert (access.user, access.password) == ("neo4j", "geheim-1")
    assert settings.pack == "wenzhou-2021"


def test_the_compose_client_reads_it(checkout):
    client = shutil.which("docker")
    if (
        not client
        or subprocess.run(
            [client, "compose", "version"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no docker compose on this machine")
    told = subprocess.run(
        [client, "compose", "config", "--quiet"],
        cwd=checkout,
        env={**os.environ, "NEO4J_PASSWORD": "geheim-1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr
