"""Characters that a text may have and nobody else can show."""

from __future__ import annotations

import re

from loaders.flaws import Flaw

__all__ = ["private_characters"]

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


def private_characters(text: str) -> tuple[Flaw, ...]:
    r"""Say whether a text has a character whose meaning only its author's font knows.

    Examples
    --------
    >>> private_characters("王磊"), private_characters("钟虓\ue863")[0].code
    ((), 'PUA_CHAR')
    """
    if _PRIVATE.search(text) is None:
        return ()
    return (
        Flaw(
            "PUA_CHAR",
            f"{text} has a character that only its author's font can show.",
            "Write the character by its Unicode number, if it has one by now.",
        ),
    )
