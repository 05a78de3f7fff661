"""Weak industry links by sets, loops and fractions: the oracle, sharing no code with the measure."""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction


def last_day(text):
    if text is None:
        return None
    year, month, day = (*map(int, text.split("-")), None, None)[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def first_day(text):
    if text is None:
        return None
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def placed(span, window):
    """Yes, no, or None where the dates do not tell."""
    if window is None:
        return True
    first, last, by = window
    begun, latest, ended = first_day(span[0]), last_day(span[0]), last_day(span[1])
    if begun is None:
        return None
    if by == "OVERLAP":
        return begun <= last and (ended is None or ended >= first)
    if first <= begun and latest <= last:
        return True
    return None if begun <= last and latest >= first else False


def ties_of(graph, unit, kinds, window):
    """(partner, activity, strength, day), and the projects chosen and undecided."""
    types = {id_: t if isinstance(t, str) else t[0] for id_, t in graph["organizations"].items()}
    chosen, undecided, ties = set(), set(), []
    for project, span in graph["projects"].items():
        members = {o for o, p in graph["participations"] if p == project}
        if "PROJECT" not in kinds or unit not in members:
            continue
        answer = placed(span or (None, None), window)
        if answer is None:
            undecided.add(project)
        elif answer:
            chosen.add(project)
            for other in members - {unit}:
                day = last_day((span or (None, None))[0])
                ties.append((other, project, Fraction(1, len(members) - 1), day))
    if "CO_BUILT" in kinds:
        ties += co_buildings_of(graph, unit, window)
    return types, chosen, undecided, ties


def co_buildings_of(graph, unit, window):
    ties = []
    for platform, builder, begun, ended in graph["built"]:
        if platform == builder or unit not in (platform, builder):
            continue
        # A validity without a beginning has always been true.
        by_overlap = window is not None and window[2] == "OVERLAP"
        if placed((begun or ("0001" if by_overlap else None), ended), window):
            other = builder if unit == platform else platform
            ties.append((other, platform, Fraction(1), last_day(begun)))
    return ties


def weak_link(graph, unit, *, kinds, window, as_of, months):
    """Everything that the measure says of one organisation."""
    types, chosen, undecided, ties = ties_of(graph, unit, kinds, window)
    partners = {t[0] for t in ties}
    firms = {p for p in partners if types[p] == "Enterprise"}
    nameless = {p for p in partners if types[p] == "UnclassifiedOrganization"}
    strength = {p: sum(t[2] for t in ties if t[0] == p) for p in partners}
    total = sum(strength.values())
    of_firms = sum(strength[f] for f in firms)
    top = max((strength[f] for f in firms), default=0)
    largest = min((f for f in firms if strength[f] == top), default=None)
    days = [t[3] for t in ties if t[0] in firms]
    dated = [d for d in days if d]
    cutoff = months_earlier(date.fromisoformat(as_of), months)
    recent = [d for d in dated if d >= cutoff]
    of_nameless = sum(strength[p] for p in nameless)
    return {
        "projects": len(chosen),
        "largest": largest,
        "newest": max(dated, default=None),
        "numbers": {
            "ACTIVITY": (len(chosen), None, len(undecided)),
            "ENTERPRISE_PARTNERS": (len(firms), None, len(nameless)),
            "ENTERPRISE_SHARE": (len(firms), len(partners), len(nameless)),
            "ENTERPRISE_STRENGTH": (of_firms, total, of_nameless),
            "LARGEST_ENTERPRISE": (top, of_firms, of_nameless),
            "RECENT_TIES": (len(recent), len(dated), len(days) - len(dated)),
        },
        "rules": {
            name
            for name, fires in {
                "NO_ENTERPRISE_PARTNER": not firms,
                "LOW_ENTERPRISE_SHARE": partners and 5 * len(firms) < len(partners),
                "ONE_ENTERPRISE_DOMINATES": firms and 5 * top >= 4 * of_firms,
                "STALE_TIES": dated and not recent,
            }.items()
            if fires
        },
    }


def months_earlier(day, months):
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
