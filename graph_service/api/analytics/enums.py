"""The enums of analytics as GraphQL enums: this module names and describes them."""

from __future__ import annotations

from analytics.chains.candidates import CandidateReason
from analytics.chains.chokepoints import ChokepointKind
from analytics.chains.concentration import ConcentrationBand
from analytics.chains.findings import ChainFinding, ChainVerb
from analytics.chains.next_segments import Quadrant
from analytics.chains.provisions import ChainColumn
from analytics.chains.resilience import RemovalOrder
from analytics.chains.volumes import ShareBy
from analytics.counted import Part
from analytics.industry_links.industry_ties import INDICATORS, Indicator
from analytics.industry_links.introductions import Locality
from analytics.industry_links.weak_links import Rule
from analytics.maps.positions import Layout
from analytics.networks.brokers import BrokerOrder
from analytics.networks.centrality import DEFINITIONS as CENTRALITIES
from analytics.networks.centrality import Measure
from analytics.networks.communities import Method
from analytics.networks.groupings import Grouping
from analytics.networks.network import Weighting
from analytics.networks.rank_moves import Measure as ChangeMeasure
from analytics.partners.proposals import Reason
from analytics.partners.quality import Scorer
from analytics.partners.question import Method as RecommendationMethod
from analytics.ties.kinds import Tie
from analytics.window import WindowBy
from graph_service.api.enum_descriptions import describe
from graph_service.api.selected import enum_type

__all__ = [
    "CandidateReason",
    "ChainColumn",
    "ChainFinding",
    "ChainVerb",
    "ChangeMeasure",
    "ChokepointKind",
    "ConcentrationBand",
    "Layout",
    "Locality",
    "OrganizationType",
    "Quadrant",
    "RemovalOrder",
    "ShareBy",
]

OrganizationType = enum_type("OrganizationType")
"""The generated enum of the concrete types; its values are their names."""


describe(
    WindowBy,
    "WindowBy",
    "How an activity is placed in time.",
    {
        "START": "It starts in the window.",
        "OVERLAP": "It goes on during a part of the window; without an end it goes on for ever.",
    },
)

describe(
    Weighting,
    "NetworkWeighting",
    "What a link of a collaboration network weighs.",
    {
        "COUNT": "The number of shared activities.",
        "NEWMAN": "The sum of 1/(n - 1) over shared projects, contracts and patents with n "
        "organisations, and 1 for everything else.",
    },
)

describe(
    Tie,
    "TieKind",
    "What ties an organisation to a partner.",
    {
        "PROJECT": "Both take part in a project.",
        "CONTRACT": "They are parties to a technology contract.",
        "PATENT": "They applied for a patent together.",
        "CONVERSION": "One converts an achievement that the other owns.",
        "CO_BUILT": "One is a platform that the other helps to build.",
        "INCUBATION": "One incubates the other.",
    },
)

describe(
    Rule,
    "WeakLinkRule",
    "A sign of weak links to industry.",
    {
        "NO_ENTERPRISE_PARTNER": "No partner is an enterprise.",
        "LOW_ENTERPRISE_SHARE": "Too few of the partners are enterprises.",
        "ONE_ENTERPRISE_DOMINATES": "One enterprise has most of the strength of all enterprises.",
        "STALE_TIES": "The newest tie to an enterprise is too old.",
        "SEGMENT_WITHOUT_ENTERPRISE": "A served segment has no local enterprise.",
    },
)

describe(
    Indicator,
    "WeakLinkIndicator",
    "A number behind the rules on weak industry links.",
    {indicator.name: definition.text for indicator, definition in INDICATORS.items()},
)

describe(
    Part,
    "EvidencePart",
    "A part of a number.",
    {
        "NUMERATOR": "What was counted.",
        "DENOMINATOR": "What it was counted out of; nothing for a plain count.",
        "EXCLUDED": "What could not be told for want of data.",
    },
)

describe(
    CandidateReason,
    "CandidateReason",
    "What speaks for an organisation as a candidate for a gap.",
    {
        "PROVIDES_IT": "It does this very thing, elsewhere or on one side of the handover.",
        "NEIGHBOURING_STAGE": "It provides another stage of the segment.",
        "NEIGHBOURING_SEGMENT": "It provides a segment next to it, up or down the chain.",
        "SERVES": "It serves the segment, or one next to it.",
        "SUPPORTS_OTHERS": "It funds or trains elsewhere.",
        "WORKS_WITH_PROVIDERS": "A short way of partners leads to who provides it now.",
        "LOCAL": "It is in the region.",
    },
)

describe(
    ChokepointKind,
    "ChokepointKind",
    "A sign that an industry chain hangs on one thing.",
    {
        "NO_LOCAL_PROVIDER": "A segment or product that no local organisation supplies.",
        "SINGLE_PROVIDER": "A segment or product that one local organisation supplies. 独家供应",
        "DOMINATOR": "A product or segment that every recorded supply line to a final product "
        "goes through. 必经环节",
        "CUT_VERTEX": "A provider without whom others are cut off. 割点",
        "BRIDGE": "A tie without which others are cut off. 桥",
        "MINIMUM_CUT": "One of the fewest providers that all ways from the first stage to the "
        "last segment pass.",
    },
)

describe(
    ShareBy,
    "ShareBy",
    "By what the shares of providers are measured.",
    {
        "WORKS": "Projects, achievements, patents and contracts that serve the segment, and "
        "operating in it.",
        "CONTRACT_VALUE": "The price of technology contracts that serve the segment, to sellers.",
    },
)

describe(
    ConcentrationBand,
    "ConcentrationBand",
    "Where a Herfindahl-Hirschman index lies between two levels.",
    {
        "UNCONCENTRATED": "Below both.",
        "MODERATE": "From the lower to the higher one.",
        "HIGH": "Above both.",
    },
)

