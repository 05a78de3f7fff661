"""The pieces of which statements are put together: names, parameters, conditions, patterns.

A text holds nothing but what is written in this package and names of the catalogue; every value
is a parameter. Equal questions give equal texts, so that the server plans each once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from graph_service.store.neo4j.layout import NODE, quoted
from graph_service.store.plan import Hop
from schema.columns import VALID_FIRST, VALID_LAST
from schema.declarations import Direction

__all__ = ["FALSE", "TRUE", "Draft", "either", "every", "hop_match", "negated"]

_HEAD: Final = re.compile(r"\b[ds]\d+\b")

TRUE: Final = "true"
FALSE: Final = "false"


@dataclass(slots=True)
class Draft:
    """A statement that is being written.

    Attributes
    ----------
    as_of : str
        ISO day on which links with validity count.
    parameters : dict
        By name.
    heads : list of str
        Subqueries that stand before all others.
    collects : bool
        Whether some of them collect sets of nodes.
    """

    as_of: str
    parameters: dict[str, Any] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    collects: bool = False
    _names: int = 0
    _known: dict[Any, str] = field(default_factory=dict)
    _bound: dict[str, None] = field(default_factory=dict)

    def parameter(self, value: Any) -> str:
        """Return the text of a parameter that holds `value`."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = list(value) if isinstance(value, tuple) else value
        return f"${name}"

    def day(self) -> str:
        """Return the text of the parameter that holds the day."""
        self.parameters["day"] = self.as_of
        return "$day"

    def name(self, stem: str) -> str:
        """Return a variable that nothing else has."""
        self._names += 1
        return f"{stem}{self._names}"

    def set_of(self, what: Any, write: Callable[[], str]) -> str:
        """Return the variable of a set of nodes, written at the head unless it is there.

        Parameters
        ----------
        what : hashable
            Equal for equal sets.
        write : callable
            Gives the subquery up to what it collects; it may ask for other sets.
        """
        if what not in self._known:
            self._known[what] = self._head(write(), "s")
        return self._known[what]

    def reaches_only(self, hop: Hop) -> str:
        """Return the variable that says whether every link of a hop's type leads to its target.

        The server knows these numbers of links.
        """
        what = (hop.link, hop.direction, hop.target)
        if what not in self._known:
            link = f"[r:{quoted(hop.link)}]"
            out, far = hop.direction is Direction.OUT, f"(:{quoted(hop.target)})"
            all_, fit = (
                f"CALL () {{ MATCH {f'()-{link}->{end}' if out else f'{end}-{link}->()'}"
                f" RETURN count(r) AS {name} }}"
                for end, name in (("()", "a"), (far, "b"))
            )
            self._known[what] = self._head(f"{all_} {fit} RETURN a = b", "d")
        return self._known[what]

    def _head(self, lines: str, stem: str) -> str:
        name = self.name(stem)
        self.heads.append(self.subquery((), f"{lines} AS {name}"))
        self._bound[name] = None
        return name

    def as_one(self, test: str) -> str:
        """Return a condition that the server does not take apart.

        It may read each of several alternatives by itself and unite what it finds; it then keeps
        with every node all that the subquery sees. Where that may be sets, it must not.
        """
        return f"coalesce({test}, false)" if self.collects and " OR " in test else test

    def subquery(self, variables: Iterable[str], *lines: str) -> str:
        """Return a subquery that sees some variables, and of what the heads bind what it uses.

        A server keeps what a subquery sees with every row that it sorts, and counts it each time:
        so it sees no more than it must.
        """
        body = "\n".join(lines)
        used = dict.fromkeys(_HEAD.findall(body))
        seen = ", ".join((*variables, *(name for name in used if name in self._bound)))
        return f"CALL ({seen}) {{\n{body} }}"


def every(parts: Iterable[str]) -> str:
    """Return a condition that is true if all parts are."""
    kept = [part for part in dict.fromkeys(parts) if part != TRUE]
    if FALSE in kept:
        return FALSE
    return " AND ".join(kept) or TRUE


def either(parts: Iterable[str]) -> str:
    """Return a condition that is true if any part is."""
    kept = [part for part in dict.fromkeys(parts) if part != FALSE]
    if TRUE in kept:
        return TRUE
    if len(kept) < 2:  # noqa: PLR2004 - nothing to join
        return kept[0] if kept else FALSE
    return f"({' OR '.join(f'({part})' if ' AND ' in part else part for part in kept)})"


def negated(part: str) -> str:
    """Return a condition that is true if a two-valued one is not."""
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return f"NOT ({part})"


def hop_match(
    draft: Draft, hop: Hop, variables: tuple[str, str, str], conditions: Iterable[str] = ()
) -> str:
    """Return a pattern of the links of a hop that count, with further conditions on them.

    Parameters
    ----------
    draft : Draft
    hop : Hop
    variables : tuple of str
        Of the near end, the link and the far end.
    conditions : iterable of str
    """
    near, link, far = variables
    known = far if hop.target == NODE else f"{far}:{quoted(hop.target)}"
    if hop.direction is Direction.OUT:
        pattern = f"({near})-[{link}:{quoted(hop.link)}]->({known})"
    else:
        pattern = f"({near})<-[{link}:{quoted(hop.link)}]-({known})"
    valid: tuple[str, ...] = ()
    if hop.validity:
        day = draft.day()
        valid = (f"{link}.{quoted(VALID_FIRST)} <= {day} <= {link}.{quoted(VALID_LAST)}",)
    where = every((*valid, *conditions))
    return pattern if where == TRUE else f"{pattern} WHERE {where}"
