#!/usr/bin/env python3
"""Takes the builds of the query editor from npm, or checks that they are what npm has.

Usage: tools/graphiql/vendor.py            compares the vendored files with npm's
       tools/graphiql/vendor.py --renew    takes what packages.json names, and writes the manifest

To take a new release, change its version in packages.json, renew, and run the tests.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "graph_service" / "http" / "graphiql" / "vendored"


def main() -> int:
    """Renew or compare, and say what was found."""
    renew = sys.argv[1:] == ["--renew"]
    if sys.argv[1:] and not renew:
        print(__doc__, file=sys.stderr)
        return 2
    wanted = json.loads((HERE / "packages.json").read_text(encoding="utf-8"))
    contents: dict[str, bytes] = {}
    packages = [taken(package, files, contents) for package, files in wanted.items()]
    written = json.dumps({"packages": packages}, indent=1, ensure_ascii=False) + "\n"
    contents["manifest.json"] = written.encode()
    if renew:
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.iterdir():
            old.unlink()
        for name, content in contents.items():
            (FOLDER / name).write_bytes(content)
    found = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    differ = sorted(n for n in found.keys() | contents.keys() if found.get(n) != contents.get(n))
    for name in differ:
        print(f"{name} is not what npm has.", file=sys.stderr)
    print(f"{len(contents) - len(differ)} files are as npm has them.")
    return 1 if differ else 0


def taken(package: str, files: dict[str, str], contents: dict[str, bytes]) -> dict[str, Any]:
    """Download a package, take its files out, and describe it for the manifest."""
    name, _, version = package.rpartition("@")
    with tempfile.TemporaryDirectory() as folder:
        # npm itself compares the archive with the digest that the registry tells.
        packed = subprocess.run(
            ["npm", "pack", "--json", "--silent", package],
            cwd=folder,
            capture_output=True,
            check=True,
        )
        (told,) = json.loads(packed.stdout)
        (archive,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if told["integrity"] != f"sha512-{digest}":
            sys.exit(f"{package} arrived damaged; try again.")
        with tarfile.open(archive) as opened:
            described = json.loads(member(opened, "package.json"))
            for source, target in files.items():
                contents[target] = member(opened, source)
    return {
        "name": name,
        "version": version,
        "license": described["license"],
        "integrity": f"sha512-{digest}",
        "files": {
            target: {"from": source, "sha256": hashlib.sha256(contents[target]).hexdigest()}
            for source, target in files.items()
        },
    }


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """Return the bytes of a file of a package."""
    opened = archive.extractfile(f"package/{name}")
    if opened is None:
        sys.exit(f"{name} is no file.")
    return opened.read()


if __name__ == "__main__":
    sys.exit(main())
