"""What lists of the CORDIS trial file come to: asked of a store, and worked out by plain Python."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from typing import Any

from cordis_tables import FILE, TYPES

from graph_service.store.plan import (
    Compare,
    Connection,
    Follow,
    Hop,
    LinkFilter,
    NodeView,
    Op,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, Store
from graph_service.store.summaries import Aggregate, Facet
from schema.declarations import Direction

BUSIEST = "999984059"
"""The organisation with the most participations."""

_DAY = ReadContext("2023-12-31")
_ROLES = {"coordinator": "LEAD"}


async def summaries(store: Store) -> dict[str, Any]:
    """Ask a store that holds the file."""
    organizations = await store.read(
        Scan(
            tuple(TYPES.values()),
            Connection(summaries=(Facet("types", "@type", 10), Facet("countries", "country", 7))),
        ),
        _DAY,
    )
    projects = await store.read(
        Scan(
            ("Project",),
            Connection(
                summaries=(
                    Aggregate("funding", "fundingMinor", "fundingCurrency"),
                    Aggregate("first", "startOnFirst"),
                    Facet("years", "startOn", 20, begin=4),
                )
            ),
        ),
        _DAY,
    )
    links = Connection(
        summaries=(
            Facet("roles", "role", 5, of_link=True),
            Aggregate("amount", "amountMinor", "amountCurrency", of_link=True),
            Facet("years", "startOn", 3, begin=4),
        )
    )
    projects_of = Follow("links", Hop("PARTICIPATES_IN", Direction.OUT, "Project"), links)
    found = await store.read(
        Scan(
            tuple(TYPES.values()),
            Connection(
                (NodeView("node", Selection(follows=(projects_of,))),),
                where=LinkFilter(node=Compare("pic", Op.EQ, BUSIEST)),
                limit=1,
            ),
        ),
        _DAY,
    )
    return {
        "organizations": organizations.summaries,
        "projects": projects.summaries,
        "busiest": found.entries[0]["node"]["links"].summaries,
    }


def expected(trials: Any) -> dict[str, Any]:
    """The same from the rows of the file; counts as they come, sums in cents."""
    organizations, projects, amounts = {}, {}, []
    with gzip.open(trials / FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            organizations[row["pic"]] = (TYPES[row["type"]], row["country"])
            projects[row["rcn"]] = (row["start_date"], row["max_contribution"])
            if row["pic"] == BUSIEST:
                role = _ROLES.get(row["role"], "PARTICIPANT")
                amounts.append((role, row["contribution"], row["start_date"][:4]))
    return {
        "types": Counter(type_ for type_, _ in organizations.values()),
        "countries": Counter(country for _, country in organizations.values() if country),
        "years": Counter(day[:4] for day, _ in projects.values() if day != "NA"),
        "first": min(day for day, _ in projects.values() if day != "NA"),
        "funding": _cents(amount for _, amount in projects.values()),
        "roles": Counter(role for role, _, _ in amounts),
        "amount": _cents(amount for _, amount, _ in amounts),
        "busiest years": Counter(year for _, _, year in amounts if year != "NA"),
    }


def check(found: dict[str, Any], rows: dict[str, Any]) -> None:
    """Compare what a store said with what the rows come to."""
    organizations, projects, busiest = (
        found[name] for name in ("organizations", "projects", "busiest")
    )
    assert organizations["types"].values == _ranked(rows["types"])
    assert organizations["countries"].values == _ranked(rows["countries"])[:7]
    countries = organizations["countries"]
    named = sum(count for _, count in countries.values)
    assert named + countries.other == rows["countries"].total()
    assert projects["years"].values == _ranked(rows["years"])
    assert projects["first"].groups[0].least == rows["first"]
    for aggregate, name in ((projects["funding"], "funding"), (busiest["amount"], "amount")):
        (euros,) = aggregate.groups
        assert (euros.by, euros.sum, euros.count) == ("EUR", *rows[name])
    assert busiest["roles"].values == _ranked(rows["roles"])
    assert busiest["years"].values == _ranked(rows["busiest years"])[:3]


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _cents(amounts: Any) -> tuple[int, int]:
    known = [Decimal(amount) * 100 for amount in amounts if amount not in ("", "NA")]
    return sum(map(int, map(round, known))), len(known)
