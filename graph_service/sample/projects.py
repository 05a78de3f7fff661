"""Invented projects: who works with whom, with platforms whose links to industry are weak."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from graph_service.sample.bodies import Body
from graph_service.sample.chain_plan import UNUSED
from graph_service.sample.chance import sometimes
from graph_service.sample.network import plant_network
from graph_service.sample.planted import Planted
from graph_service.sample.words import STRANGERS
from graph_service.sample.world import FRESH, PAST, Ecosystem

__all__ = ["plan_projects"]

_DAY_BEFORE = (date(2021, 12, 30), date(2021, 12, 30))
_CUTOFF = (date(2021, 12, 31), date(2021, 12, 31))
_OLD = (date(2018, 3, 1), date(2021, 6, 30))


def plan_projects(world: Ecosystem, each: int, size: int) -> None:
    """Make projects until there are `size`: first for weak platforms, then for the others.

    Parameters
    ----------
    world : Ecosystem
        Receives the projects, the builders of its platforms, and the list of planted ones.
    each : int
        How many platforms of each weak kind to plant.
    size : int
        Number of projects in all.
    """
    order = iter(world.random.sample(list(world.platforms), len(world.platforms)))
    weak: tuple[Callable[[Ecosystem, Body], tuple[str | None, str]], ...]
    weak = (_without_enterprise, _few_enterprises, _dominated, _stale, _unused)
    for make in (*weak * each, _share_at_threshold, _tie_at_threshold):
        platform = next(order)
        rule, reason = make(world, platform)
        world.sealed.add(platform.name)
        world.planted.append(Planted("WEAK_PLATFORM", platform.name, rule, reason))
    lone = next(order)
    world.sealed.add(lone.name)
    world.add(lone, [world.academic[0]], FRESH)
    healthy = list(order)
    for platform in healthy:
        _healthy(world, platform)
    plant_network(world, healthy[0])
    while len(world.rows) < size:
        lead = world.random.choice([*world.academic, *world.firms[:200], *healthy])
        others = [b for b in (*world.academic, *world.firms, *healthy) if b is not lead]
        partners: list[Body | str] = list(world.random.sample(others, world.random.randint(1, 4)))
        if sometimes(world.random, 0.05):
            partners.append(world.random.choice(STRANGERS))
        world.add(lead, partners, PAST)


def _without_enterprise(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    partners = world.random.sample(list(world.academic), 5)
    world.build(platform, partners[:1], date(2019, 5, 20))
    for partner in partners:
        world.add(platform, [partner], PAST)
    world.add(partners[0], [platform, partners[1]], FRESH)
    return "NO_ENTERPRISE_PARTNER", "All its partners are universities and research institutes."


def _few_enterprises(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    firms = world.random.sample(list(world.firms), 2)
    partners = world.random.sample(list(world.academic), 10)
    for partner in partners:
        world.add(platform, [partner], PAST)
    for firm in firms:
        world.add(platform, [firm], FRESH)
    return "LOW_ENTERPRISE_SHARE", "2 of its 12 partners are enterprises, a share of 0.17."


def _dominated(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    main, *others = world.random.sample(list(world.firms), 3)
    for _ in range(4):
        world.add(platform, [main], FRESH)
    world.add(platform, others, FRESH)
    world.add(platform, world.random.sample(list(world.academic), 2), PAST)
    return (
        "ONE_ENTERPRISE_DOMINATES",
        "4 projects with one enterprise, one with two others: 4 of 5 of the strength.",
    )


def _stale(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    last, *firms = world.random.sample(list(world.firms), 4)
    for firm in firms:
        world.add(platform, [firm], _OLD)
    world.add(platform, [last], _DAY_BEFORE)
    world.add(platform, [world.random.choice(world.academic)], FRESH)
    return "STALE_TIES", "Its newest project with an enterprise started on 30 December 2021."


def _unused(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    _healthy(world, platform)
    return (
        "SEGMENT_WITHOUT_ENTERPRISE",
        f"It serves the segment {UNUSED}, where no local enterprise operates.",
    )


def _share_at_threshold(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    for partner in world.random.sample(list(world.academic), 8):
        world.add(platform, [partner], PAST)
    for firm in world.random.sample(list(world.firms), 2):
        world.add(platform, [firm], FRESH)
    return None, "2 of its 10 partners are enterprises, a share of exactly 0.2."


def _tie_at_threshold(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    for firm in world.random.sample(list(world.firms), 4):
        world.add(platform, [firm], _OLD)
    world.add(platform, [world.random.choice(world.firms)], _CUTOFF)
    world.add(platform, [world.random.choice(world.academic)], FRESH)
    return None, "Its newest project with an enterprise started on 31 December 2021."


def _healthy(world: Ecosystem, platform: Body) -> None:
    firms = world.random.sample(list(world.firms), world.random.randint(4, 7))
    academic = world.random.sample(list(world.academic), 3)
    if sometimes(world.random, 0.5):
        world.build(platform, [academic[0], firms[0]], date(2020, 9, 1))
    for firm in firms:
        world.add(platform, [firm], PAST)
    world.add(platform, [firms[0], firms[1]], FRESH)
    world.add(academic[0], [platform, academic[1], firms[2]], PAST)
