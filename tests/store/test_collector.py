"""The collector is kept away during a block and comes back after it."""

from __future__ import annotations

import gc

from graph_service.store.collector import seldom


def test_a_service_collects_seldom_and_nothing_that_was_there_before():
    before, frozen = gc.get_threshold(), gc.get_freeze_count()

    with seldom():
        assert gc.get_threshold()[0] > before[0]
        assert gc.get_freeze_count() > frozen

    assert gc.get_threshold() == before
