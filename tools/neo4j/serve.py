"""Runs Neo4j Community from the shell until it is stopped.

``serve.py [--port N] [--home DIR]``; the release is the one of NEO4J_VERSION, and
with NEO4J_PASSWORD set that is the first password of user ``neo4j``. ``serve.py --fetch`` only
fetches what a later start needs.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from launcher import NoServerError, started
from server_jars import NoJarsError, chosen_version, server_jars

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a server until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(description="Start Neo4j Community on the loopback address.")
    parser.add_argument("--port", type=int, help="port for Bolt; a free one if it is not given")
    parser.add_argument("--home", type=Path, help="where data stay; temporary if it is not given")
    parser.add_argument("--fetch", action="store_true", help="fetch the jars and do not start")
    options = parser.parse_args(arguments)
    password = os.environ.get("NEO4J_PASSWORD", "")
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        if options.fetch:
            print(server_jars(chosen_version()))
            return 0
        print(f"Starting Neo4j {chosen_version()} ...", flush=True)
        with started(port=options.port, home=options.home, password=password) as server:
            print(f"Neo4j {server.version} answers at {server.url}", end="")
            print(" (user neo4j, password of NEO4J_PASSWORD)." if password else " (no password).")
            print(f"Serve a graph on it: GRAPH_STORE={server.url} graph-service serve")
            print(f"Its data are in {server.home}. Ctrl-C stops it.", flush=True)
            while server.pid is not None:
                time.sleep(0.5)
            print(f"Neo4j has ended by itself; its log ends:\n{server.log_tail()}", file=sys.stderr)
            return 1
    except KeyboardInterrupt:
        print("Stopped.")
        return 0
    except (NoServerError, NoJarsError) as error:
        print(error, file=sys.stderr)
        return 1


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
