"""Each analytic beside other libraries, in one run: `python benchmarks/analytics.py --help`.

From a store to an answer: `python benchmarks/analytics.py end-to-end [embedded] [Neo4j]`.

The code is in `peers`. This file has the name of a package of ours, so it lets that come first.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:] = [*(path for path in sys.path if Path(path).resolve() != HERE), str(HERE)]

if __name__ == "__main__":
    from peers import end_to_end, measured, report

    commands = {
        "answer": end_to_end.answer,
        "end-to-end": end_to_end.main,
        "measure": measured.main,
    }
    if sys.argv[1:2] and sys.argv[1] in commands:
        commands[sys.argv[1]](*sys.argv[2:])
    else:
        report.main()
else:  # Another script of this folder, or what it imports, asked for the package.
    del sys.modules[__name__]
    importlib.import_module(__name__)
