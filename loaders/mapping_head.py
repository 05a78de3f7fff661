"""The first part of a mapping file: what holds for the whole table."""

from __future__ import annotations

from typing import Any

from loaders.layout import LabelledCells
from loaders.mapping_checks import Checks
from loaders.mapping_columns import ColumnParser
from loaders.names import fold

__all__ = ["HEAD_KEYS", "LABELLED_KEYS", "read_head"]

HEAD_KEYS = (
    *("label", "description", "currency", "money", "missing", "sparse", "sheet", "header"),
    *("headers", "skip", "down", "labelled"),
)
"""What a mapping can say of a table."""

LABELLED_KEYS = ("labels", "first", "others", "separator", "people")
"""What it can say of a column whose names have labels."""


def read_head(data: dict[str, Any], check: Checks, columns: ColumnParser) -> dict[str, Any]:
    """Return what a file says of a whole table, as attributes of its layout.

    Parameters
    ----------
    data : dict
        The parsed file.
    check : Checks
    columns : ColumnParser
        Learns the unit of amounts.
    """
    told: dict[str, Any] = {}
    with check.going_on():
        columns.money = columns.money_unit(data.get("money"), ("money",))
    with check.going_on():
        told["sparse"] = check.flag(data.get("sparse", False), ("sparse",))
    with check.going_on():
        missing = data.get("missing", [])
        texts = check.texts(missing, ("missing",)) if missing else []
        told["placeholders"] = frozenset(map(fold, texts))
    with check.going_on():
        sheets = data.get("sheet", [])
        texts = check.texts(sheets, ("sheet",)) if sheets else []
        told["sheets"] = tuple(map(fold, texts))
    with check.going_on():
        header = data.get("header", 0)
        told["header_row"] = check.number(header, ("header",)) if header != 0 else 0
    with check.going_on():
        told["spellings"] = {
            header: tuple(check.texts(others, ("headers", header)))
            for header, others in check.table(data.get("headers", {}), ("headers",)).items()
        }
    with check.going_on():
        told["skip"] = columns.conditions(data.get("skip", {}), ("skip",))
    with check.going_on():
        down = data.get("down", [])
        texts = check.texts(down, ("down",)) if down else []
        told["down"] = tuple(check.column(header, ("down",)) for header in texts)
    with check.going_on():
        told["labelled"] = _labelled(data.get("labelled", {}), check)
    with check.going_on():
        if "currency" in data:
            told["currency"] = check.text(data["currency"], ("currency",))
    return told


def _labelled(stated: object, check: Checks) -> tuple[LabelledCells, ...]:
    found: list[LabelledCells] = []
    for column, table in check.table(stated, ("labelled",)).items():
        with check.going_on():
            where = ("labelled", column)
            check.only(check.table(table, where), LABELLED_KEYS, where)
            labels = tuple(check.texts(table.get("labels"), (*where, "labels")))
            for key in ("first", "others"):
                if key in table:
                    check.known(table[key], labels, (*where, key), "label")
            between = table.get("separator", [])
            signs = check.texts(between, (*where, "separator")) if between else []
            found.append(
                LabelledCells(
                    column,
                    check.column(column, where),
                    labels,
                    table.get("first"),
                    table.get("others"),
                    tuple(signs),
                    check.flag(table.get("people", False), (*where, "people")),
                )
            )
    return tuple(found)
