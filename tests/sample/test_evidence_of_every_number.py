"""Every number that an analytic, a map or a figure shows: it opens to what it counts, or it is said why not.

The numbers are found by introspection, so that none can be added and forgotten.
"""

from __future__ import annotations

import asyncio
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left
from dataclasses import dataclass
from fnmatch import fnmatchcase

import orjson
import pytest
from api_client import built_schema, serving_store
from graphql import get_named_type
from numbers_shown import (
    PARTS,
    Law,
    Listed,
    Opened,
    listed,
    near,
    number_fields,
    opened,
    selection_of,
    shown_objects,
)
from stores import MEMORY

from graph_service.api.analytics import evidence as resolver
from graph_service.ingest import import_files
from graph_service.sample import SAMPLE_FILES, TODAY, sample_folder
from schema.catalogue import load_catalogue
from schema.packs import load_pack

N, D, X = PARTS
ROOTS = ("analytics", "ecosystemMap", "dataQuality")
TIES = "network: {ties: [PROJECT, CONTRACT, PATENT, CONVERSION, CO_BUILT, INCUBATION]}"

QUESTIONS = {
    "brokers": f"({TIES}, first: 1)",
    "centrality": f"""({TIES}, first: 1, measures: [BETWEENNESS, DEGREE, STRENGTH, PAGERANK,
        CLOSENESS, HARMONIC, CORE, CLUSTERING])""",
    "chainCoverage": '(chain: "CHAIN", first: 2, candidates: 1)',
    "changes": f'(from: "2021", to: "2023", {TIES}, months: 24, first: 2, causes: 2)',
    "chokepoints": '(chain: "CHAIN", first: 3)',
    "collaborationNetwork": """(ties: [PROJECT, CONTRACT, PATENT, CONVERSION, CO_BUILT,
        INCUBATION], first: 3, from: "2022", windowBy: OVERLAP, maxConsortium: 3)""",
    "communities": f"({TIES}, first: 2, members: 2)",
    "concentration": '(chain: "CHAIN", first: 3)',
    "gatekeepers": f"({TIES}, first: 1)",
    "mixing": f"({TIES}, permutations: 9)",
    "nextSegments": '(district: "DISTRICT", first: 3)',
    "recommendPartners": f'(id: "PLATFORM", {TIES}, first: 2)',
    "resilience": '(chain: "CHAIN", first: 3)',
    "tripleHelix": "(draws: 20)",
    "weakIndustryLinks": '(types: [PLATFORM, UNIVERSITY], first: 3, introductions: 1, minProjects: 5, from: "2019")',
}


def numerator(field: str, ref: str = "ref") -> tuple[str, Law]:
    return ref, lambda shown, parts: parts[N].weight if shown[field] is not None else None


def counted(part: str, ref: str = "ref") -> tuple[str, Law]:
    return ref, lambda _shown, parts: parts[part].count


def _ratio(shown, parts):
    whole = parts[D].weight
    if shown.get("denominator") is not None and not whole:
        return None
    return parts[N].weight / whole if whole else parts[N].weight


def _missing_indicator(shown, parts):
    excluded = parts[X].weight
    if shown["name"] == "ACTIVITY":
        whole = excluded + parts[N].weight
    elif shown["name"] == "RECENT_TIES":
        whole = excluded + parts[D].weight
    elif shown["name"] in {"ENTERPRISE_PARTNERS", "LARGEST_ENTERPRISE"}:
        # Out of all partners and ties, which are the denominators of two other indicators.
        assert (shown["missingShare"] or 0) > 0 or not excluded
        return shown["missingShare"]
    else:
        whole = parts[D].weight
    return excluded / whole if whole else None


def _untold(_shown, parts):
    whole = parts[X].count + parts[N].count
    return parts[X].count / whole if whole else None


