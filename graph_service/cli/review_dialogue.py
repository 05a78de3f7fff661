"""The dialogue about pairs: one after the other, each answered by a letter and a reason."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph_service.cli.audited import noted
from graph_service.cli.console import new_console
from graph_service.cli.review_shown import show_question
from graph_service.review.decisions import (
    DecidedOtherwise,
    DecisionRefused,
    decide,
    undo_decision,
)
from graph_service.review.questions import Question, Questions, questions, reason_label
from schema.statements import Verdict

if TYPE_CHECKING:
    from graph_service.store.port import ReadContext, Store
    from schema.catalogue import Catalogue

__all__ = ["Dialogue"]

_KEYS: Final = {
    "s": Verdict.SAME,
    "same": Verdict.SAME,
    "1": Verdict.SAME,
    "d": Verdict.DIFFERENT,
    "different": Verdict.DIFFERENT,
    "2": Verdict.DIFFERENT,
}
_SKIP: Final = ("u", "undecided", "3")
_BACK: Final = ("b", "back")
_QUIT: Final = ("q", "quit")
_PROMPT: Final = "s 同一 same, d 不同 different, u 未定 undecided, b 返回 back, q 退出 quit: "
_HELP: Final = (
    "s: they are one. d: they are two; the pair is not asked about again. u: goes on; with a"
    " reason it is noted that you could not tell. b: takes your last answer back and asks again."
    " q: ends. Nothing else is needed: each answer is kept at once."
)


class _Ended(Exception):
    """Whoever is asked has gone."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer that can be taken back.

    Attributes
    ----------
    before : str
        The place in the queue from which the pair is found again.
    number : int
        The decision that was written; 0 if none was.
    """

    before: str
    number: int


class Dialogue:
    """Asks one person about the pairs of the queue.

    Parameters
    ----------
    runner : asyncio.Runner
        Of the loop in which the store was opened.
    store : Store
    catalogue : Catalogue
    context : ReadContext
    by : str
        Who is asked.
    """

    def __init__(
        self,
        runner: asyncio.Runner,
        store: Store,
        catalogue: Catalogue,
        context: ReadContext,
        by: str,
    ) -> None:
        self._runner = runner
        self._store = store
        self._catalogue = catalogue
        self._context = context
        self._by = by
        self._console = new_console()
        self._place = ""
        self._answers: list[_Answered] = []

    def hold(self) -> None:
        """Ask until nothing is open, or whoever is asked ends it."""
        if sys.stdin.isatty():
            # Lines can be edited then, Chinese too.
            import readline  # noqa: F401
        try:
            while self._ask_next():
                pass
        except (KeyboardInterrupt, EOFError, _Ended):
            self._console.print()
        count = sum(1 for answer in self._answers if answer.number)
        self._console.print(f"{count:,} decided by {self._by}; it is kept.")

    def _ask_next(self) -> bool:
        """Ask about the next pair; False if there is none."""
        found = self._runner.run(
            questions(self._store, self._catalogue, self._context, after=self._place, limit=1)
        )
        if not found.asked:
            if found.has_next:
                self._place = found.end
                return True
            self._console.print("Nothing more is to be decided.")
            return False
        (question,) = found.asked
        show_question(self._console, self._catalogue, question, found)
        while not self._take(question, found, input(_PROMPT).strip().lower()):
            pass
        return True

    def _take(self, question: Question, found: Questions, answer: str) -> bool:
        """Do what was answered; False if it must be asked again."""
        if answer in _QUIT:
            raise _Ended
        if answer in _BACK:
            return self._go_back()
        if answer in _SKIP:
            reason = input("Why? [no note] ").strip()
            return (
                self._decide(question, Verdict.UNDECIDED, reason) if reason else self._skip(found)
            )
        verdict = _KEYS.get(answer)
        if verdict is None:
            self._console.print(_HELP)
            return False
        usual = reason_label(question.pair.reason)
        return self._decide(question, verdict, input(f"Why? [{usual}] ").strip() or usual)

    def _decide(self, question: Question, verdict: Verdict, reason: str) -> bool:
        standing = question.in_force
        try:
            decided = self._runner.run(
                decide(
                    self._store,
                    self._catalogue,
                    question.pair.left,
                    question.pair.right,
                    verdict,
                    by=self._by,
                    reason=reason,
                    expected=standing.number if standing else 0,
                )
            )
        except DecidedOtherwise as error:
            self._console.print(str(error))
            return True
        except DecisionRefused as error:
            self._console.print(str(error))
            return False
        number = decided.judgement.number if decided.changed else 0
        if number:
            self._runner.run(noted(self._store, "review", subject=str(number)))
        self._answers.append(_Answered(self._place, number))
        if verdict is Verdict.UNDECIDED:
            self._place = question.place
        return True

    def _skip(self, found: Questions) -> bool:
        self._answers.append(_Answered(self._place, 0))
        self._place = found.end
        return True

    def _go_back(self) -> bool:
        if not self._answers:
            self._console.print("There is nothing to go back to.")
            return False
        last = self._answers[-1]
        if last.number:
            try:
                self._runner.run(
                    undo_decision(self._store, last.number, by=self._by, reason="返回 back")
                )
            except DecisionRefused as error:
                self._console.print(str(error))
                return False
            self._runner.run(noted(self._store, "review", subject=str(last.number)))
            self._console.print("Taken back.")
        self._answers.pop()
        self._place = last.before
        return True
