"""How long a small query takes while betweenness of the CORDIS network is computed.

The server is a process of its own. One connection asks for betweenness of one network after the
other, none of which was asked for before; a second one asks small questions in turn.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import threading
from pathlib import Path

from jobs import Asker, measure, told_times, write_table
from process import SERVICE, run
from server import free_port, served

TRIALS = Path(os.environ.get("TRIALS", "../shared/trials"))
ROUNDS = 4
HEAVY = """query Heavy($cap: Int!) {
  analytics {
    centrality(network: {maxConsortium: $cap}, measures: [BETWEENNESS], sources: 2000, first: 1) {
      n nodes { scores { value standardError } }
    }
  }
}"""
READY = "{ analytics { centrality(measures: [DEGREE], first: 1) { n } } }"


def main() -> str:
    organizations = TRIALS / "cordis_h2020_orgs_2017.csv.gz"
    participations = TRIALS / "cordis_h2020_participations.csv.gz"
    if not participations.is_file():
        return f"{participations} is not there: set TRIALS."
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GRAPH_STORE"] = f"file:{folder}/graph.db"
        os.environ["GRAPH_REQUEST_TIMEOUT"] = "120"
        run(SERVICE, "import", organizations, "--mapping", "cordis-organizations")
        run(SERVICE, "import", participations, "--mapping", "cordis-participations")
        platforms = Path(folder) / "platforms.csv"
        write_table(platforms, 100)
        run(SERVICE, "import", platforms, "--as", "Platform")
        port = free_port()
        run(SERVICE, "warm")
        with served(port, SERVICE, "serve", ready="/readyz", folder=Path(folder)):
            return _beside(Asker(port), Asker(port))


def _beside(asker: Asker, heavy: Asker) -> str:
    while not _warm(heavy):
        continue
    lines = [
        "| small queries over HTTP | asked | p50, ms | p95, ms | p99, ms | longest, ms |",
        "| --- | --- | --- | --- | --- | --- |",
        *told_times("at rest", measure(asker, _times(200))),
    ]
    computed: list[float] = []
    done = threading.Event()

    def compute() -> None:
        for cap in itertools.islice(itertools.count(60), ROUNDS):
            seconds, _ = heavy.ask(HEAVY, {"cap": cap})
            computed.append(seconds)
        done.set()

    worker = threading.Thread(target=compute)
    worker.start()
    lines += told_times("while betweenness is computed", measure(asker, lambda: not done.is_set()))
    worker.join()
    lines.append("")
    lines.append(
        f"{ROUNDS} networks, betweenness from 2,000 sources of each in "
        f"{min(computed):.1f} to {max(computed):.1f} s."
    )
    return "\n".join(lines)


def _warm(asker: Asker) -> bool:
    try:
        asker.ask(READY)
    except SystemExit as error:
        if "warming" in str(error):
            return False
        raise
    return True


def _times(number: int):
    left = iter(range(number))
    return lambda: next(left, None) is not None


if __name__ == "__main__":
    print(main())
