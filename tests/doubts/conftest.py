"""Fixtures of this folder's tests."""

from __future__ import annotations

import pytest

from schema.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()
