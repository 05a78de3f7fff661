"""A store that only hears what is said to it."""

from __future__ import annotations

from analytics.tables import Tables
from graph_service.store.port import Applied


class Listening:
    """A store that only listens, and knows nobody."""

    class ledger:  # noqa: N801 - stands for an attribute
        @staticmethod
        async def get(kind, key):
            return None

        @staticmethod
        async def get_many(kind, keys):
            return {}

        @staticmethod
        async def put_many(kind, documents):
            return None

        @staticmethod
        async def get_blob(name):
            return None

        @staticmethod
        async def list(kind):
            return ()

        @staticmethod
        async def put_blob(name, content):
            return None

        @staticmethod
        async def compare_and_set(kind, key, document, *, expected):
            return True

    def __init__(self) -> None:
        self.heard: list = []

    async def runs(self):
        return ()

    async def lookup(self, keys):
        return {}

    async def describe(self, ids):
        return (None,) * len(ids)

    async def snapshot(self, request):
        return Tables(version="1", as_of=request.as_of, nodes={}, links={})

    async def apply(self, batch, run):
        self.heard.extend(batch)
        return Applied("1")
