"""Stages of innovation, and the stage that a level of technology readiness stands for."""

from __future__ import annotations

from typing import Final

__all__ = ["LEVELS", "STAGES", "stage_of_trl"]

STAGES: Final = ("BASIC", "APPLIED", "TACKLING", "PILOT", "INDUSTRIALISATION")
"""Codes of the stages, from the idea to the market."""

_LAST_LEVELS: Final = (2, 4, 6, 7, 9)
"""Of each stage. Levels 4 and 6 touch two stages: the earlier one is taken."""

LEVELS: Final = range(1, _LAST_LEVELS[-1] + 1)
"""Levels of technology readiness."""


def stage_of_trl(level: int | None) -> str | None:
    """Return the stage that a level of technology readiness stands for where no stage is given.

    Parameters
    ----------
    level : int or None

    Returns
    -------
    str or None
        One of `STAGES`: 1-2 the first, 3-4 the second, 5-6 the third, 7 the fourth, 8-9 the
        last. None if there is no such level.

    Examples
    --------
    >>> stage_of_trl(4), stage_of_trl(7), stage_of_trl(10)
    ('APPLIED', 'PILOT', None)
    """
    if level is None or level not in LEVELS:
        return None
    return next(stage for stage, last in zip(STAGES, _LAST_LEVELS, strict=True) if level <= last)
