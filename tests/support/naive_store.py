"""An oracle for stores: it keeps every statement in a list and works everything out from scratch.

It shares no code with `graph_service.store`; only the words of the port.
"""

from __future__ import annotations

import calendar
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from schema.money import Money
from schema.statements import (
    UNTYPED,
    WITHDRAWN,
    Decision,
    LinkStatement,
    NodeStatement,
    Run,
    Statement,
    Verdict,
)

PLACEHOLDERS = {"UnclassifiedOrganization"}


class Contradiction(Exception):
    pass


@dataclass
class NaiveStore:
    said: list[tuple[Run, Statement]] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    verdicts: dict[frozenset[str], Verdict] = field(default_factory=dict)
    closing: dict[str, tuple[Run, frozenset[str]]] = field(default_factory=dict)

    def apply(self, batch: list[Statement], run: Run) -> dict[str, Any]:
        """Return outcomes by row and the set of new conflicts."""
        mark = self.marks.get(run.id, 0)
        rows = {s.row: 0 for s in batch}
        before = self.contests()
        for statement in batch:
            if statement.row <= mark:
                continue
            subject = _subject(statement)
            new = all(_subject(s) != subject for _, s in self.said)
            was = self.everything()
            self._hear(statement, run)
            now = self.everything()
            at = self._at(subject)
            appeared = at in now and at not in was
            outcome = 2 if new or appeared else 1 if now.get(at) != was.get(at) else 0
            rows[statement.row] = max(rows[statement.row], outcome)
        return {"rows": rows, "conflicts": self._new_conflicts(before)}

    def hear(self, batch: list[Statement], run: Run) -> None:
        """Apply without a report."""
        mark = self.marks.get(run.id, 0)
        for statement in batch:
            if statement.row > mark:
                self._hear(statement, run)

    def retract(self, run: str) -> None:
        self.said = [(r, s) for r, s in self.said if r.id != run]
        self.marks.pop(run, None)
        self.closing.pop(run, None)
        if run in self.arrived:
            self.arrived.remove(run)

    def forget(self, id_: str, name: str = "") -> None:
        """Erase a record with its links and verdicts, or one property of it."""
        here = self.survivor(id_)
        if name:
            self.said = [
                (r, replace(s, values={n: v for n, v in s.values.items() if n != name}))
                if isinstance(s, NodeStatement) and self.survivor(s.id) == here
                else (r, s)
                for r, s in self.said
            ]
            return
        self.said = [
            (r, s) for r, s in self.said if here not in {self.survivor(one) for one in _ends(s)}
        ]
        self.verdicts = {
            pair: verdict
            for pair, verdict in self.verdicts.items()
            if here not in {self.survivor(one) for one in pair}
        }

    def close(self, run: Run, types: tuple[str, ...]) -> None:
        """What earlier issues of its source said last ends with them, where the run closes it."""
        self.closing[run.id] = run, frozenset(types)

    def decide(self, decision: Decision) -> None:
        pair = frozenset((decision.left, decision.right))
        after = {p: v for p, v in self.verdicts.items() if p != pair}
        if decision.verdict is not Verdict.UNDECIDED:
            after[pair] = decision.verdict
        for apart in (p for p, v in after.items() if v is Verdict.DIFFERENT):
            if len({_survivor(after, id_) for id_ in apart}) == 1:
                raise Contradiction
        self.verdicts = after

    def survivor(self, id_: str) -> str:
        return _survivor(self.verdicts, id_)

    def everything(self, *, withdrawn: bool = False) -> dict[Any, tuple[str, dict[str, Any]]]:
        """Type and values of all that somebody states and nobody withdraws, or also of the latter."""
        return {
            subject: (
                self._type(said),
                {p: c[0][1] for p, c in self._ranked(said).items() if c[0][1] is not None},
            )
            for subject, said in self._grouped().items()
            if any(_states(u) for u in said)
            and (withdrawn or not any(WITHDRAWN in dict(u["values"]) for u in said))
        }

    def withdrawn(self, id_: str) -> bool:
        return id_ not in self.everything() and id_ in self.everything(withdrawn=True)

    def view(self) -> tuple[dict[str, Any], dict[tuple[str, ...], dict[str, Any]]]:
        """Nodes, and the links both of whose ends are there."""
        all_ = self.everything()
        nodes = {s: v for s, v in all_.items() if isinstance(s, str)}
        links = {
            s: v[1]
            for s, v in all_.items()
            if not isinstance(s, str) and s[1] in nodes and s[2] in nodes
        }
        return nodes, links

    def statements(self, id_: str) -> set[Any]:
        """What was said about a record: (run, type, record, values, keys, last row, count)."""
        return {
            (self._run(u), u["type"], u["record"], u["values"], u["keys"], u["row"], u["count"])
            for u in self._grouped().get(id_, ())
        }

    def _run(self, unit: dict[str, Any]) -> Run:
        run: Run = unit["run"]
        return replace(run, closes=tuple(sorted(self.closes(run))))

    def closes(self, run: Run) -> frozenset[str]:
        """The types of which the run closes what it does not say."""
        return self.closing[run.id][1] if run.id in self.closing else frozenset()

    def contests(self) -> dict[Any, tuple[Any, dict[Any, int]]]:
        """By (subject, property): the value kept, and every value that counts with its row."""
        found: dict[Any, tuple[Any, dict[Any, int]]] = {}
        for subject, said in self._grouped().items():
            for name, ranked in self._ranked(said).items():
                rows: dict[Any, int] = {}
                for rank, value in ranked:
                    rows[value] = max(rows.get(value, 0), rank[2])
                found[subject, name] = (ranked[0][1], rows)
            stated = sorted(
                (self._came(u), u["type"])
                for u in said
                if u["type"] not in PLACEHOLDERS and _states(u)
            )
            if stated:
                types: dict[Any, int] = {}
                for (_, row), type_ in stated:
                    types.setdefault(type_, row)
                found[subject, "@type"] = (stated[0][1], types)
        return found

    def conflicts(self, id_: str) -> set[Any]:
        """(property, kept, offered, row) of a record."""
        return {
            (name.removeprefix("@"), kept, value, row)
            for (subject, name), (kept, rows) in self.contests().items()
            if subject == id_
            for value, row in rows.items()
            if value != kept
        }

    def found(self, key: str) -> set[str]:
        """Ids of the records with a lookup key."""
        there = self.everything(withdrawn=True)
        return {
            at
            for _, s in self.said
            if isinstance(s, NodeStatement)
            and key in s.keys
            and (at := self.survivor(s.id)) in there
        }

    def _hear(self, statement: Statement, run: Run) -> None:
        if run.id not in self.arrived:
            self.arrived.append(run.id)
        self.said.append((run, statement))
        self.marks[run.id] = statement.row

    def _new_conflicts(self, before: dict[Any, tuple[Any, dict[Any, int]]]) -> set[Any]:
        """One for each value that is new: in vain, or against the value it displaced."""
        found = set()
        for place, (kept, rows) in self.contests().items():
            was, old = before.get(place, (None, {}))
            subject, name = place[0], place[1].removeprefix("@")
            for value in rows:
                if value not in old and value != kept:
                    found.add((subject, name, kept, value))
            left = [v for v in rows if v in old]
            if kept not in old and left:
                displaced = was if was in rows else max(left, key=_text)
                found.add((subject, name, kept, displaced))
        return found

    def _grouped(self) -> dict[Any, list[dict[str, Any]]]:
        units: dict[Any, dict[str, Any]] = {}
        for run, s in self.said:
            keys = s.keys if isinstance(s, NodeStatement) else ()
            identity = (run.id, _subject(s), s.type, frozenset(s.values.items()), keys)
            unit = units.setdefault(
                identity,
                {
                    "run": run,
                    "type": s.type,
                    "record": s.id if isinstance(s, NodeStatement) else None,
                    "values": identity[3],
                    "keys": keys,
                    "first": s.row,
                    "count": 0,
                },
            )
            unit["row"] = s.row
            unit["count"] += 1
        groups: dict[Any, list[dict[str, Any]]] = {}
        for (_, subject, *_), unit in units.items():
            groups.setdefault(self._at(subject), []).append(unit)
        return groups

    def _at(self, subject: Any) -> Any:
        if isinstance(subject, str):
            return self.survivor(subject)
        type_, source, target, key = subject
        return (type_, self.survivor(source), self.survivor(target), key)

    def _ended(self, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What counts, with the ends that later issues of its source give it."""
        ended = []
        for unit in said:
            values = dict(unit["values"])
            if WITHDRAWN in values:
                continue
            source, day = unit["run"].source, _last_day(unit["run"].period)
            of_source = [_last_day(u["run"].period) for u in said if u["run"].source == source]
            closed = any(
                run.source == source
                and unit["type"] in types
                and _last_day(run.period) > max(of_source)
                for run, types in self.closing.values()
            )
            if closed and day and day == max(of_source):
                stated = values.get("validTo")
                if stated is None or _last_day(stated) > day:
                    values["validTo"] = day
            ended.append({**unit, "values": frozenset(values.items())})
        return ended

    def _ranked(self, said: list[dict[str, Any]]) -> dict[str, list[tuple[Any, Any]]]:
        """By property, (rank, value) of the candidates, the best first."""
        ranked: dict[str, list[tuple[Any, Any]]] = {}
        said = self._ended(said)
        for name in {p for u in said for p, _ in u["values"]}:
            offers = []
            having = [u for u in said if name in dict(u["values"])]
            corrected = [u for u in having if u["type"] == UNTYPED]
            others = [u for u in having if u["type"] != UNTYPED]
            stated = [u for u in others if u["type"] not in PLACEHOLDERS]
            counting = (stated or others) + corrected
            for unit in counting:
                run, values = unit["run"], dict(unit["values"])
                replaced = any(
                    (o["run"].source, o["run"].period) == (run.source, run.period)
                    and self.arrived.index(o["run"].id) > self.arrived.index(run.id)
                    for o in counting
                )
                if not replaced:
                    value = values[name]
                    rank = (run.priority, _last_day(run.period), unit["row"])
                    offers.append(((*rank, run.source, run.id, _text(value)), value))
            ranked[name] = sorted(offers, key=lambda o: o[0], reverse=True)
        return ranked

    def _type(self, said: list[dict[str, Any]]) -> str:
        said = [u for u in said if _states(u)]
        stated = [u for u in said if u["type"] not in PLACEHOLDERS]
        return min(stated or said, key=lambda u: (self._came(u), u["type"]))["type"]

    def _came(self, unit: dict[str, Any]) -> tuple[int, int]:
        return self.arrived.index(unit["run"].id), unit["first"]


def _states(unit: dict[str, Any]) -> bool:
    return unit["type"] != UNTYPED and WITHDRAWN not in dict(unit["values"])


def _subject(s: Statement) -> Any:
    return (s.type, s.source, s.target, s.key) if isinstance(s, LinkStatement) else s.id


def _ends(s: Statement) -> tuple[str, ...]:
    return (s.source, s.target) if isinstance(s, LinkStatement) else (s.id,)


def _survivor(verdicts: dict[frozenset[str], Verdict], id_: str) -> str:
    same, grown = {id_}, True
    while grown:
        near = [p for p, v in verdicts.items() if v is Verdict.SAME and p & same]
        grown = any(not p <= same for p in near)
        same = same.union(*near)
    return min(same)


def _last_day(period: str) -> str:
    if len(period) == 4:
        return f"{period}-12-31"
    if len(period) == 7:
        year, month = int(period[:4]), int(period[5:])
        return f"{period}-{calendar.monthrange(year, month)[1]}"
    return period


def _text(value: Any) -> str:
    plain = (
        {"currency": value.currency, "minor": value.minor} if isinstance(value, Money) else value
    )
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def counted(view: tuple[dict[str, Any], dict[tuple[str, ...], Any]]) -> tuple[Any, Any]:
    """Numbers of nodes and links by type."""
    nodes, links = view
    return Counter(type_ for type_, _ in nodes.values()), Counter(link[0] for link in links)
