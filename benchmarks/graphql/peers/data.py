"""The data in memory, as a developer would lay it out for these questions."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ["BENCH_DATA"])


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _linked(pairs: list[list[str]], nodes: list[dict[str, Any]]) -> dict[str, list[Any]]:
    by_id = {one["id"]: one for one in nodes}
    lists = defaultdict(list)
    for organization, other, *_ in pairs:
        lists[organization].append(by_id[other])
    for linked in lists.values():
        linked.sort(key=itemgetter("id"))
    return lists


_graph = _read("graph.json")
organizations = {one["id"]: one for one in _graph["organizations"]}
by_pic = {one["pic"]: one for one in _graph["organizations"]}
talents = _linked(_graph["affiliations"], _graph["talents"])
projects = _linked(_graph["participations"], _graph["projects"])


@cache
def ecosystem_map() -> dict[str, list[dict[str, Any]]]:
    return _read("map.json")
