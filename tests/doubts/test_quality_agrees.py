"""Data quality agrees with an independent count: the sample, random graphs, and with small faults.

Oracle: ``tests/support/naive_quality.py``, over `naive_store` or over what a store shows.
"""

from __future__ import annotations

import asyncio
import random
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_quality import Facts, expected
from naive_store import Contradiction, NaiveStore
from quality_told import agree, told
from store_statements import DECISIONS, RUNS, numbered, rows
from store_view import shown
from stores import MEMORY

from graph_service.ingest import import_files
from graph_service.quality.surveys import survey_of
from graph_service.sample import SAMPLE_FILES, TODAY, sample_folder
from schema.catalogue import load_catalogue
from schema.packs import Pack, PackTerm, load_pack
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Verdict

CATALOGUE = load_catalogue()
PACK = Pack("p", "", "", lists={"levels": (PackTerm("NATIONAL", "国家级"),)})
CODES = {"levels": {"NATIONAL"}}


def facts_of(naive: NaiveStore) -> Facts:
    nodes, links = naive.view()
    declared = {t.name: {p.name for p in t.properties} for t in CATALOGUE.concrete}
    nodes = {
        id_: (type_, {n: v for n, v in values.items() if n in declared[type_]})
        for id_, (type_, values) in nodes.items()
    }
    everything = [subject for subject in naive.everything() if not isinstance(subject, str)]
    spoken: dict[str, list[tuple[str, str]]] = {}
    for run, said in naive.said:
        if isinstance(said, NodeStatement):
            spoken.setdefault(naive.survivor(said.id), []).append((run.period, run.source))
    return Facts(
        nodes,
        links,
        [link for link in everything if link not in links],
        {
            (subject, name.removeprefix("@"))
            for (subject, name), (_, offered) in naive.contests().items()
            if len(offered) > 1
        },
        spoken,
    )


ACCREDITATION_DAYS = st.sampled_from([None, "2019", "2020-06", "2021", "2022-03-01"])


@st.composite
def histories(draw):
    """Batches of runs, with recognitions that last for some days, and decisions."""
    steps = []
    for run in draw(st.lists(st.sampled_from(RUNS), min_size=1, max_size=3, unique=True)):
        said = numbered(draw(rows(most=5)))
        row = len(said) + 1
        for number in range(draw(st.integers(0, 2))):
            begun, ended, own, over = (draw(ACCREDITATION_DAYS) for _ in range(4))
            values = {"level": draw(st.sampled_from(["NATIONAL", "GALACTIC"]))}
            own_days = {"validFrom": own, "validTo": over}
            days = {"validFrom": begun, "validTo": ended}
            said += [
                NodeStatement(
                    row,
                    f"Accreditation:{number}",
                    "Accreditation",
                    values | {k: v for k, v in own_days.items() if v},
                ),
                LinkStatement(
                    row,
                    "GRANTED_TO",
                    f"Accreditation:{number}",
                    draw(st.sampled_from(["Organization:a", "Organization:b", "Organization:z"])),
                    "",
                    {k: v for k, v in days.items() if v},
                ),
            ]
            row += 1
        steps.append((run, said))
    return steps, draw(st.lists(DECISIONS, max_size=2))


async def surveyed(steps, decisions):
    """The survey of a store to which this was said, and the naive store."""
    naive = NaiveStore()
    async with MEMORY.new(CATALOGUE) as store:
        for run, said in steps:
            if said:
                await store.apply(said, run)
                naive.hear(said, run)
        for decision in decisions:
            try:
                naive.decide(decision)
            except Contradiction:
                continue
            await store.decide(decision)
        return await survey_of(store, CATALOGUE, PACK), naive


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.sampled_from(["2021-06-30", "2023-12-31"]), st.sampled_from([0, 12, 24]))
def test_what_is_found_in_random_graphs_is_what_a_naive_count_finds(history, day, months):
    survey, naive = asyncio.run(surveyed(*history))
    year, rest = int(day[:4]) - months // 12, day[4:]

    agree(
        told(survey, CATALOGUE, day, months),
        expected(facts_of(naive), CATALOGUE, CODES, f"{year}{rest}", day),
    )