LAWS: dict[str, tuple[str, Law]] = {
    "ChainCandidate.works": counted(N),
    "ChainCell.providers": counted(N),
    "ChainCell.outside": ("ref", lambda _, parts: parts[D].count - parts[N].count),
    "ChainCell.missingShare": ("ref", _untold),
    "Chokepoint.number": counted(N),
    "Chokepoint.of": counted(D),
    "SegmentSupply.suppliers": counted(N),
    "SegmentSupply.outside": ("ref", lambda _, parts: parts[D].count - parts[N].count),
    "SegmentSupply.externalShare": (
        "ref",
        lambda _, parts: 1 - parts[N].count / parts[D].count if parts[D].count else None,
    ),
    "SegmentSupply.missingShare": ("ref", _untold),
    "IndicatorValue.numerator": numerator("numerator"),
    "IndicatorValue.denominator": (
        "ref",
        lambda shown, parts: parts[D].weight if shown["denominator"] is not None else None,
    ),
    "IndicatorValue.value": ("ref", _ratio),
    "IndicatorValue.missingShare": ("ref", _missing_indicator),
    "MapDistrict.value": ("ref", _ratio),
    "MapFlow.links": counted(N, "linksRef"),
    "MapFlow.weight": numerator("weight", "weightRef"),
    "MapLink.weight": numerator("weight"),
    "MapNode.degree": counted(N, "degreeRef"),
    "MapNode.weight": numerator("weight", "weightRef"),
    "NetworkNode.degree": counted(N, "degreeRef"),
    "NetworkNode.strength": numerator("strength", "strengthRef"),
    "NetworkEdge.weight": numerator("weight"),
    "NetworkEdge.shared": counted(N),
    "NetworkEdge.sharedProjects": (
        "ref",
        lambda _, parts: sum(i["activity"]["__typename"] == "Project" for i in parts[N].items),
    ),
    **{
        f"NetworkTotals.{name}": counted(N, name)
        for name in ("components", "edges", "isolates", "largestComponent", "missing", "nodes")
    },
    **{
        f"NetworkTotals.{name}": counted(N, name)
        for name in ("open", "participations", "projects", "tooLarge")
    },
    "NetworkTotals.weight": numerator("weight", "weight"),
    **{
        f"NetworkTieTotals.{name}": counted(N, name)
        for name in ("activities", "edges", "missing", "participations")
    },
    "NetworkTieTotals.weight": numerator("weight", "weight"),
    "NextSegment.organizations": counted(N),
    **{
        f"Changes.{name}": counted(N, name)
        for name in ("gainedCount", "keptCount", "lostCount", "movedCount")
    },
    "RankMove.leftBehind": counted(N, "leftBehind"),
    "RankMove.leftBehindBy": counted(N, "leftBehindBy"),
    "RankMove.causesCount": counted(N),
    "RankMove.after": ("ref", lambda shown, parts: shown["before"] + parts[N].weight),
    "RankMove.before": ("ref", lambda shown, parts: shown["after"] - parts[N].weight),
    "Score.value": ("ref", _ratio),
    "ShareLeft.value": ("ref", _ratio),
    "SupplyConcentration.hhi": numerator("hhi"),
    "SupplyConcentration.effectiveProviders": (
        "ref",
        lambda _, parts: 10_000 / parts[N].weight if parts[N].count else None,
    ),
    "SupplyConcentration.largestShare": (
        "ref",
        lambda _, parts: (
            math.sqrt(max(i["weight"] for i in parts[N].items) / 10_000) if parts[N].count else None
        ),
    ),
    "SupplyConcentration.providers": counted(N),
    "SupplyConcentration.total": numerator("total", "totalRef"),
    "SupplyConcentration.missing": counted(X),
    "WeakIndustryLinks.considered": counted(N, "considered"),
    "WeakIndustryLinks.weak": counted(N, "weak"),
    "WeakIndustryLinks.notRankedCount": counted(N, "notRankedCount"),
    "WeakIndustryLinks.missing": counted(N, "missing"),
    "RuleCount.count": counted(N),
    "NotRanked.activity": counted(N),
    "PeerGroup.considered": counted(D, "weak"),
    "PeerGroup.weak": counted(N, "weak"),
    "QualityGroup.count": counted(N),
    "QualityMeasure.count": counted(N),
    "TieChange.after": (
        "ref",
        lambda shown, parts: (shown["before"] or 0) + parts[N].weight or None,
    ),
    "TieChange.before": (
        "ref",
        lambda shown, parts: (shown["after"] or 0) - parts[N].weight or None,
    ),
}
"""How the parts of a ref make a number: the name of the ref's field, and the sum."""

