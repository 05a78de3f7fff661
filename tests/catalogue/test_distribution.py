"""The packages with common names are ours: other distributions install packages called so."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import analytics
import graph_service
import loaders
import schema

OURS = "innovation-graph-service"


@pytest.mark.parametrize("package", [schema, loaders, analytics])
def test_comes_from_this_distribution_or_from_the_checkout(package):
    owners = packages_distributions().get(package.__name__, [])
    installed = "site-packages" in Path(graph_service.__file__).parts
    if installed:
        assert set(owners) == {OURS}
    else:
        assert set(owners) <= {OURS}
    assert Path(package.__file__).parents[1] == Path(graph_service.__file__).parents[1]