async def test_what_is_found_in_the_sample_is_what_a_naive_count_finds(place):
    pack = load_pack("wenzhou-2021")
    async with place.new(CATALOGUE) as store:
        # A server takes long for all of it.
        for f in SAMPLE_FILES[:5] if place.is_server else SAMPLE_FILES[::-1]:
            path = sample_folder() / f.name
            await import_files(store, CATALOGUE, pack, [path], as_type=f.as_type, period="2021")
        # Another source contradicts some of it.
        nodes, links = await shown(store, CATALOGUE)
        firms = sorted(id_ for id_, (type_, _) in nodes.items() if type_ == "Enterprise")[:50]
        await store.apply(
            [NodeStatement(at, i, "Enterprise", {"staff": at}) for at, i in enumerate(firms, 1)],
            Run("other", "年报", "2023", 1),
        )
        nodes, links = await shown(store, CATALOGUE)
        described = await store.describe(sorted(nodes))
        tied = await store.describe_links(sorted(links))
        facts = Facts(
            nodes,
            links,
            [],
            {(d.id, c.property) for d in described for c in d.conflicts}
            | {
                ((d.type, d.source, d.target, d.key), c.property) for d in tied for c in d.conflicts
            },
            {d.id: [(run.period, run.source) for run, _, _ in d.statements] for d in described},
        )
        survey = await survey_of(store, CATALOGUE, pack)
    codes = {name: {term.code for term in terms} for name, terms in pack.lists.items()}
    day = TODAY.isoformat()
    found = told(survey, CATALOGUE, day, 12)
    months = f"{int(day[:4]) - 1}{day[4:]}"

    agree(found, expected(facts, CATALOGUE, codes, months, day))
    # One of fifty said what was known.
    assert len(found.findings["CONFLICT"]) >= 49
    assert len(found.findings["STALE"]) > 500


MUTANTS = [
    ("measures", "~found.tied, type_", "found.tied, type_"),
    ("measures", "(found.newest < limit)).sum()", "(found.newest <= limit)).sum()"),
    ("measures", 'dated = (found.said_by == number) & (found.newest != "")', "dated = found.said_by == number"),
    ("measures", "apart = last < begun or ended < first", "apart = last < begun"),
    ("measures", "first <= as_of <= last and ended < as_of", "first <= as_of <= last and ended <= last"),
    ("measures", "whole = survey.links.get(type_, 0) + len(links)", "whole = survey.links.get(type_, 0)"),
    ("measures", "unknown=whole - survey.link_values.get((type_, name), 0)", "unknown=0"),
    ("measures", "if target in survey.here", "if target not in survey.here"),
    ("surveying", "{u.type for u in units} - self._unclassified", "{u.type for u in units}"),
    ("surveying", "newest = max((u.arrival", "newest = min((u.arrival"),
    ("surveying", "return said.type, source, canonical.get(target, target), said.key", "return said.type, said.source, target, said.key"),
    ("surveying", "if code not in self._codes[name]", "if code in self._codes[name]"),
    ("surveying", "found = ends_told if stated else []", "found = ends_told"),
    ("surveying", "if name in self.bits and value != ():", "if name in self.bits:"),
    ("surveying", "for table, at in ends:\n            table.tied[at] = True", "for table, at in ends[:1]:\n            table.tied[at] = True"),
    ("surveying", "offered = candidates(units, self._unclassified)", "offered = {n: units for n in names if all(n in u.values for u in units)}"),
]  # fmt: skip


