"""What networkx looks for in a back end: functions by its names, conversion, and refusals."""

from analytics.backend.betweenness import betweenness_centrality
from analytics.backend.clustering import average_clustering, clustering, transitivity, triangles
from analytics.backend.communities import louvain_communities, modularity
from analytics.backend.components import (
    connected_components,
    is_connected,
    is_weakly_connected,
    node_connected_component,
    number_connected_components,
    number_weakly_connected_components,
    weakly_connected_components,
)
from analytics.backend.conversion import convert_from_nx, convert_to_nx
from analytics.backend.cores import core_number
from analytics.backend.cuts import articulation_points, bridges, has_bridges
from analytics.backend.degrees import (
    degree_centrality,
    in_degree_centrality,
    out_degree_centrality,
)
from analytics.backend.differences import on_start_tests
from analytics.backend.holes import constraint, effective_size
from analytics.backend.link_prediction import adamic_adar_index, resource_allocation_index
from analytics.backend.nearness import closeness_centrality, harmonic_centrality
from analytics.backend.ranks import pagerank
from analytics.backend.refusals import can_run, should_run

__all__ = [
    "adamic_adar_index",
    "articulation_points",
    "average_clustering",
    "betweenness_centrality",
    "bridges",
    "can_run",
    "closeness_centrality",
    "clustering",
    "connected_components",
    "constraint",
    "convert_from_nx",
    "convert_to_nx",
    "core_number",
    "degree_centrality",
    "effective_size",
    "harmonic_centrality",
    "has_bridges",
    "in_degree_centrality",
    "is_connected",
    "is_weakly_connected",
    "louvain_communities",
    "modularity",
    "node_connected_component",
    "number_connected_components",
    "number_weakly_connected_components",
    "on_start_tests",
    "out_degree_centrality",
    "pagerank",
    "resource_allocation_index",
    "should_run",
    "transitivity",
    "triangles",
    "weakly_connected_components",
]
