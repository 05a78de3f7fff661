"""Pairs, decisions and what came of a file of them, printed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph_service.cli.console import new_console, new_table, print_json
from graph_service.review.questions import labels_of, reason_label
from graph_service.value_text import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from graph_service.review.decision_file import Imported
    from graph_service.review.decision_log import Judgement
    from graph_service.review.evidence import Evidence, Shared
    from graph_service.review.questions import Known, Question, Questions
    from schema.catalogue import Catalogue
    from schema.columns import Value

__all__ = ["print_history", "print_imported", "print_queue", "show_question"]

_NAMES = 5
"""Records that a line of evidence names."""
_SHOWN = 50


def print_queue(found: Questions, total: int, *, json: bool) -> None:
    """Print the pairs that are to be decided."""
    if json:
        print_json({"total": total, "pairs": [_document(q, found) for q in found.asked]})
        return
    console = new_console()
    if not found.asked:
        console.print("Nothing is to be decided.")
        return
    title = f"To be decided: {total:,}" + (
        f"; the first {len(found.asked)}" if found.has_next else ""
    )
    table = new_table(title, "one", "other", "type", "why", "source", numbers=("score",))
    for question in found.asked:
        table.add_row(
            _called(question.left),
            _called(question.right),
            _types(question),
            reason_label(question.pair.reason),
            question.pair.source,
            f"{question.pair.score:.2f}",
        )
    console.print(table)


def print_history(judgements: Sequence[Judgement], *, json: bool) -> None:
    """Print decisions, the newest first."""
    if json:
        print_json({"decisions": [_told(judgement) for judgement in judgements]})
        return
    console = new_console()
    if not judgements:
        console.print("Nothing was decided yet.")
        return
    table = new_table("Decisions", "id", "one", "other", "verdict", "by", "at", "why", "in force")
    for judgement in judgements:
        undone = f"takes back {judgement.undoes}" if judgement.undoes else judgement.verdict.value
        table.add_row(
            str(judgement.number),
            judgement.left,
            judgement.right,
            undone,
            judgement.by,
            judgement.at,
            judgement.reason,
            "yes" if judgement.stands else "-",
        )
    console.print(table)


def print_imported(imported: Imported, name: str, *, json: bool) -> None:
    """Print what came of a file of decisions."""
    if json:
        print_json(asdict(imported))
        return
    console = new_console()
    console.print(
        f"{name}: {imported.read:,} decisions read; {imported.decided:,} put in force,"
        f" {imported.unchanged:,} in force already, {imported.refused:,} not taken."
    )
    if imported.problems:
        shown = imported.problems[:_SHOWN]
        title = "Not taken" + (f"; the first {_SHOWN}" if imported.refused > _SHOWN else "")
        table = new_table(title, "line", "why")
        for problem in shown:
            table.add_row(str(problem.line), problem.reason)
        console.print(table)


def show_question(
    console: Console, catalogue: Catalogue, question: Question, found: Questions
) -> None:
    """Show a pair side by side, with what speaks for and against it."""
    pair = question.pair
    console.print()
    console.print(_side_by_side(catalogue, question))
    source = f" ({pair.source})" if pair.source else ""
    console.print(f"Asked because: {reason_label(pair.reason)}, {pair.score:.2f}{source}")
    for line in _evidence_lines(catalogue, question, found):
        console.print(line)
    for judgement in question.history[:_NAMES]:
        console.print(f"Before: {judgement}" + (" (taken back)" if judgement.ended else ""))
    if question.hint:
        console.print(question.hint, style="dim")


def _side_by_side(catalogue: Catalogue, question: Question) -> Table:
    left, right, evidence = question.left, question.right, question.evidence
    table = new_table("", "", "one", "other", "if they are one")
    labels = labels_of(catalogue, left.type, right.type)
    kept = evidence.merging.survivor if evidence else ""
    table.add_row("id", left.id, right.id, kept)
    values = {v.property: v for v in evidence.merging.values} if evidence else {}
    if "type" not in values:
        table.add_row(labels["type"], left.label, right.label, left.label)
    if "name" not in values:
        table.add_row(labels.get("name", "名称"), left.name, right.name, left.name)
    first = [values.pop(name) for name in ("type", "name") if name in values]
    for value in (*first, *values.values()):
        table.add_row(
            labels.get(value.property, value.property),
            _text(value.left),
            _text(value.right),
            _text(value.chosen),
        )
    return table


def _evidence_lines(catalogue: Catalogue, question: Question, found: Questions) -> list[str]:
    evidence = question.evidence
    if evidence is None:
        return []
    labels = labels_of(catalogue, question.left.type, question.right.type)
    same = "、".join(f"{labels.get(name, name)} {value}" for name, value in evidence.identifiers)
    other = "、".join(labels.get(name, name) for name in evidence.contrary)
    told = (
        ("+ same 标识", same),
        ("+ partners 共同合作单位", _shared(evidence.partners, found)),
        ("+ people 共同人员", _shared(evidence.people, found)),
        ("+ district 同一区划", _shared(evidence.districts, found)),
        ("- other 标识不同", other),
        ("- side by side 同时参与", _shared(evidence.side_by_side, found)),
    )
    lines = [f"{what}: {text}" for what, text in told if text]
    if not evidence.complete:
        lines.append("Not all links were looked at: there may be more.")
    merging = evidence.merging
    lines.append(
        f"If they are one, {merging.retired} leads to {merging.survivor}: {merging.links_moved:,}"
        f" links move, {merging.links_together:,} of them fall together with others."
    )
    return lines


def _shared(shared: Shared, found: Questions) -> str:
    if not shared.count:
        return ""
    named = (found.named.get(id_) for id_ in shared.ids[:_NAMES])
    names = "、".join(known.name or known.id for known in named if known)
    more = shared.count - min(len(shared.ids), _NAMES)
    return f"{names} (+{more})" if more else names


def _types(question: Question) -> str:
    labels = dict.fromkeys((question.left.label, question.right.label))
    return " / ".join(labels)


def _called(known: Known) -> str:
    return f"{known.name} ({known.id})" if known.name else known.id


def _document(question: Question, found: Questions) -> dict[str, Any]:
    return {
        "left": asdict(question.left),
        "right": asdict(question.right),
        "reason": question.pair.reason,
        "score": question.pair.score,
        "run": question.pair.run,
        "source": question.pair.source,
        "evidence": _evidence_document(question.evidence, found) if question.evidence else None,
        "decisions": [_told(judgement) for judgement in question.history],
        "hint": question.hint,
    }


def _evidence_document(evidence: Evidence, found: Questions) -> dict[str, Any]:
    def shared(some: Shared) -> dict[str, Any]:
        named = [asdict(found.named[id_]) for id_ in some.ids if id_ in found.named]
        return {"count": some.count, "records": named}

    merging = evidence.merging
    return {
        "identifiers": dict(evidence.identifiers),
        "contrary": list(evidence.contrary),
        "partners": shared(evidence.partners),
        "people": shared(evidence.people),
        "districts": shared(evidence.districts),
        "side_by_side": shared(evidence.side_by_side),
        "complete": evidence.complete,
        "effect": {
            "survivor": merging.survivor,
            "retired": merging.retired,
            "links_moved": merging.links_moved,
            "links_together": merging.links_together,
            "values": [
                {
                    "property": value.property,
                    "left": _text(value.left),
                    "right": _text(value.right),
                    "chosen": _text(value.chosen),
                }
                for value in merging.values
            ],
        },
    }


def _told(judgement: Judgement) -> dict[str, Any]:
    return {**asdict(judgement), "verdict": judgement.verdict.value, "in_force": judgement.stands}


def _text(value: Value | None) -> str:
    return "" if value is None else value_text(value)
