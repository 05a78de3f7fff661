from __future__ import annotations

import pytest
from graphql import GraphQLSchema

from graph_service.api.build import build_schema
from graph_service.api.extras import EXTRAS, MUTATIONS
from schema.catalogue import load_catalogue
from schema.packs import load_pack


@pytest.fixture(scope="session")
def product() -> GraphQLSchema:
    """The schema of the product."""
    pack = load_pack("wenzhou-2021")
    built = build_schema(load_catalogue(), pack, extra=EXTRAS, mutations=MUTATIONS)
    return built.graphql