def mutant(module: str, old: str, new: str) -> ModuleType:
    """The module with one place changed."""
    name = f"graph_service.quality.{module}"
    text = Path(find_spec(name).origin).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    changed = ModuleType(name)
    kept = sys.modules.get(name)
    sys.modules[name] = changed
    try:
        exec(compile(text.replace(old, new), f"{module}.py", "exec"), changed.__dict__)
    finally:
        if kept is not None:
            sys.modules[name] = kept
    return changed


@pytest.fixture(scope="module")
def recorded():
    """Random histories, as parts of their truth and what must be found in them."""

    async def record(rng: random.Random):
        naive = NaiveStore()
        async with MEMORY.new(CATALOGUE) as store:
            # Of one source some issues state a period and some do not.
            for run in rng.sample((*RUNS, Run("r8", "atlas"), Run("r9", "register")), 5):
                said = [*_random_batch(rng), NodeStatement(15, f"Project:{run.id}", "Project")]
                await store.apply(said, run)
                naive.hear(said, run)
            decision = Decision("Organization:a", "Organization:c", Verdict.SAME)
            await store.decide(decision)
            naive.decide(decision)
            parts = [part async for part in store.contents()]
        return parts, naive

    return [asyncio.run(record(random.Random(seed))) for seed in range(12)]


def _random_batch(rng: random.Random):
    days = [None, "2019", "2020-12-31", "2021-06-30", "2022"]
    said: list = []
    for row in range(1, 15):
        some = {"validFrom": rng.choice(days), "validTo": rng.choice(days)}
        own = {"validFrom": rng.choice(days), "validTo": rng.choice(days)}
        org = rng.choice(["Organization:a", "Organization:b", "Organization:c"])
        said += rng.choice(
            [
                [
                    NodeStatement(
                        row,
                        org,
                        rng.choice(["Enterprise", "University", "UnclassifiedOrganization"]),
                        {"name": rng.choice("xy"), "aliases": rng.choice([(), ("q",)])},
                    )
                ],
                [
                    NodeStatement(
                        row,
                        f"Accreditation:{rng.randint(1, 3)}",
                        "Accreditation",
                        {"level": rng.choice(["NATIONAL", "X"])}
                        | {k: v for k, v in own.items() if v},
                    )
                ],
                [
                    LinkStatement(
                        row,
                        "GRANTED_TO",
                        f"Accreditation:{rng.randint(1, 4)}",
                        rng.choice([org, "Organization:nobody"]),
                        "",
                        {k: v for k, v in some.items() if v},
                    )
                ],
                [NodeStatement(row, "Project:1", "Project", {"name": "p"})],
                [
                    LinkStatement(
                        row,
                        "PARTICIPATES_IN",
                        org,
                        f"Project:{rng.randint(1, 2)}",
                        "",
                        rng.choice([{}, {"role": "LEAD"}, {"role": "PARTICIPANT"}]),
                    )
                ],
            ]
        )
    return said


def _caught(recorded, surveying=None, measured=None) -> bool:
    from graph_service.quality.measures import measures
    from graph_service.quality.surveying import Surveyor

    for parts, naive in recorded:
        for day, before in (("2021-06-30", "2021-06-30"), ("2022-12-31", "2021-12-31")):
            surveyor = (surveying.Surveyor if surveying else Surveyor)(CATALOGUE, PACK)
            months = 0 if day == before else 12
            try:
                for part in parts:
                    surveyor.add(part)
                agree(
                    told(
                        surveyor.finish("v"),
                        CATALOGUE,
                        day,
                        months,
                        measured.measures if measured else measures,
                    ),
                    expected(facts_of(naive), CATALOGUE, CODES, before, day),
                )
            except (AssertionError, KeyError, ValueError, TypeError):
                return True
    return False


def test_without_a_fault_nothing_is_caught(recorded):
    assert not _caught(recorded)


@pytest.mark.parametrize(("module", "old", "new"), MUTANTS)
def test_a_small_fault_is_caught(recorded, module, old, new):
    changed = mutant(module, old, new)
    if module == "measures":
        assert _caught(recorded, measured=changed)
    else:
        assert _caught(recorded, surveying=changed)
