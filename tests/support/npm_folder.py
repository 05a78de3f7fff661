"""Folders of the checkout that need packages from npm, made ready once under ``build``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def npm_folder(folder: Path, place: Path) -> Path:
    """Copy `folder` to `place` with what its ``package.json`` asks for.

    Skips the test that asks where that is not possible, and fails it in CI.
    """
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    if missing:
        pytest.skip(f"{folder.name}: {' and '.join(missing)} not found")
    shutil.copytree(folder, place, dirs_exist_ok=True)
    wanted = json.loads((place / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if wanted != _installed(place, wanted):
        npm = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        done = subprocess.run(npm, cwd=place, capture_output=True, text=True, check=False)
        if wanted != _installed(place, wanted):
            sentence = f"{folder.name}: npm could not install it: {done.stderr[-500:]}"
            if os.environ.get("CI", "").lower() in {"1", "true"}:
                pytest.fail(sentence, pytrace=False)
            pytest.skip(sentence)
    return place


def _installed(place: Path, names: dict[str, str]) -> dict[str, str]:
    files = {name: place / "node_modules" / name / "package.json" for name in names}
    return {n: json.loads(f.read_text())["version"] for n, f in files.items() if f.is_file()}
