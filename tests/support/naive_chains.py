"""Chain coverage by sets and loops over a graph as dicts: the oracle, sharing no code with it."""

from __future__ import annotations

from itertools import pairwise

from naive_weak_links import placed

STAGES = ["BASIC", "APPLIED", "TACKLING", "PILOT", "INDUSTRIALISATION"]
BY_LEVEL = [None, *STAGES[:1] * 2, *STAGES[1:2] * 2, *STAGES[2:3] * 2, STAGES[3], *STAGES[4:] * 2]
WORK = {
    "Project": ("PROJECT_SERVES", ["PARTICIPATES_IN"], "startOn", "endOn"),
    "Achievement": ("ACHIEVEMENT_SERVES", ["OWNS"], "completedOn", "completedOn"),
    "Patent": ("PATENT_SERVES", ["OWNS_PATENT", "CO_APPLIED"], "filedOn", "filedOn"),
    "TechnologyContract": ("CONTRACT_SERVES", ["PARTY_TO"], "signedOn", "signedOn"),
}
WAYS = [
    "PARTICIPATES_IN",
    "PARTY_TO",
    "CO_APPLIED",
    "OWNS_PATENT",
    "OWNS",
    "CONVERTED_BY",
    "CONVERTED_FROM",
    "CONVERTED_FROM_PATENT",
    "CONTRACT_FOR",
    "BUILT_WITH",
    "INCUBATES",
    "PART_OF",
]


class Chain:
    """One chain of a graph (nodes by type and id, links by type), looked at from a region."""

    def __init__(self, graph, chain, *, region=None, window=None):
        self.nodes, self.links = graph
        self.region, self.window = region, window
        members = [s for s, c in self.pairs("SEGMENT_OF") if c == chain]
        said = self.nodes["ChainSegment"]
        last = float("inf")
        self.segments = sorted(
            members, key=lambda s: (last if said[s].get("order") is None else said[s]["order"], s)
        )

    def pairs(self, type_):
        return [row[:2] for row in self.links.get(type_, [])]

    def place(self, organization):
        """Yes, no, or None where nobody knows."""
        if self.region is None:
            return True
        districts = [d for o, d in self.pairs("LOCATED_IN") if o == organization]
        codes = [self.nodes["District"][d].get("code") for d in districts]
        known = [code for code in codes if code]
        return None if not known else any(code[: len(self.region)] == self.region for code in known)

    def stage(self, said):
        level = said.get("trl")
        derived = BY_LEVEL[level] if level is not None and 1 <= level <= 9 else None
        return said.get("stage") or derived

    def placed(self, said, start, end):
        return placed((said.get(start), said.get(end)), self.window)

    def provisions(self, segment):
        """(organisation, stage or None, whether it is certain)."""
        for type_, (serves, links, start, end) in WORK.items():
            for work, served in self.pairs(serves):
                said = self.nodes[type_][work]
                inside = self.placed(said, start, end)
                if served != segment or inside is False:
                    continue
                stage = self.stage(said)
                for link in links:
                    for organization, had in self.pairs(link):
                        if had == work:
                            yield organization, stage, bool(inside and stage)
        for organization, where in self.pairs("OPERATES_IN"):
            if where == segment:
                yield organization, "INDUSTRIALISATION", True

    def cell(self, segment, stage):
        """Providers in the region, in all, and those who may be local as well."""
        rows = [row for row in self.provisions(segment) if row[1] in (stage, None)]
        return self.counted([(o, certain) for o, _, certain in rows])

    def counted(self, rows):
        anywhere = {o for o, certain in rows if certain}
        local = {o for o in anywhere if self.place(o)}
        maybe = {o for o, certain in rows if self.place(o) is None}
        maybe |= {o for o, certain in rows if not certain and self.place(o) is not False}
        return local, anywhere, maybe - local

    def support(self, column):
        providers = {o for s in self.segments for o, _, certain in self.provisions(s) if certain}
        rows = []
        if column == "FINANCE":
            for funder, event in self.pairs("FUNDS"):
                projects = [p for e, p in self.pairs("FUNDS_PROJECT") if e == event]
                serving = [p for p, s in self.pairs("PROJECT_SERVES") if s in self.segments]
                aimed = {*projects} & {*serving}
                paid = {o for o, e in self.pairs("RECEIVES") if e == event} & providers
                inside = self.placed(self.nodes["FundingEvent"][event], "on", "on")
                if (aimed or paid) and inside is not False:
                    rows.append((funder, bool(inside)))
        else:
            theirs = providers | {o for o, s in self.pairs("SERVES") if s in self.segments}
            having = [o for o, _ in self.pairs("TRAINS")] + [o for _, o in self.pairs("TEAM_OF")]
            rows = [(o, True) for o in having if o in theirs]
        return self.counted(rows)

    def served(self, segment):
        platforms = [o for o in self.nodes.get("Platform", {}) if self.place(o)]
        direct = any(o in platforms for o, s in self.pairs("SERVES") if s == segment)
        carriers = {c for c, s in self.pairs("CARRIER_SERVES") if s == segment}
        hosted = any(self.place(o) for o, c in self.pairs("HOSTS") if c in carriers)
        projects = {
            p
            for p, s in self.pairs("PROJECT_SERVES")
            if s == segment and self.placed(self.nodes["Project"][p], "startOn", "endOn")
        }
        worked = any(self.place(o) for o, p in self.pairs("PARTICIPATES_IN") if p in projects)
        return direct or hosted or worked

    def findings(self, segment):
        populated = any(self.cell(segment, stage)[0] for stage in STAGES)
        said = self.nodes["ChainSegment"]
        downstream = [s for s in self.segments if said[s].get("position") == "DOWNSTREAM"]
        found = set()
        if populated and not self.served(segment):
            found.add("UNSERVED")
        if downstream and segment == downstream[-1] and not populated:
            found.add("LAST_SEGMENT_ABSENT")
        return found

    def handovers(self, hops):
        """{(segment, stage, next stage): links of the shortest path, or None}."""
        near = {}
        for type_ in WAYS:
            for one, other in self.pairs(type_):
                near.setdefault(one, set()).add(other)
                near.setdefault(other, set()).add(one)
        found = {}
        for segment in self.segments:
            for stage, then in pairwise(STAGES):
                left, right = self.cell(segment, stage)[0], self.cell(segment, then)[0]
                if left and right:
                    found[segment, stage, then] = _distance(near, left, right, hops)
        return found


def _distance(near, left, right, hops):
    reached = {*left}
    for steps in range(hops + 1):
        if reached & right:
            return steps
        reached |= {other for one in reached for other in near.get(one, ())}
    return None


SEVERITY = ["MISSING", "ONLY_OUTSIDE_REGION", "SINGLE_PROVIDER", "WEAK", "COVERED"]


def findings(local, anywhere, theta):
    if not anywhere:
        return ["MISSING"]
    if not local:
        return ["ONLY_OUTSIDE_REGION"]
    found = ["SINGLE_PROVIDER"] if len(local) == 1 else []
    if len(local) >= theta:
        return [*found, "COVERED"]
    return found or ["WEAK"]
