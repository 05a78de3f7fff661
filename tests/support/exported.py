"""A graph with everything that is hard to write into a file, and exports of it as plain values."""

from __future__ import annotations

import json
from typing import Any

from schema.money import Money
from schema.statements import LinkStatement, NodeStatement

HOSTILE = {
    "formula": '=HYPERLINK("http://example.org")',
    "wide": "＠合计",
    "markup": "<b>&amp;\"'</b>]]>",
    "control": "a\x00b\x0bc\ud7ff",
    "lines": "first\r\nsecond\tthird",
    "escapes": "\\u0027 }) DETACH DELETE n //\\",
    "quotes": "O'Neil `back` \\' \"x\"",
    "han": "温州大学（瓯海）𠮷",
}

_NODES = [
    *(("Platform", name, {"name": text, "staff": 3}) for name, text in HOSTILE.items()),
    (
        "University",
        "delta",
        {"name": "温州大学", "aliases": ("温大", "WZU"), "establishedOn": "1933-05"},
    ),
    ("Enterprise", "epsilon", {"name": "正泰", "registeredCapital": Money(10_050, "CNY")}),
    ("Project", "j1", {"name": "项目一", "budget": Money(-500, "EUR")}),
    ("TechnologyContract", "c1", {"name": "-1+2"}),
    ("District", "ouhai", {"name": "瓯海区", "code": "330304", "longitude": 120.625}),
]
_LINKS = [
    ("PARTICIPATES_IN", "formula", "j1", "", {"role": "LEAD", "amount": Money(123, "CNY")}),
    ("PARTICIPATES_IN", "delta", "j1", "", {}),
    ("PARTY_TO", "epsilon", "c1", "BUYER", {"side": "BUYER"}),
    ("PARTY_TO", "epsilon", "c1", "SELLER", {"side": "SELLER"}),
    ("BUILT_WITH", "formula", "delta", "", {"validFrom": "2021", "validTo": "2022"}),
    ("LOCATED_IN", "delta", "ouhai", "", {}),
]

STATEMENTS = (
    *(NodeStatement(row, id_, type_, values) for row, (type_, id_, values) in enumerate(_NODES, 1)),
    *(
        LinkStatement(row, type_, source, target, key, values)
        for row, (type_, source, target, key, values) in enumerate(_LINKS, len(_NODES) + 1)
    ),
)

NODES: dict[str, dict[str, Any]] = {
    **{id_: {"type": "Platform", "name": text, "staff": 3} for id_, text in HOSTILE.items()},
    "delta": {
        "type": "University",
        "name": "温州大学",
        "aliases": ["温大", "WZU"],
        "establishedOn": "1933-05",
    },
    "epsilon": {
        "type": "Enterprise",
        "name": "正泰",
        "registeredCapital": 100.5,
        "registeredCapitalCurrency": "CNY",
    },
    "j1": {"type": "Project", "name": "项目一", "budget": -5.0, "budgetCurrency": "EUR"},
    "c1": {"type": "TechnologyContract", "name": "-1+2"},
    "ouhai": {"type": "District", "name": "瓯海区", "code": "330304", "longitude": 120.625},
}
"""What a file must say of the nodes, written by hand."""

LINKS: list[dict[str, Any]] = [
    {
        "type": "PARTICIPATES_IN",
        "source": "formula",
        "target": "j1",
        "role": "LEAD",
        "amount": 1.23,
        "amountCurrency": "CNY",
    },
    {"type": "PARTICIPATES_IN", "source": "delta", "target": "j1"},
    {"type": "PARTY_TO", "source": "epsilon", "target": "c1", "side": "BUYER"},
    {"type": "PARTY_TO", "source": "epsilon", "target": "c1", "side": "SELLER"},
    {"type": "LOCATED_IN", "source": "delta", "target": "ouhai"},
]
"""What it must say of the links of 2023-12-31: by then the platform is built by nobody."""


def comparable(links: Any) -> list[str]:
    """Links in one order, whatever theirs was."""
    return sorted(json.dumps(link, sort_keys=True, ensure_ascii=False) for link in links)


def read_lines(content: bytes) -> tuple[dict, dict[str, dict], list[dict], dict]:
    """Head, nodes by id, links and end of JSON lines."""
    first, *between, last = [json.loads(line) for line in content.decode().splitlines()]
    nodes = [line["node"] for line in between if "node" in line]
    links = [line["link"] for line in between if "link" in line]
    assert len(between) == len(nodes) + len(links)
    return first["head"], {node.pop("id"): node for node in nodes}, links, last["end"]
