"""How offices say at which stage of the innovation chain something stands."""

from __future__ import annotations

from random import Random
from typing import Final

from graph_service.sample.bodies import Row
from graph_service.sample.chance import sometimes

__all__ = ["STAGES", "written_stage"]

_LEVELS: Final = {
    "基础研究": (1, 2),
    "应用研究": (3, 4),
    "技术攻关": (5, 6),
    "中试": (7,),
    "产业化": (8, 9),
}
STAGES: Final = tuple(_LEVELS)
"""The stages in their order."""

_OTHERWISE: Final = {"应用研究": "应用基础研究", "技术攻关": "关键技术攻关", "产业化": "成果产业化"}


def written_stage(random: Random, stage: str) -> Row:
    """Write a stage by its name, by a level of readiness, by both or by neither."""
    level = random.choice(_LEVELS[stage])
    spelled = _OTHERWISE.get(stage, stage) if sometimes(random, 0.2) else stage
    kind = random.choices(("name", "level", "both", "neither"), (50, 25, 15, 10))[0]
    if kind == "both" and stage == "技术攻关":
        level = random.choice((4, 5, 6))
    return {
        "创新链阶段": spelled if kind in ("name", "both") else "",
        "技术成熟度": level if kind in ("level", "both") else "",
    }
