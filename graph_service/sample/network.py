"""Projects planted for what a network and a chain are asked: who alone joins two groups, what breaks."""

from __future__ import annotations

from typing import Final

from graph_service.sample.bodies import Body
from graph_service.sample.chain_plan import BROKEN, LAPSED, OUTSIDE, SINGLE, UNUSED, segment
from graph_service.sample.planted import Planted
from graph_service.sample.words import OUTSIDE_FIRM
from graph_service.sample.world import FRESH, PAST, Ecosystem

__all__ = ["QUIET", "plant_network"]

QUIET: Final = 14
"""How many firms are kept back for it."""

_GROUP: Final = 12


def plant_network(world: Ecosystem, broker: Body) -> None:
    """Plant a broker, a handover that breaks, and research for segments without enterprises.

    Parameters
    ----------
    world : Ecosystem
        Its quiet firms work with nobody else.
    broker : Body
        A platform that works with others too.
    """
    applied, tackling, *group = world.quiet
    _broker(world, broker, group[:_GROUP])
    health, chips = "生命健康", "新能源智能网联汽车"
    world.add(applied, [], PAST, (health, segment(BROKEN), "应用研究"))
    world.add(tackling, [], PAST, (health, segment(BROKEN), "技术攻关"))
    local = [body for body in world.academic if body.row["所在县(市、区)"]]
    elsewhere = [body for body in world.academic if not body.row["所在县(市、区)"]]
    world.add(
        elsewhere[0], [elsewhere[1], OUTSIDE_FIRM], PAST, (chips, segment(OUTSIDE), "技术攻关")
    )
    world.add(local[0], local[1:3], FRESH, ("智能装备", segment(SINGLE), "技术攻关"))
    world.add(local[3], [], FRESH, ("鞋业", segment(LAPSED), "应用研究"))
    world.add(local[1], [local[2]], FRESH, ("数字经济", segment(UNUSED), "基础研究"))


def _broker(world: Ecosystem, broker: Body, group: list[Body]) -> None:
    for first in range(0, len(group), 3):
        around = [group[(first + step) % len(group)] for step in range(4)]
        world.add(around[0], around[1:], PAST)
    world.add(broker, [group[0], group[4]], FRESH)
    world.add(broker, [group[8]], PAST)
    reason = f"Without it the {len(group)} enterprises of one group work with nobody outside it."
    who = tuple(firm.name for firm in group)
    world.planted.append(Planted("BROKER", broker.name, "CUT_VERTEX", reason, who=who))
