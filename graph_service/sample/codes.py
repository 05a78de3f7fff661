"""Invented unified social credit codes whose check characters are right (GB 32100-2015)."""

from __future__ import annotations

from typing import Final

__all__ = ["invented_uscc"]

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def invented_uscc(kind: str, district: str, serial: int) -> str:
    """Return the code of an organisation that does not exist.

    Parameters
    ----------
    kind : str
        Registering department and class of body: ``91`` for a firm, ``12`` for an institution.
    district : str
        Code of the registrar's district, six digits.
    serial : int
        Below 1,000,000; the organisation code is ``YX`` and this number, which nobody issues.

    Examples
    --------
    >>> invented_uscc("91", "330382", 7)
    '91330382YX0000075K'
    """
    body = f"YX{serial:06}"
    remainder = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    organisation = body + "0X987654321"[remainder]
    head = kind + district + organisation
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + _ALPHABET[-total % 31]