describe(
    Quadrant,
    "RelatednessQuadrant",
    "Where a segment lies between relatedness to a district's strengths and complexity.",
    {
        "RELATED_COMPLEX": "Near and demanding: grow into it.",
        "RELATED_SIMPLE": "Near and common: easy, of little gain.",
        "UNRELATED_COMPLEX": "Far and demanding: a risk.",
        "UNRELATED_SIMPLE": "Far and common.",
    },
)

describe(
    RemovalOrder,
    "RemovalOrder",
    "Which providers leave first.",
    {
        "BETWEENNESS": "Those whom most shortest paths between others pass.",
        "DEGREE": "Those with most partners.",
        "RANDOM": "Anybody; repeated, with an interval.",
    },
)

describe(
    ChainColumn,
    "ChainColumn",
    "A stage of innovation, or a support of a whole industry chain.",
    {
        "BASIC": "Basic research. 基础研究",
        "APPLIED": "Applied research. 应用研究",
        "TACKLING": "Tackling key technology. 技术攻关",
        "PILOT": "Pilot scale. 中试",
        "INDUSTRIALISATION": "Production and use. 产业化",
        "FINANCE": "Money for the chain. 科技金融",
        "TALENT": "People for the chain. 人才支撑",
    },
)

describe(
    ChainFinding,
    "ChainFinding",
    "What is found in an industry chain; of a cell the worst comes first.",
    {
        "MISSING": "No provider anywhere.",
        "ONLY_OUTSIDE_REGION": "Providers, and none known to be local.",
        "SINGLE_PROVIDER": "One local provider.",
        "WEAK": "At least two local providers, fewer than theta.",
        "COVERED": "At least theta local providers.",
        "BROKEN_HANDOVER": "Two consecutive stages whose providers no short path joins.",
        "UNSERVED": "Local providers, and no platform, project or carrier that serves them.",
        "LAST_SEGMENT_ABSENT": "The last downstream segment has no local provider.",
    },
)

describe(
    ChainVerb,
    "ChainVerb",
    "What policy does about a gap in an industry chain.",
    {
        "COMPLETE": "Bring in what is missing. 补链",
        "STRENGTHEN": "Serve what is there. 强链",
        "EXTEND": "Lengthen the chain downstream. 延链",
    },
)

describe(
    Measure,
    "CentralityMeasure",
    "A measure of how central an organisation is in a network.",
    {measure.name: definition.text for measure, definition in CENTRALITIES.items()},
)

describe(
    BrokerOrder,
    "BrokerOrder",
    "By what brokers are ranked.",
    {
        "CONSTRAINT": "The least constrained first.",
        "EFFECTIVE_SIZE": "Who has the most partners that are not redundant first.",
        "CUTS_OFF": "Without whom most others would be cut off first.",
    },
)

describe(
    Grouping,
    "OrganizationGrouping",
    "What divides organisations into groups that exclude one another.",
    {
        "TYPE": "Their organisation types.",
        "DISTRICT": "The districts they are located in; who is in several or none has no group.",
        "COMMUNITY": "The communities of the network by Louvain's method.",
    },
)

describe(
    Method,
    "CommunityMethod",
    "How communities are found.",
    {
        "LOUVAIN": "Louvain's method.",
        "LEIDEN": "Leiden's method; the service must be installed with its extra `leiden`.",
    },
)

describe(
    Locality,
    "Locality",
    "How near one organisation is to another.",
    {
        "SAME_DISTRICT": "Both are in the same district.",
        "REGION": "It is in the region.",
        "ELSEWHERE": "It is outside of the region, or no region was given.",
        "UNKNOWN": "Nobody says where it is.",
    },
)

describe(
    RecommendationMethod,
    "RecommendationMethod",
    "How much something counts that k organisations have in common.",
    {"ADAMIC_ADAR": "1 / ln k.", "RESOURCE_ALLOCATION": "1 / k."},
)

describe(
    Reason,
    "PartnerReasonKind",
    "What two organisations have in common.",
    {
        "PARTNER": "An organisation that both work with.",
        "SEGMENT": "A segment of an industry chain that both are in.",
        "TECHNOLOGY": "A technology that both work on.",
        "FIELD": "A field of technology that both work in.",
        "COMPLEMENT": "A segment that only the other one is in, of a chain that both are in.",
    },
)

describe(
    Scorer,
    "RecommendationScorer",
    "A way of scoring partners.",
    {
        "ASKED": "As asked for.",
        "ADAMIC_ADAR": "Common partners alone, each by 1 / ln k.",
        "RESOURCE_ALLOCATION": "Common partners alone, each by 1 / k.",
        "CONTENT": "Shared segments, technologies and fields alone.",
        "COMPLEMENT": "Complementary segments alone.",
        "POPULARITY": "The product of the numbers of partners: a baseline.",
        "RANDOM": "Drawn by the seed: chance.",
    },
)

describe(
    ChangeMeasure,
    "ChangeMeasure",
    "A number by which organisations are ranked on two days.",
    {
        "DEGREE": "Number of ties.",
        "STRENGTH": "Weight of the ties.",
        "PAGERANK": "PageRank on the weights.",
    },
)

describe(
    Layout,
    "MapLayout",
    "What decides where a record is drawn on a map.",
    {
        "GEO": "The district in which it is located: degrees of longitude and latitude about the "
        "seat of government.",
        "FORCE": "What joins it to others: joined records are near each other. Who has the "
        "neighbours of before is where it was, in other versions of the graph and on other days.",
        "CHAIN": "The segment of an industry chain that it is of, along x, and its stage, up y; "
        "chains lie one above the other.",
    },
)
