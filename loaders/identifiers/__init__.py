"""Identifiers: one normal form per scheme, or the reason why a text is none.

One module a family of schemes; a damaged identifier is refused and never guessed.
"""

from __future__ import annotations

from loaders.identifiers.damage import undamaged
from loaders.identifiers.form import InvalidIdentifier, Normaliser, Reading
from loaders.identifiers.industries import INDUSTRIES
from loaders.identifiers.organisations import ORGANISATIONS, also_known_by
from loaders.identifiers.patents import PATENTS
from loaders.identifiers.registries import REGISTRIES
from loaders.rows import Cell

__all__ = [
    "CHECKED",
    "SCHEMES",
    "InvalidIdentifier",
    "also_known_by",
    "normalise_identifier",
    "read_identifier",
]

_NORMALISERS: dict[str, Normaliser] = ORGANISATIONS | PATENTS | REGISTRIES | INDUSTRIES
"""Normal forms by scheme; identifiers of other schemes lose their white space and no more."""

SCHEMES = frozenset(_NORMALISERS)
"""Schemes whose form is known."""

CHECKED = frozenset({"uscc", "orcid", "isni", "ror", "patent-application"})
"""Schemes whose identifiers prove by their check digits that they are some."""


def read_identifier(scheme: str, cell: Cell) -> Reading:
    """Bring a cell into the normal form of an identifier scheme, and say what is doubtful.

    Parameters
    ----------
    scheme : str
        ``uscc``, ``orcid``, ...; schemes without a normaliser are only trimmed.
    cell : Cell
        What the cell holds; numbers with more digits than a spreadsheet keeps are damaged.

    Returns
    -------
    (str, Flaw or None)

    Raises
    ------
    InvalidIdentifier
        If it is damaged or breaks the rules of the scheme.

    Examples
    --------
    >>> read_identifier("uscc", " 91330000 142944445h ")
    ('91330000142944445H', None)
    """
    text = undamaged(scheme, cell)
    normaliser = _NORMALISERS.get(scheme)
    return normaliser(text) if normaliser else ("".join(text.split()), None)


def normalise_identifier(scheme: str, cell: Cell) -> str:
    """Return the normal form of an identifier; see `read_identifier`."""
    return read_identifier(scheme, cell)[0]
