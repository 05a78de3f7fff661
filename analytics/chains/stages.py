"""The stage of what organisations do: as given, or from the level of technology readiness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.tables import Coded, Numbers, Tables
from schema.stages import LEVELS, STAGES, stage_of_trl

__all__ = ["Stages", "stages_of"]


@dataclass(frozen=True, slots=True)
class Stages:
    """The stage of each node of one type, over all nodes.

    Attributes
    ----------
    code : ndarray of int64, shape (tables.size,)
        Index into `schema.stages.STAGES`; -1 where neither stage nor level is known.
    derived : ndarray of bool, shape (tables.size,)
        Whether it follows from the level.
    """

    code: npt.NDArray[np.int64]
    derived: npt.NDArray[np.bool_]


def stages_of(tables: Tables, type_: str) -> Stages:
    """Return the stages of one type, by ``stage`` and, where that is missing, by ``trl``."""
    code = np.full(tables.size, -1, dtype=np.int64)
    derived = np.zeros(tables.size, dtype=np.bool_)
    table = tables.nodes.get(type_)
    if table is None:
        return Stages(code, derived)
    here = slice(table.start, table.start + len(table.ids))
    given, level = table.columns.get("stage"), table.columns.get("trl")
    if isinstance(given, Coded):
        known = [STAGES.index(value) if value in STAGES else -1 for value in given.values]
        code[here] = np.array([*known, -1], dtype=np.int64)[given.codes]
    if isinstance(level, Numbers):
        worked_out = np.full(len(table.ids), -1, dtype=np.int64)
        for trl in LEVELS:
            worked_out[level.values == trl] = STAGES.index(str(stage_of_trl(trl)))
        derived[here] = (code[here] < 0) & (worked_out >= 0)
        code[here] = np.where(derived[here], worked_out, code[here])
    return Stages(code, derived)
