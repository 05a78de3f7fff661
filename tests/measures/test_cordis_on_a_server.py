"""CORDIS on Neo4j: the counts and answers that plain Python and networkx gave on the file.

Organisations come in after that, and a sample of them is explored.

`test_cordis_import.py` and `test_cordis_known_answers.py` ask the embedded store and the file the
same.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cordis_explored import EXPLORED, ORGANIZATIONS, Cordis, check_explored, explored
from cordis_summaries import check, expected, summaries
from cordis_tables import TYPES
from effort import THOROUGH
from stores import Place

from analytics.industry_links.weak_links import Rule, WeakLinksQuestion, weak_links
from analytics.networks.collaboration import collaboration_network
from analytics.tables import Tables
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy
from graph_service.ingest import import_files
from graph_service.snapshot import Snapshots
from graph_service.store.port import GraphInfo
from loaders.report import RunReport
from schema.catalogue import load_catalogue
from schema.packs import load_pack

IN_2019 = Window("2019-01-01", "2019-12-31")
FILE = "cordis_h2020_participations.csv.gz"

pytestmark = [
    pytest.mark.trials,
    pytest.mark.slow,
    pytest.mark.skipif(
        not THOROUGH, reason="three minutes on a server, which ROR is imported to: THOROUGH=1"
    ),
]


@pytest.fixture(scope="module")
def rows(trials) -> Cordis:
    return Cordis(trials)


@pytest.fixture(scope="module")
def cordis(
    neo4j_url: str, trials, rows
) -> tuple[RunReport, GraphInfo, Tables, dict[str, Any], dict[str, list[Any]]]:
    """What the store reports and holds after the import, and what it tells of a sample."""

    async def imported():
        catalogue, pack = load_catalogue(), load_pack("wenzhou-2021")
        async with Place(neo4j_url).new(catalogue) as store:
            report = await import_files(
                store, catalogue, pack, [trials / FILE], mapping="cordis-participations"
            )
            snapshots = Snapshots(store, catalogue)
            tables = await snapshots.tables(snapshots.ecosystem("2023-12-31"))
            seen = report.runs[0], await store.info(), tables, await summaries(store)
            more = [trials / ORGANIZATIONS]
            await import_files(store, catalogue, pack, more, mapping="cordis-organizations")
            return *seen, await explored(store, rows.sample())

    return asyncio.run(imported())


def test_all_participations_come_in(cordis):
    report, info, *_ = cordis
    (file,) = report.files
    assert (file.read, file.created, report.issue_counts) == (144_726, 144_726, {})
    assert {name: count for name, count in info.links.items() if count} == {
        "PARTICIPATES_IN": 144_726
    }
    assert {name: count for name, count in info.nodes.items() if count} == {
        "University": 2_617,
        "ResearchInstitute": 3_065,
        "Enterprise": 23_407,
        "GovernmentBody": 2_524,
        "OtherOrganization": 4_258,
        "Project": 31_451,
    }


def test_facets_and_aggregates_are_what_the_rows_come_to(cordis, trials):
    check(cordis[3], expected(trials))


def test_a_sample_is_walked_searched_and_summed_up_as_the_rows_say(cordis, rows, capsys):
    told = check_explored(cordis[4], rows, rows.sample())
    with capsys.disabled():
        print(f"\nCORDIS on Neo4j, as in memory and in the file: {told}")  # noqa: T201
    assert told == EXPLORED


@pytest.mark.parametrize(
    ("window", "activities", "shape", "components"),
    [
        (None, (31_451, 144_726), (35_871, 796_670, 1_089_509), (4_417, 31_152, 4_206)),
        (IN_2019, (5_547, 24_907), (10_752, 170_081, 190_332), (1_429, 9_160, 1_350)),
    ],
    ids=["all", "start in 2019"],
)
def test_networks_are_those_of_the_file(cordis, window, activities, shape, components):
    totals = collaboration_network(cordis[2], types=tuple(TYPES.values()), window=window).totals
    assert (totals.projects, totals.participations) == activities
    assert (totals.nodes, totals.edges, totals.weight) == shape
    assert (totals.components, totals.largest_component, totals.isolates) == components


@pytest.mark.parametrize(
    ("window", "considered", "found"),
    [
        (None, 1_943, 14),
        (IN_2019, 573, 3),
        (Window(IN_2019.first_day, IN_2019.last_day, WindowBy.OVERLAP), 1_459, 8),
    ],
    ids=["all", "start in 2019", "overlap with 2019"],
)
def test_universities_and_institutes_without_an_enterprise_partner(
    cordis, window, considered, found
):
    answer = weak_links(
        cordis[2],
        WeakLinksQuestion(
            types=("University", "ResearchInstitute"),
            ties=(Tie.PROJECT,),
            rules=(Rule.NO_ENTERPRISE_PARTNER,),
            min_projects=5,
            window=window,
        ),
    )
    assert (len(answer.units), len(answer.weak)) == (considered, found)