BESIDE = "computed from numbers beside it, each of which opens"
CHANCE = "what chance gives, or an interval: of random draws, which are no things of the graph"
PLACE = "a place in an order"
ARGUMENT = "an argument, told again"
MEASURED = "a statistic of a whole table or of all pairs; its parts are the rows' own numbers"
LISTED = "how many rows the same answer, or the same question asked for more, lists"
TOTAL = "a total for orientation"
DRAWN = "where something is drawn"
NO_INDICATORS = {
    "Evidence.*": "evidence itself",
    "EvidenceItem.*": "evidence itself",
    "*.n": TOTAL,
    "*.seed": ARGUMENT,
    "Thresholds.*": ARGUMENT,
    "ChainCoverage.hops": ARGUMENT,
    "ChainCoverage.theta": ARGUMENT,
    "Score.expected": CHANCE,
    "Score.high": CHANCE,
    "Score.low": CHANCE,
    "Score.pValue": CHANCE,
    "Score.standardError": CHANCE,
    "Score.perActivity": BESIDE,
    "Score.rank": PLACE,
    "ShareLeft.high": CHANCE,
    "ShareLeft.low": CHANCE,
    "Resilience.*Auc": "the mean of the shares of all points, each of which opens",
    "ChainCandidate.score": BESIDE,
    "ChainCandidate.nearness": BESIDE,
    "ChainCandidate.relatedness": BESIDE,
    "ChainCandidate.distance": "the length of a way; `paths` tells ways",
    "ChainHandover.distance": "the length of a way; `paths` tells ways",
    "RankMove.rank*": PLACE,
    "PeerRank.*": PLACE,
    "Community.number": PLACE,
    "RemovalPoint.removed": PLACE,
    "NextSegment.*": MEASURED,
    "NextSegments.complexity": MEASURED,
    "RecommendationQuality.*": MEASURED,
    "ScorerQuality.*": MEASURED,
    "TieChange.shared*": "how many things its weight is made of, those included that did not change",
    "TieChange.adds": "the weight of one thing in the evidence of the move",
    "PartnerReason.adds": "the weight of one thing in the evidence of the score",
    "PartnerReason.sharedBy": BESIDE,
    "ProposedPartner.partners": "its degree in `collaborationNetwork`, which opens",
    "PartnerRecommendations.*": LISTED,
    "RemovalPoint.lost": "the difference of two points of `served`, each of which opens",
    "Chokepoints.total": LISTED,
    "Chokepoints.redundancy": "the number of each MINIMUM_CUT, which opens",
    "Chokepoints.*": TOTAL,
    "Communities.withoutLinks": TOTAL,
    "Community.size": "its score SIZE, which opens",
    "ScoredGroup.size": TOTAL,
    "NextSegments.*": LISTED,
    "Resilience.*": TOTAL,
    "MapCommunity.*": TOTAL,
    "MapDistrict.records": "the value of the measure RECORDS, which opens",
    "MapDistricts.*": TOTAL,
    "MapFlow.source": PLACE,
    "MapFlow.target": PLACE,
    "MapFlowNode.column": PLACE,
    "MapFlowNode.records": TOTAL,
    "MapFlows.*": TOTAL,
    "MapKind.*": TOTAL,
    "EcosystemMap.unplaced": TOTAL,
    "MapBox.*": DRAWN,
    "MapNode.hiddenNeighbours": "the rest of the degree, which opens",
    "MapNode.x": DRAWN,
    "MapNode.y": DRAWN,
    "MapTotals.*": TOTAL,
    "DataQuality.*": TOTAL,
    "Quality*.outOf": "all records or links of the type, which its own list counts and shows",
    "Quality*.share": BESIDE,
    "Quality*.missingShare": "values missing, out of `outOf`: figures of MISSING_VALUE, which open",
}
"""Numbers that are no counts of things in the graph, and why."""


@dataclass(frozen=True)
class Told:
    """All that the sample's numbers open to."""

    objects: tuple[Opened, ...]
    in_pieces: tuple[tuple[str, Listed, Listed], ...]
    of_another_version: tuple[tuple[str, Listed, Listed], ...]
    forgetful: tuple[Opened, ...]
    """What cells open to where the last thing of each list is forgotten."""
    overlapping: tuple[Listed, Listed]
    """A list, and its pages where each begins with the last thing of the one before."""


@pytest.fixture(scope="module")
def schema():
    return built_schema("wenzhou-2021").graphql


@pytest.fixture(scope="module")
def told(schema):
    return asyncio.run(_told(schema))


