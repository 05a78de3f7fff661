"""Weak industry links by sets, loops and fractions: the oracle, sharing no code with the measure."""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction


def last_day(text):
    if text in (None, "always"):
        return None
    year, month, day = (*map(int, text.split("-")), None, None)[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def first_day(text):
    if text in (None, "always"):
        return None if text is None else date.min
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


LINKS = {
    "PROJECT": ["PARTICIPATES_IN"],
    "CONTRACT": ["PARTY_TO"],
    "PATENT": ["CO_APPLIED"],
    "CONVERSION": ["OWNS", "CONVERTED_BY"],
    "CO_BUILT": ["BUILT_WITH"],
    "INCUBATION": ["INCUBATES"],
}


SHARED = {"CONTRACT": ("TechnologyContract", "signedOn"), "PATENT": ("Patent", "filedOn")}


def links(graph, type_):
    """(source, target, properties)."""
    if type_ == "PARTICIPATES_IN":
        return [(o, p, {}) for o, p in graph["participations"]]
    if type_ == "BUILT_WITH":
        rows = [(*row, None, None)[:4] for row in graph["built"]]
        return [(p, b, {"validFrom": s, "validTo": e}) for p, b, s, e in rows]
    return [(*row, {})[:3] for row in graph.get("links", {}).get(type_, [])]


def looked_at(graph, kinds):
    return {kind for kind in kinds if all(links(graph, type_) for type_ in LINKS[kind])}


def ties_of(graph, unit, kinds, window):
    """Ties (partner, activity, strength, day), and activities by kind that are chosen, undecided."""
    ties, done = [], {}
    for kind in looked_at(graph, kinds):
        chosen, undecided = set(), set()
        for name, span, others, weight in activities_of(graph, unit, kind, window):
            answer = placed(span, window)
            (undecided if answer is None else chosen if answer else set()).add(name)
            if answer:
                ties += [(other, name, weight, last_day(span[0])) for other in others]
        done[kind] = chosen, undecided
    return ties, done


def activities_of(graph, unit, kind, window):
    """(name, (start, end), other organisations, strength) of what a unit does."""
    if kind in ("PROJECT", "CONTRACT", "PATENT"):
        return shared_of(graph, unit, kind)
    if kind == "CONVERSION":
        return conversions_of(graph, unit)
    # A validity without a beginning has always been true.
    always = "always" if window is not None and window[2] == "OVERLAP" else None
    return [
        (
            (source, target),
            (said.get("validFrom") or always, said.get("validTo")),
            {target if unit == source else source},
            Fraction(1),
        )
        for source, target, said in links(graph, LINKS[kind][0])
        if unit in (source, target) and source != target
    ]


def shared_of(graph, unit, kind):
    spans = {p: span or (None, None) for p, span in graph["projects"].items()}
    if kind != "PROJECT":
        type_, day = SHARED[kind]
        spans = {id_: (said.get(day),) * 2 for id_, said in graph["more"][type_].items()}
    for id_, span in spans.items():
        members = {o for o, shared, _ in links(graph, LINKS[kind][0]) if shared == id_}
        if unit in members:
            size = len(members) if kind == "PROJECT" else 2
            yield id_, span, members - {unit}, Fraction(1, max(size - 1, 1))


def conversions_of(graph, unit):
    for achievement, converter, said in links(graph, "CONVERTED_BY"):
        owners = {o for o, a, _ in links(graph, "OWNS") if a == achievement}
        others = owners if unit == converter else {converter} if unit in owners else set()
        if unit == converter or unit in owners:
            name = (achievement, "converted by", converter)
            yield name, (said.get("on"),) * 2, others - {unit}, Fraction(1)


def segments_of(graph, unit, region):
    """Served segments, those without a local enterprise, those of them that are not certain."""
    code = {d: said.get("code") for d, said in graph["more"]["District"].items()}
    served = {s for o, s, _ in links(graph, "SERVES") if o == unit}
    for o, carrier, _ in links(graph, "HOSTS"):
        if o == unit:
            served |= {s for c, s, _ in links(graph, "CARRIER_SERVES") if c == carrier}
    bare, uncertain = set(), set()
    for segment in served:
        firm, perhaps = False, False
        for o in {o for o, s, _ in links(graph, "OPERATES_IN") if s == segment}:
            codes = [code[d] for x, d, _ in links(graph, "LOCATED_IN") if x == o and code[d]]
            near = any(c[: len(region)] == region for c in codes)
            firm |= type_of(graph, o) == "Enterprise" and near
            perhaps |= type_of(graph, o) == "Enterprise" and not codes
            perhaps |= type_of(graph, o) == "UnclassifiedOrganization" and (near or not codes)
        if not firm:
            bare.add(segment)
            if perhaps:
                uncertain.add(segment)
    return served, bare, uncertain


def rule_on_segments(graph, region):
    """Whether anything can be said of local enterprises in served segments."""
    serving = links(graph, "SERVES") or links(graph, "CARRIER_SERVES")
    return bool(region and serving and links(graph, "OPERATES_IN") and links(graph, "LOCATED_IN"))


def type_of(graph, id_):
    said = graph["organizations"][id_]
    return said if isinstance(said, str) else said[0]


def weak_link(graph, unit, *, kinds, window, as_of, months, region=None):
    """Everything that the measure says of one organisation."""
    ties, done = ties_of(graph, unit, kinds, window)
    counting = {"PROJECT"} if "PROJECT" in done else set(done)
    chosen = sum(len(done[kind][0]) for kind in counting)
    undecided = sum(len(done[kind][1]) for kind in counting)
    partners = {t[0] for t in ties}
    firms = {p for p in partners if type_of(graph, p) == "Enterprise"}
    nameless = {p for p in partners if type_of(graph, p) == "UnclassifiedOrganization"}
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
    told = {
        "activity": chosen,
        "largest": largest,
        "newest": max(dated, default=None),
        "numbers": {
            "ACTIVITY": (chosen, None, undecided),
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
    if rule_on_segments(graph, region):
        served, bare, uncertain = segments_of(graph, unit, region)
        numbers = (len(bare), len(served), len(uncertain))
        told["numbers"]["SEGMENTS_WITHOUT_ENTERPRISE"] = numbers
        told["rules"] |= {"SEGMENT_WITHOUT_ENTERPRISE"} if bare else set()
    return told


def months_earlier(day, months):
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
