"""The lines of the README that send a file over HTTP do what they say."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from import_jobs import JobService
from office_workbook import BAD_CELLS, office_parts, write_package
from service_command import Command


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_lines_send_a_file_and_fetch_what_comes_of_it(tmp_path, checkout):
    blocks = (checkout / "README.md").read_text(encoding="utf-8").split("```")[1::2]
    [block] = [b for b in blocks if b.startswith("sh\n") and "/imports" in b]
    lines = block.removeprefix("sh\n").splitlines()
    command = Command(tmp_path, GRAPH_STORE="file:g.db")
    service = JobService(command)
    write_package(tmp_path / "企业名录.xlsx", office_parts())
    service.start()
    try:
        printed = [run(lines[0], service)]
        assert json.loads(printed[0])["by"] == "李明"
        service.ended("000000000001")
        printed += [run(line, service) for line in lines[1:]]
    finally:
        service.close()

    job = json.loads(printed[1])
    assert (job["state"], job["by"]) == ("DONE", "李明")
    assert job["files"][0]["annotated"]["marked"] == len(BAD_CELLS)
    assert "企业名录.xlsx" in printed[2]
    assert (tmp_path / "企业名录-问题.xlsx").read_bytes()[:2] == b"PK"
    assert json.loads(printed[4])["status"] == 409
    assert len(printed) == 5


def run(line: str, service: JobService) -> str:
    done = subprocess.run(
        [
            "bash",
            "-c",
            line.replace("http://127.0.0.1:8000", str(service.http.base_url).rstrip("/")),
        ],
        cwd=service.command.folder,
        env={"KEY": service.key, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