async def _told(schema):
    catalogue, pack = load_catalogue(), load_pack("wenzhou-2021")
    async with MEMORY.new() as store:
        for file in SAMPLE_FILES:
            paths = [sample_folder() / file.name]
            await import_files(store, catalogue, pack, paths, as_type=file.as_type)
        async with serving_store(store, catalogue=None, today=TODAY) as api:
            shown = [one async for one in _shown(api, schema)]
            objects = [await opened(api, schema, type_, row) for type_, row in _some(shown)]
            pieces, others = [], []
            for kind, ref, parts in _one_of_each(objects):
                part = max(PARTS, key=lambda part: parts[part].count)
                whole = parts[part]
                third = min(1_000, math.ceil(whole.count / 3))
                pieces.append((kind, whole, await listed(api, ref, part, first=third)))
                others.append((kind, whole, await listed(api, _of_version(ref), part)))
            cells = [row for type_, row in shown if type_ == "ChainCell" and row["providers"]]
            again = [{**row, "ref": _of_version(row["ref"])} for row in cells[:2]]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(resolver, "chain_evidence", _forgetful(resolver.chain_evidence))
                forgetful = [await opened(api, schema, "ChainCell", row) for row in again]
            ref, long = next(
                (one.shown["ref"], one.refs["ref"][N])
                for one in objects
                if "ref" in one.refs and 6 <= one.refs["ref"][N].count <= 1_000
            )
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(resolver, "bisect_right", bisect_left)
                overlapping = long, await listed(api, ref, N, first=long.count // 2)
    return Told(
        tuple(objects),
        tuple(pieces),
        tuple(others),
        tuple(forgetful),
        overlapping,
    )


def _forgetful(listing):
    return lambda *given, **named: listing(*given, **named)[:-1]


async def _shown(api, schema):
    """Every object of every answer, with its type's name."""
    ids = await api.data("""{ industryChains(first: 1) { nodes { id } } districts(first: 1) {
        nodes { id } } platforms(first: 1) { nodes { id } } }""")
    named = {
        "CHAIN": ids["industryChains"]["nodes"][0]["id"],
        "DISTRICT": ids["districts"]["nodes"][0]["id"],
        "PLATFORM": ids["platforms"]["nodes"][0]["id"],
    }
    analytics = schema.type_map["Analytics"]
    for name, written in QUESTIONS.items():
        arguments = written
        for word, id_ in named.items():
            arguments = arguments.replace(f'"{word}"', f'"{id_}"')
        type_ = get_named_type(analytics.fields[name].type)
        query = f"{{ analytics {{ answer: {name}{arguments}{selection_of(type_)} }} }}"
        for one in shown_objects(type_, (await api.data(query))["analytics"]["answer"]):
            yield one
    type_ = get_named_type(schema.type_map["Query"].fields["ecosystemMap"].type)
    query = f"{{ ecosystemMap(maxNodes: 4, maxLinks: 4){selection_of(type_)} }}"
    for one in shown_objects(type_, (await api.data(query))["ecosystemMap"]):
        yield one
    quality = get_named_type(schema.query_type.fields["dataQuality"].type)
    # Values are missing by the thousand.
    kinds = "ORPHAN DUPLICATE CONFLICT STALE INVALID_END MISSING_END UNCLASSIFIED UNKNOWN_CODE"
    told = await api.data(f"{{ dataQuality(kinds: [{kinds}]){selection_of(quality)} }}")
    for one in shown_objects(quality, told["dataQuality"]):
        yield one


def _some(shown):
    """Two of each kind that has a ref: those of a kind lack the same values; all without one."""
    kinds = {}
    for type_, row in shown:
        name = row.get("measure") or row.get("name") or row.get("column")
        lacking = frozenset(field for field, value in row.items() if value is None)
        kinds.setdefault((type_, name, lacking), []).append(row)
    for (type_, _, _), rows in kinds.items():
        opens = any(field in {"ref", "refs"} or field.endswith("Ref") for field in rows[0])
        chosen = [rows[0], rows[-1]] if opens else rows
        yield from ((type_, row) for row in {id(row): row for row in chosen}.values())


_LONG = 400
"""Lists that are longer are not read again."""


def _one_of_each(objects):
    """One ref of each kind of number that counts something."""
    kinds = {}
    for one in objects:
        for field, parts in one.refs.items():
            ref = one.shown[field] if field.lower().endswith("ref") else _named(one, field)
            kind = f"{one.type}.{field} {_parts_of(ref)[:2]}"
            if 1 < max(parts[part].count for part in PARTS) <= _LONG:
                kinds.setdefault(kind, (kind, ref, parts))
    return list(kinds.values())


def _named(one, number):
    return next(named["ref"] for named in one.shown["refs"] if named["number"] == number)


def _parts_of(ref):
    return orjson.loads(urlsafe_b64decode(ref + "=" * (-len(ref) % 4)))


def _of_version(ref):
    parts = [*_parts_of(ref)]
    at = 2 if parts[0].startswith("score/") else 1
    parts[at] = "another.7"
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def test_every_analytic_is_asked(schema):
    assert {*QUESTIONS, "evidence"} == {*schema.type_map["Analytics"].fields}


def test_every_number_opens_or_it_is_said_why_not(schema):
    numbers = {*number_fields(schema, *ROOTS)}
    said = {one for one in numbers if any(fnmatchcase(one, p) for p in NO_INDICATORS)} - {*LAWS}
    assert numbers - said - {*LAWS} == set()
    assert {*LAWS} <= numbers - said
    unused = {p for p in NO_INDICATORS if not any(fnmatchcase(one, p) for one in numbers)}
    assert unused == set()


def test_every_law_is_tried_on_the_sample(told):
    tried = {
        f"{one.type}.{name}"
        for one in told.objects
        for name, value in one.shown.items()
        if value is not None
    }
    assert {*LAWS} - tried == set()


def test_refs_in_a_list_are_of_numbers_beside_it_that_have_a_law(told):
    for one in told.objects:
        for named in one.shown.get("refs") or ():
            assert f"{one.type}.{named['number']}" in LAWS


def test_every_ref_opens_to_the_number_beside_it(told):
    assert [(one.type, names, one.shown) for one in told.objects if (names := broken(one))] == []


def broken(one):
    """The numbers of an object that are not what they open to."""
    found = []
    for name, shown in one.shown.items():
        ref, law = LAWS.get(f"{one.type}.{name}", ("", None))
        if law is None or ref not in one.refs:
            continue
        expected = law(one.shown, one.refs[ref])
        undefined = expected is None or shown is None
        if expected is not shown if undefined else not near(expected, shown):
            found.append(name)
    return found


def test_a_listing_that_forgets_its_last_thing_is_noticed(told):
    assert told.forgetful
    for one in told.forgetful:
        assert "providers" in broken(one)


def test_pages_that_overlap_are_noticed(told):
    whole, pages = told.overlapping
    assert pages.items != whole.items
    assert len({*pages.places}) < len(pages.places)


NO_SUMS = {
    "ASSORTATIVITY": MEASURED,
    "MODULARITY": MEASURED,
    "WORST_MODULARITY": MEASURED,
    "ADJUSTED_RAND": MEASURED,
    "MUTUAL_INFORMATION": MEASURED,
    "T_CORRECTED": MEASURED,
    "H_*": MEASURED,
    "AVERAGE_REACH": MEASURED,
    "DISTANCE": "the length of a way; `paths` tells ways",
    "SHARE": BESIDE,
    "STRENGTH": "of a member of a community; it opens in `centrality`",
    "ACTIVITIES": "of nobody's: activities without one of the three",
    "GATEKEEPERS": LISTED,
    "OUTSIDERS": TOTAL,
    "SHARE_*": BESIDE,
    "DIRECT": BESIDE,
    "GATEKEEPER": "of the whole, a sum over all rows; of a row, a total beside CARRIED",
    "INNER": TOTAL,
    "OUTER": TOTAL,
    "COORDINATOR": "of the whole, a sum over all rows",
    "ITINERANT": "of the whole, a sum over all rows",
    "LIAISON": "of the whole, a sum over all rows",
    "REPRESENTATIVE": "of the whole, a sum over all rows",
}
"""Scores that open to nothing, everywhere or somewhere, and why."""


def test_scores_open_or_it_is_said_why_not(told):
    scores = [one for one in told.objects if one.type == "Score"]
    closed = {
        one.shown["measure"]
        for one in scores
        if one.shown["value"] is not None and one.shown["ref"] is None
    }
    said = {one for one in closed if any(fnmatchcase(one, p) for p in NO_SUMS)}
    assert closed - said == set()
    assert {p for p in NO_SUMS if not any(fnmatchcase(one, p) for one in closed)} == set()
    assert [one.shown for one in scores if one.shown["value"] is None and one.shown["ref"]] == []


def test_the_sum_of_the_weights_is_what_is_said_of_it(told):
    for one in told.objects:
        for parts in one.refs.values():
            for part in parts.values():
                assert part.count == len(part.items)
                assert near(math.fsum(item["weight"] for item in part.items), part.weight)


def test_no_part_has_anything_twice_and_nothing_excluded_is_counted(told):
    for one in told.objects:
        for parts in one.refs.values():
            for part in parts.values():
                assert len({*part.places}) == len(part.places)
            both = {*parts[X].things} & {*parts[N].things}
            assert both == set(), (one.type, one.shown)


def test_paging_gives_each_thing_once(told):
    assert told.in_pieces
    for kind, whole, pieces in told.in_pieces:
        assert pieces.items == whole.items, kind


def test_a_ref_of_another_version_is_counted_anew_and_says_so(told):
    for kind, whole, other in told.of_another_version:
        assert [i["weight"] for i in other.items] == [i["weight"] for i in whole.items], kind
        assert other.warnings == ["The graph has changed since the number was shown."]
        assert whole.warnings == []
