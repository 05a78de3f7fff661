"""Findings of a check as tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph_service.cli.console import new_console, new_table

__all__ = ["print_check"]

_SHOWN: Final = 10
"""Groups of a kind that are printed; JSON has all."""


def print_check(document: Mapping[str, Any]) -> None:
    """Print what a check found.

    Parameters
    ----------
    document : mapping
        As in ``check --json``.
    """
    console = new_console()
    console.print(
        f"{document['store']}, version {document['version']}, as of {document['asOf']}:"
        f" {document['records']:,} records, {document['links']:,} links"
    )
    table = new_table("Findings", "kind", "标签", numbers=("count", "of", "share", "cannot tell"))
    for measure in document["measures"]:
        table.add_row(measure["kind"], measure["label"], *_numbers(measure))
    console.print(table)
    for measure in document["measures"]:
        _print_groups(console, measure)
    if "findings" in document:
        listing = new_table("List", "of", "node", "other", "detail")
        for found in document["findings"]:
            listing.add_row(_of(found), found["node"], found["other"], found["detail"])
        console.print(listing)


def _print_groups(console: Any, measure: Mapping[str, Any]) -> None:
    groups = sorted(measure["groups"], key=_by_share)
    if not any(group["type"] or group["source"] for group in groups):
        return
    title = f"{measure['kind']} {measure['label']}"
    if len(groups) > _SHOWN:
        title += f": {_SHOWN} of {len(groups)}, the largest shares first (--json for all)"
    table = new_table(title, "of", numbers=("count", "of", "share", "cannot tell"))
    for group in groups[:_SHOWN]:
        table.add_row(_of(group), *_numbers(group))
    console.print(table)


def _of(group: Mapping[str, Any]) -> str:
    named = ".".join(part for part in (group["type"], group["property"]) if part)
    period = f" (newest period ends {group['newestPeriod']})" if group.get("newestPeriod") else ""
    return (named or group["source"]) + period


def _numbers(counted: Mapping[str, Any]) -> tuple[str, str, str, str]:
    out_of = counted["outOf"]
    shares = [counted["count"], counted["unknown"]]
    told = [f"{number / out_of:.1%}" if out_of else "-" for number in shares]
    return f"{counted['count']:,}", f"{out_of:,}" if out_of else "-", told[0], told[1]


def _by_share(group: Mapping[str, Any]) -> tuple[float, str]:
    out_of = group["outOf"]
    return -(group["count"] / out_of if out_of else 0), _of(group)
