"""What an answer was made of is gone with it, before the garbage collector comes."""

from __future__ import annotations

import gc

from graph_service.api.listed import Listed, cursor_of, entries_of
from graph_service.store.port import Page


def test_a_page_does_not_hold_itself():
    gc.collect()
    gc.disable()
    try:
        page = Page()
        page.entries = [{"node": {"name": "A"}, "@position": ("A",)}]
        found = Listed(page, "Enterprise", [])
        (entry,) = entries_of(found, "edges")
        assert cursor_of(entry) == found.start_cursor
        del page, found, entry
        assert gc.collect() == 0
    finally:
        gc.enable()
