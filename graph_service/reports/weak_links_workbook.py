"""The workbook of weak industry links: findings, definitions, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

__all__ = ["INDICATOR_LABELS", "RULE_LABELS", "write_weak_links"]

RULE_LABELS: Final[Mapping[str, str]] = {
    "NO_ENTERPRISE_PARTNER": "无企业合作方",
    "LOW_ENTERPRISE_SHARE": "企业合作占比低",
    "ONE_ENTERPRISE_DOMINATES": "单一企业主导",
    "STALE_TIES": "合作陈旧",
    "SEGMENT_WITHOUT_ENTERPRISE": "环节无本地企业",
}
INDICATOR_LABELS: Final[Mapping[str, str]] = {
    "ACTIVITY": "活动数",
    "ENTERPRISE_PARTNERS": "合作企业数",
    "ENTERPRISE_SHARE": "企业合作占比",
    "ENTERPRISE_STRENGTH": "企业合作强度占比",
    "LARGEST_ENTERPRISE": "最大企业占比",
    "RECENT_TIES": "近期合作占比",
}

_BOLD: Final = Font(bold=True)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_SAMPLE: Final = "示例数据，机构均为虚构 Illustrative sample data: the organisations are invented."


def write_weak_links(answer: Mapping[str, Any], path: Path, *, sample: bool = False) -> None:
    """Write the answer of ``weakIndustryLinks`` as a workbook of three sheets.

    Cells hold values, never formulas, whatever a name begins with.

    Parameters
    ----------
    answer : mapping
        From `graph_service.reports.weak_links.ask_weak_links`.
    path : Path
        Overwritten if it is there.
    sample : bool
        Whether to say that the data is invented.
    """
    book = Workbook(write_only=True)
    _write(
        book, "薄弱环节 Weak links", _findings(answer), widths=[8, 34, 16, 18, 44, 60], frozen="C2"
    )
    _write(
        book,
        "定义 Definitions",
        [*([[_SAMPLE, ""]] if sample else []), *_definitions(answer)],
        widths=[40, 110],
    )
    _write(book, "缺失数据 Missing data", _missing(answer), widths=[44, 18, 80, 60], frozen="A2")
    book.save(path)


def _findings(answer: Mapping[str, Any]) -> list[list[Any]]:
    names = [indicator["name"] for row in answer["rows"][:1] for indicator in row["indicators"]]
    thresholds = answer["thresholds"]
    noted = {
        "ENTERPRISE_SHARE": f"低于 below {thresholds['lowShare']}",
        "LARGEST_ENTERPRISE": f"达到 from {thresholds['dominance']}",
        "RECENT_TIES": f"{thresholds['staleMonths']} 个月 months",
        "ACTIVITY": f"至少 at least {thresholds['minProjects']}",
    }
    header = [
        "排名 Rank",
        "机构 Organisation",
        "类型 Type",
        "体系 System",
        "规则 Rules",
        "规则代码 Codes",
    ]
    for name in names:
        note = f" ({noted[name]})" if name in noted else ""
        header.append(f"{INDICATOR_LABELS.get(name, name)} {name}{note}")
        header += [
            f"{name} 分子 numerator",
            f"{name} 分母 denominator",
            f"{name} 缺失 missing share",
        ]
    header += ["最大企业 Strongest enterprise", "最近企业合作 Newest enterprise tie", "编号 Id"]
    return [header, *(_finding(row) for row in answer["rows"])]


def _finding(row: Mapping[str, Any]) -> list[Any]:
    rank, organization, system = row["rank"], row["organization"], row["peerGroup"]["system"]
    place = (
        f"{rank['first']}" if rank["first"] == rank["last"] else f"{rank['first']}-{rank['last']}"
    )
    numbers = [
        indicator[part]
        for indicator in row["indicators"]
        for part in ("value", "numerator", "denominator", "missingShare")
    ]
    largest = row["largestEnterprise"]
    return [
        f"{place} / {rank['of']}",
        organization["name"] or organization["id"],
        organization["__typename"],
        system["label"] if system else None,
        "；".join(RULE_LABELS.get(rule, rule) for rule in row["rules"]),
        ", ".join(row["rules"]),
        *numbers,
        (largest["name"] or largest["id"]) if largest else None,
        row["newestEnterpriseTie"],
        organization["id"],
    ]


def _definitions(answer: Mapping[str, Any]) -> list[list[Any]]:
    definition, thresholds = answer["definition"], answer["thresholds"]
    rows: list[list[Any]] = [
        ["截止日期 As of", answer["asOf"]],
        ["图版本 Graph version", answer["graphVersion"]],
        ["区域 Region", answer["region"]],
        ["考察机构数 Organisations looked at", answer["considered"]],
        ["薄弱机构数 With weak links", answer["weak"]],
        ["合作类型 Kinds of tie", ", ".join(answer["ties"])],
        [f"定义 Definition (v{definition['version']})", definition["text"]],
        *([f"阈值 Threshold {name}", value] for name, value in thresholds.items()),
    ]
    rows += [
        [f"{RULE_LABELS.get(found['rule'], found['rule'])} {found['rule']}", found["count"]]
        for found in answer["foundByRule"]
    ]
    for indicator in answer["rows"][0]["indicators"] if answer["rows"] else ():
        name, meaning = indicator["name"], indicator["definition"]
        label = INDICATOR_LABELS.get(name, name)
        rows.append([f"{label} {name} (v{meaning['version']})", meaning["text"]])
    return rows


def _missing(answer: Mapping[str, Any]) -> list[list[Any]]:
    rows: list[list[Any]] = [["事项 What", "数量 Number", "原因 Why", "编号 Id"]]
    rows.append(["缺日期的活动 Activities without a usable date", answer["missing"], None, None])
    rows += [["提示 Warning", None, warning, None] for warning in answer["warnings"]]
    rows += [
        [f"未评估 Not evaluated: {left['name']}", None, left["reason"], None]
        for left in answer["notEvaluated"]
    ]
    rows.append(["未排名 Not ranked", answer["notRankedCount"], None, None])
    rows += [
        [
            left["organization"]["name"] or left["organization"]["id"],
            left["activity"],
            left["reason"],
            left["organization"]["id"],
        ]
        for left in answer["notRanked"]
    ]
    return rows


def _write(
    book: Workbook,
    title: str,
    rows: Sequence[Sequence[Any]],
    *,
    widths: Sequence[int],
    frozen: str | None = None,
) -> None:
    sheet: Any = book.create_sheet(title)
    for number in range(1, max(map(len, rows)) + 1):
        width = widths[number - 1] if number <= len(widths) else 16
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = frozen
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=frozen is not None and not number) for value in row])


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # A name that begins with = would otherwise be a formula; with + - @ it becomes one when
        # somebody edits the cell, unless it is marked as text.
        cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = _WRAPPED
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    if bold:
        cell.font = _BOLD
    return cell
