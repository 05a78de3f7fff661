"""Candidates for gaps of a chain by loops over sets: the oracle, sharing no code."""

from __future__ import annotations

from chain_graphs import ids
from naive_chains import STAGES
from naive_supply import Supply


class Candidates:
    """Who is near to a gap, by loops."""

    def __init__(self, graph, region):
        self.supply = Supply(graph, region, STAGES)
        self.nodes, self.links = graph
        self.everybody = set(ids(graph[0], "Organization"))
        self.ties = self.supply.ties(self.everybody)

    def steps(self, organization, gap):
        """{what: steps} of the things that an organisation does."""
        segments, found = self.supply.segments, {}
        if gap.column is not None and gap.column not in STAGES:
            pairs = self.supply.pairs
            things = [e for o, e in pairs("FUNDS") if o == organization]
            if gap.column == "TALENT":
                things = [t for o, t in pairs("TRAINS") if o == organization]
                things += [t for t, o in pairs("TEAM_OF") if o == organization]
            return dict.fromkeys(things, 1)
        columns = [c.value for c in (gap.column, gap.then) if c is not None]
        for row, segment in enumerate(segments):
            far = abs(row - gap.row)
            for one, served in self.supply.pairs("SERVES"):
                if (one, served) == (organization, segment):
                    here = far + (1 if columns else 0)
                    found[served] = min(found.get(served, 99), here)
            for thing, stage in self.things(organization, segment):
                away = (
                    min(abs(STAGES.index(stage) - STAGES.index(c)) for c in columns)
                    if columns
                    else 1
                )
                found[thing] = min(found.get(thing, 99), far + away)
        return found

    def things(self, organization, segment):
        chain = self.supply.chain
        for type_, (serves, ways) in {
            "Project": ("PROJECT_SERVES", ["PARTICIPATES_IN"]),
            "Achievement": ("ACHIEVEMENT_SERVES", ["OWNS"]),
            "Patent": ("PATENT_SERVES", ["OWNS_PATENT", "CO_APPLIED"]),
            "TechnologyContract": ("CONTRACT_SERVES", ["PARTY_TO"]),
        }.items():
            for work, served in self.supply.pairs(serves):
                stage = chain.stage(self.nodes[type_][work])
                has = any((organization, work) in self.supply.pairs(way) for way in ways)
                if served == segment and has and stage:
                    yield work, stage
        if (organization, segment) in self.supply.pairs("OPERATES_IN"):
            yield segment, "INDUSTRIALISATION"

    def distance(self, organization, begin):
        reached = set(begin)
        for links in range(4):
            if organization in reached:
                return links
            reached |= {b for pair in self.ties for a, b in (pair, pair[::-1]) if a in reached}
        return None

    def candidates(self, gap):
        """{organisation: (score, distance, works)}."""
        supply, segments, found = self.supply, self.supply.segments, {}
        stages = [c.value for c in (gap.column, gap.then) if c is not None]
        whole = stages and stages[0] not in STAGES
        cells = [] if whole else [supply.chain.cell(segments[gap.row], stage) for stage in stages]
        mine = supply.chain.support(stages[0])[0] if whole else set()
        excluded = mine if whole else cells[0][0] if len(cells) == 1 else set()
        rows = segments if whole else segments[gap.row : gap.row + 1]
        fallback = set().union(*(supply.chain.cell(s, stage)[0] for s in rows for stage in STAGES))
        sides = [cell[0] for cell in cells]
        if len(sides) == 1:
            sides = [cells[0][0] or cells[0][1] or fallback]
        elif not sides:
            sides = [fallback]
        for one in self.everybody - excluded:
            things = self.steps(one, gap)
            least = min(things.values(), default=99)
            if least > 2 or (not stages and one not in self.nodes["Platform"]):
                continue
            ways = [self.distance(one, side) for side in sides]
            near = sum(0 if d is None else 1 / (1 + d) for d in ways) / len(ways)
            place = {True: 1, False: 0, None: 0.5}[supply.chain.place(one)]
            score = (2 * 0.5**least + near + place) / 4
            far = None if None in ways else sum(ways)
            found[one] = round(score, 9), far, list(things.values()).count(least)
        return found
