"""In Python processes whose PYTHONPATH names this folder the Neo4j driver goes without its Rust parts."""

import sys

sys.modules["neo4j._rust"] = None
