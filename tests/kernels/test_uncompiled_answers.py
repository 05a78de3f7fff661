"""The same code gives the same numbers, to the last bit, when it is not compiled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import kernel_answers
import pytest


def test_the_uncompiled_code_gives_the_very_same_numbers():
    here = Path(kernel_answers.__file__)
    done = subprocess.run(
        [sys.executable, "-W", "error", str(here)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    compiled, plain = kernel_answers.answers(), json.loads(done.stdout)
    assert compiled.keys() == plain.keys()
    for name in compiled:
        assert compiled[name] == plain[name], name
    assert plain["modularity"][0] == pytest.approx(0.5, abs=0.2)
