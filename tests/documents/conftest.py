"""The schema of the product, built once."""

from __future__ import annotations

import pytest
from api_client import built_schema
from graphql import GraphQLSchema

from graph_service.api.build import BuiltSchema


@pytest.fixture(scope="session")
def built() -> BuiltSchema:
    """The schema of the product and what it serves."""
    return built_schema("wenzhou-2021")


@pytest.fixture(scope="session")
def product(built: BuiltSchema) -> GraphQLSchema:
    """The schema of the product."""
    return built.graphql
