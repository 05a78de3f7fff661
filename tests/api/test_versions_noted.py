"""A store that tells the version of what it reads is not asked for it, and answers are still of one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from api_client import ApiClient, CountingStore, serving
from api_graph import STATEMENTS

from schema.statements import NodeStatement, Run

pytestmark = pytest.mark.asyncio(loop_scope="module")

ONE = '{ platform(id: "alpha") { name } }'
BOTH = "{ first: platforms { totalCount } second: platforms { totalCount } }"


class Telling(CountingStore):
    """Tells versions as a store on a server does, and counts who asks for them."""

    tells_versions = True

    def __init__(self, inner: CountingStore) -> None:
        super().__init__(inner)
        self.asked_for = 0
        self.writes_left = 0

    async def version(self) -> str:
        self.asked_for += 1
        return await self._store.version()

    async def read(self, plan, context):
        self.reads.append((plan, context))
        if self.writes_left and len(self.reads) % 2 == 0:
            # Between the two fields of a query.
            self.writes_left -= 1
            said = NodeStatement(1, f"new{self.writes_left}", "Platform", {"name": "New"})
            await self._store.apply([said], Run(f"run{self.writes_left}", "source"))
        of_version = await self._store.version()
        answer = await self._store.read(plan, context)
        context.noted(of_version)
        return answer


@pytest_asyncio.fixture(loop_scope="module")
async def telling(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ApiClient]:
    monkeypatch.setattr("api_client.CountingStore", Telling)
    async with serving(STATEMENTS) as client:
        client.store.asked_for = 0
        yield client


async def asked(client: ApiClient, query: str) -> tuple[dict, int]:
    before = client.store.asked_for
    answer = await client.post(query)
    return answer, client.store.asked_for - before


async def test_what_tells_its_version_is_read_without_asking_for_it(telling: ApiClient):
    answer, times = await asked(telling, ONE)
    assert times == 0
    assert answer["extensions"]["graphVersion"] == await telling.store.version()


async def test_what_reads_nothing_asks_once(telling: ApiClient):
    answer, times = await asked(telling, "{ __typename }")
    assert times == 1
    assert answer["extensions"]["graphVersion"] is not None


async def test_what_does_not_tell_its_version_is_asked_before_and_after(telling: ApiClient):
    answer, times = await asked(telling, '{ platform(id: "alpha") { sources { totalCount } } }')
    assert answer["data"] == {"platform": {"sources": {"totalCount": 1}}}
    assert times == 2
    assert len(telling.store.reads) == 1


async def test_a_kept_answer_is_given_for_the_version_that_is_asked_for(telling: ApiClient):
    for _ in range(2):
        await asked(telling, ONE)
    reads = len(telling.store.reads)
    answer, times = await asked(telling, ONE)
    assert (len(telling.store.reads), times) == (reads, 1)
    await telling.store.apply(
        [NodeStatement(1, "alpha", "Platform", {"name": "Renamed"})], Run("later", "source", "2024")
    )
    anew, _ = await asked(telling, ONE)
    assert len(telling.store.reads) == reads + 1
    assert anew["extensions"]["graphVersion"] != answer["extensions"]["graphVersion"]


async def test_fields_of_two_versions_are_read_again_until_they_are_of_one(telling: ApiClient):
    telling.store.writes_left = 1
    answer, _ = await asked(telling, BOTH)
    # three at first, four after the write between the two fields
    assert answer["data"] == {"first": {"totalCount": 4}, "second": {"totalCount": 4}}
    assert answer["extensions"]["graphVersion"] == await telling.store.version()
    assert "consistent" not in answer["extensions"]


async def test_fields_that_are_never_of_one_version_say_so(telling: ApiClient):
    telling.store.writes_left = 100
    answer, _ = await asked(telling, BOTH)
    assert answer["extensions"]["consistent"] is False
    assert len(telling.store.reads) == 6
