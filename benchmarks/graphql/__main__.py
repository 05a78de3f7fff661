"""Our server beside other GraphQL servers: `python -m benchmarks.graphql --help`.

What it shares with the other measurements is in the folder above, which has files of the names of
packages of ours and so comes last.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.append(str(HERE.parent))

if __name__ == "__main__":
    from command import main, options

    for text in main(options()):
        print(text, end="\n\n", flush=True)
