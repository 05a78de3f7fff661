"""Invented codes with right check characters: of organisations, people, patent applications."""

from __future__ import annotations

from typing import Final

__all__ = ["invented_application", "invented_orcid", "invented_uscc"]

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def invented_uscc(kind: str, district: str, serial: int) -> str:
    """Return the code of an organisation that does not exist (GB 32100-2015).

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


def invented_application(year: int, kind: int, serial: int) -> str:
    """Return the number of a patent application that nobody filed (ZC 0006-2003).

    Parameters
    ----------
    year : int
    kind : int
        1 for an invention, 2 for a utility model, 3 for a design.
    serial : int
        Below 100,000; the number begins with 99, which no year reaches.

    Examples
    --------
    >>> invented_application(2021, 1, 7)
    '2021199000070'
    """
    digits = f"{year}{kind}99{serial:05}"
    total = sum(int(d) * w for d, w in zip(digits, (*range(2, 10), *range(2, 6)), strict=True))
    return f"{digits}.{'0123456789X'[total % 11]}"


def invented_orcid(serial: int) -> str:
    """Return an ORCID of nobody (ISO 7064, 11-2).

    Parameters
    ----------
    serial : int
        Below 1,000,000; the number begins with 0000-0008, which is not given out.

    Examples
    --------
    >>> invented_orcid(7)
    '0000-0008-0000-0070'
    """
    digits = f"00000008{serial:07}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    code = digits + "0123456789X"[(12 - total % 11) % 11]
    return "-".join(code[at : at + 4] for at in range(0, 16, 4))
