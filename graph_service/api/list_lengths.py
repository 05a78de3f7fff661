"""How long lists of the API can be and which fields are dear: what the cost of queries is made of."""

from __future__ import annotations

from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from graph_service.api.documents.lengths import LENGTH, WEIGHT, By, is_list
from graph_service.api.executor.reading import Long, declare
from graph_service.api.page_arguments import DEFAULT_LENGTH

__all__ = ["LENGTHS", "LONG", "WEIGHTS", "declare_lengths"]

_PAGE: Final = By("first", DEFAULT_LENGTH)

LENGTHS: Final = MappingProxyType(
    {
        # Pages: as long as the field above them asks for.
        "*Connection.nodes": _PAGE,
        "*Connection.edges": _PAGE,
        "*List.nodes": _PAGE,
        "QualityFindingList.items": _PAGE,
        "ReviewQueuePage.nodes": _PAGE,
        "SearchResult.hits": _PAGE,
        "SearchMatched.spans": 3,
        "Query.nodes": By("ids", 1),
        # Numbers over lists.
        "*.facets": By("fields", 1),
        "*.edgeFacets": By("fields", 1),
        "Facet.values": By("top", 10),
        "MoneyAggregate.byCurrency": 5,
        # Walks: what they show of the links found is counted again when they are found.
        "PathsResult.paths": _PAGE,
        "PathsResult.excluded": 20,
        "GraphPath.nodes": 5,
        "GraphPath.links": 6,
        "NeighbourhoodResult.nodes": By("first", 100),
        "NeighbourhoodResult.links": By("first", 100),
        # Values of records.
        "*.aliases": 5,
        "*.industries": 5,
        "*.tags": 10,
        "*.tiers": 5,
        "Industry.gbCodes": 10,
        "*.conflicts": 3,
        "Conflict.offers": 3,
        "Source.values": 20,
        "SourceRow.cells": 40,
        # Answers of analytics.
        "*.parameters": 15,
        "*.warnings": 3,
        "*.notEvaluated": 5,
        "*.refs": 12,
        "*.notRanked": 5,
        "ChainCoverage.rows": 30,
        "Chokepoints.rows": By("first", 100),
        "Concentration.rows": By("first", 100),
        "NextSegments.rows": By("first", 100),
        "WeakIndustryLinks.rows": By("first", 100),
        "*.scores": 6,
        "*.ties": 6,
        "*.reasons": 8,
        "*.candidates": By("candidates", 3),
        "*.findings": 5,
        "*.verbs": 5,
        "*.handovers": 6,
        "ChainSegmentCoverage.cells": 6,
        "ChainCoverage.supports": 6,
        "Changes.gained": By("first", 100),
        "Changes.lost": By("first", 100),
        "Changes.moves": By("first", 100),
        "RankMove.causes": By("causes", 5),
        "Chokepoints.segments": By("first", 100),
        "CollaborationNetwork.nodes": By("first", 100),
        "CollaborationNetwork.edges": By("first", 100),
        "Communities.communities": By("first", 100),
        "Community.members": By("members", 10),
        "Community.types": 12,
        "EcosystemMap.nodes": By("maxNodes", 300),
        "EcosystemMap.links": By("maxLinks", 1_000),
        "MapFlows.flows": By("first", 100),
        "MapFlows.nodes": By("first", 100),
        "MapDistricts.districts": 100,
        "MapColumns.*": 40,
        "MapLegend.*": 40,
        "Evidence.items": By("first", 100),
        "EvidenceItem.links": 5,
        "EvidenceItem.sources": 5,
        "GroupedScores.groups": 30,
        "NetworkScores.nodes": By("first", 100),
        "NetworkTotals.byKind": 6,
        "PartnerRecommendations.partners": By("first", 100),
        "RecommendationQuality.scorers": 10,
        "Resilience.points": By("first", 100),
        "ProposedIntroduction.sharedSegments": 3,
        "WeakIndustryLink.indicators": 10,
        "WeakIndustryLink.introductions": By("introductions", 3),
        "WeakIndustryLink.rules": 8,
        "WeakIndustryLinks.foundByRule": 8,
        "WeakIndustryLinks.peerGroups": 30,
        # What the service says of itself and of its data.
        "GraphInfo.nodes": 30,
        "GraphInfo.links": 40,
        "Viewer.can": 8,
        "Query.vocabularies": 40,
        "PackInfo.lists": 20,
        "Vocabulary.terms": 40,
        "Vocabulary.fields": 5,
        "Term.synonyms": 5,
        "DataQuality.measures": 10,
        "QualityMeasure.groups": 100,
        "ImportRun.issues": 10,
        "ImportRun.tables": 10,
        "ImportedTable.skipped": 10,
        "ImportedTable.unknownColumns": 10,
        # What is decided and written.
        "MatchEvidence.contrary": 5,
        "MatchEvidence.districts": 20,
        "MatchEvidence.identifiers": 10,
        "MatchEvidence.partners": 20,
        "MatchEvidence.people": 20,
        "MatchEvidence.sideBySide": 2,
        "MatchEffect.values": 40,
        "ReviewPair.decisions": 5,
        "Correction.values": 20,
        "AuditedAct.runs": 3,
    }
)
"""Of list fields, by ``Type.field``; an integer is what such a list has at most, or has where many
are shown."""

LONG: Final = frozenset({"EcosystemMap.nodes", "EcosystemMap.links"})
"""Lists of which thousands may be asked for: they are completed in slices."""

WEIGHTS: Final = MappingProxyType(
    {
        "Analytics.*": 5_000,
        "Query.ecosystemMap": 5_000,
        "Query.paths": 1_000,
        "Query.neighbourhood": 1_000,
        "NeighbourhoodResult.map": 5_000,
        "Query.search": 500,
        "Query.dataQuality": 500,
        "Query.qualityFindings": 500,
        "Query.reviewQueue": 500,
        "*Connection.facets": 50,
        "*Connection.edgeFacets": 50,
        "*Connection.aggregate": 20,
        "*Connection.edgeAggregate": 20,
        "*Connection.totalCount": 5,
    }
)
"""Of fields that cost more than to show a value."""


def declare_lengths(schema: GraphQLSchema) -> None:
    """Write into the fields of a schema how long and how dear they are."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("__") or not isinstance(
            type_, GraphQLObjectType | GraphQLInterfaceType
        ):
            continue
        for name, field in type_.fields.items():
            own = f"{type_.name}.{name}"
            said = {}
            for extension, declared in ((LENGTH, LENGTHS), (WEIGHT, WEIGHTS)):
                if extension is LENGTH and not is_list(field.type):
                    continue
                found = next((declared[p] for p in declared if fnmatchcase(own, p)), None)
                if found is not None:
                    said[extension] = found
            if own in LONG:
                declare(field, Long())
            if said:
                field.extensions = {**field.extensions, **said}
