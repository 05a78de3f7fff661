"""New names against a million known ones: seconds and memory, beside the store that holds them.

Usage: python benchmarks/matching.py [KNOWN] [NEW]
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import time

from graph_service.ingest_likeness import LikeRecords
from graph_service.store import open_store
from graph_service.store.collector import paused
from loaders.likeness_words import words_of
from loaders.names import match_key
from loaders.records import Record
from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.statements import NodeStatement, Run

BATCH = 20_000
TRADES = "电器 机械 科技 服饰 鞋业 汽配 环保 新材料 电子 智能装备 生物 食品 化工 包装".split()  # noqa: SIM905
FORMS = "有限公司 股份有限公司 集团有限公司 厂".split()  # noqa: SIM905
LETTERS = "abcdefghiklmnoprstuv"
SIGNS = [chr(code) for code in range(0x4E00, 0x5200)]


def megabytes() -> float:
    """What the process holds at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Names:
    """Invented names: three of four of Chinese firms, the others of Latin letters."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._places = sorted(words_of(load_pack("wenzhou-2021")).places)

    def one(self) -> str:
        """A name."""
        choose = self._random
        if choose.random() < 0.25:
            words = ("".join(choose.choices(LETTERS, k=choose.randint(4, 10))) for _ in range(3))
            return " ".join(words) + choose.choice(("", " gmbh", " ltd", " university"))
        brand = "".join(choose.choices(SIGNS, k=2))
        return choose.choice(self._places) + brand + choose.choice(TRADES) + choose.choice(FORMS)


async def measure(known: int, new: int) -> None:
    """Fill a store, then compare."""
    catalogue, pack = load_catalogue(), load_pack("wenzhou-2021")
    names = Names(1)
    stated = [names.one() for _ in range(known)]
    store = await open_store(":memory:", catalogue)
    with paused():
        for at in range(0, known, BATCH):
            batch = [
                NodeStatement(
                    n + 1,
                    f"Enterprise:{n}",
                    "Enterprise",
                    {"name": name},
                    (f"name:Organization:{match_key(name)}",),
                )
                for n, name in enumerate(stated[at : at + BATCH], at)
            ]
            await store.apply(batch, Run("known", "known"))
    others = Names(2)
    newcomers = {}
    for n in range(new):
        # Every tenth is a known firm without its legal form.
        name = others.one() if n % 10 else stated[n].removesuffix("有限公司")
        keys = (f"name:Organization:{match_key(name)}",)
        newcomers[Record(f"Enterprise:new{n}", "Enterprise", keys, name)] = n + 1
    before = megabytes()
    await asyncio.sleep(0)
    late, looking = [0.0], True

    async def look() -> None:
        while looking:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            late[0] = max(late[0], time.perf_counter() - begun - 0.005)

    looker = asyncio.ensure_future(look())
    begun, used = time.perf_counter(), time.process_time()
    found = await LikeRecords(store, catalogue, pack).find(newcomers)
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    looking = False
    await looker
    print(
        "| new | known | seconds | processor seconds | beside the store, MB | loop late by, ms | pairs |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print(
        f"| {new:,} | {known:,} | {seconds:.1f} | {used:.1f} | {megabytes() - before:,.0f} |"
        f" {1_000 * late[0]:.0f} | {len(found):,} |"
    )
    await store.close()


if __name__ == "__main__":
    asked = [int(argument) for argument in sys.argv[1:]]
    asyncio.run(measure(*(asked or [1_000_000, 10_000])))
