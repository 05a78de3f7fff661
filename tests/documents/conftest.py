"""The schema of the product, built once."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema

from graph_service.api.build import BuiltSchema, build_schema
from graph_service.api.extras import EXTRAS, MUTATIONS
from schema.catalogue import load_catalogue
from schema.packs import load_pack


@pytest.fixture(scope="session")
def built() -> BuiltSchema:
    """The schema of the product and what it serves."""
    pack = load_pack("wenzhou-2021")
    return build_schema(load_catalogue(), pack, extra=EXTRAS, mutations=MUTATIONS)


@pytest.fixture(scope="session")
def product(built: BuiltSchema) -> GraphQLSchema:
    """The schema of the product."""
    return built.graphql
