"""A store that tells the version of what it reads is not asked for it, and answers are still of one."""

from __future__ import annotations

import asyncio
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
        self.writes_when_asked = False
        self.together: tuple[asyncio.Event, asyncio.Event] | None = None

    async def version(self) -> str:
        self.asked_for += 1
        if self.writes_when_asked:
            self.writes_when_asked = False
            await self.write("asked")
        if self.together and self.asked_for <= 2:
            # Of two fields that ask, the second is told after the first has read.
            both_ask, one_has_read = self.together
            if self.asked_for == 1:
                await both_ask.wait()
            else:
                both_ask.set()
                await one_has_read.wait()
                await self.write("between")
        return await self._store.version()

    async def info(self):
        found = await self._store.info()
        if self.together:
            self.together[1].set()
        return found

    async def write(self, name: str) -> None:
        said = NodeStatement(1, name, "Platform", {"name": "New"})
        await self._store.apply([said], Run(name, "source"))

    async def read(self, plan, context):
        self.reads.append((plan, context))
        if self.writes_left and len(self.reads) % 2 == 0:
            # Between the two fields of a query.
            self.writes_left -= 1
            await self.write(f"new{self.writes_left}")
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


async def test_what_was_read_before_another_field_asked_for_the_version_is_read_again(
    telling: ApiClient,
):
    """Else the answer is said to be of the version that came while that field asked."""
    telling.store.writes_when_asked = True
    answer, _ = await asked(telling, "{ platforms { totalCount } graphInfo { version } }")
    version = await telling.store.version()
    assert answer["data"]["platforms"] == {"totalCount": 4}
    assert answer["data"]["graphInfo"]["version"] == answer["extensions"]["graphVersion"] == version


async def test_fields_that_ask_for_the_version_at_the_same_time_are_told_one(telling: ApiClient):
    telling.store.together = (asyncio.Event(), asyncio.Event())
    answer, _ = await asked(telling, "{ one: graphInfo { version } two: graphInfo { version } }")
    versions = {answer["data"][name]["version"] for name in ("one", "two")}
    assert versions == {answer["extensions"]["graphVersion"]} == {await telling.store.version()}
