"""What a map of 5,000 records and 20,000 links takes, inside the process: no HTTP.

The graph is that of the projects of CORDIS that start in 2019, 10,752 organisations with 170,081
ties, or the sample. Each form of the map is asked of a service that was just started: the first
answer draws the map, the second is executed anew from what is kept of it. Then a batch is imported,
one that says nothing new of any organisation, and the next answer draws the map again. Answers
themselves are not kept.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import os
import time
from contextlib import nullcontext
from pathlib import Path

from graph_service.api.exchange import Asked
from graph_service.api.service import make_service
from graph_service.demo import import_sample
from graph_service.http.graphql.encodings import Encoding, compressed
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run, Statement

FILE = "cordis_h2020_participations.csv.gz"
TYPES = {
    "PRC": "Enterprise",
    "HES": "University",
    "REC": "ResearchInstitute",
    "PUB": "GovernmentBody",
    "OTH": "OtherOrganization",
}
MAP = "{{ ecosystemMap(maxNodes: 5000, maxLinks: 20000) {{ {} }} }}"
FORMS = {
    "typed": MAP.format(
        "nodes { id label type degree weight hiddenNeighbours community }"
        " links { source target type weight }"
    ),
    "columns": MAP.format(
        "columns { ids labels types typeCodes degrees weights hiddenNeighbours"
        " communities communityCodes sources targets linkTypes linkTypeCodes linkWeights }"
    ),
}
AGAIN = 5


def projects_of_2019(trials: Path) -> list[Statement]:
    """Organisations, projects, and who takes part in which."""
    with gzip.open(trials / FILE, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["start_date"].startswith("2019")]
    nodes = {row["pic"]: TYPES[row["type"]] for row in rows}
    nodes |= {f"project {row['rcn']}": "Project" for row in rows}
    links = sorted({(row["pic"], f"project {row['rcn']}") for row in rows})
    return [
        *(
            NodeStatement(at, id_, type_, {"name": f"{type_} {id_}"})
            for at, (id_, type_) in enumerate(nodes.items())
        ),
        *(
            LinkStatement(at, "PARTICIPATES_IN", *ends, "", {})
            for at, ends in enumerate(links, len(nodes))
        ),
    ]


async def measured(store: Store, settings: Settings, form: str) -> str:
    """Return a row of the table."""
    service = make_service(settings, store, load_catalogue())
    spent, body = [], b""
    for turn in range(2 + AGAIN):
        if turn == 1 + AGAIN:
            # Of a run of its own: what a run has said before would be nothing new.
            unheard = time.monotonic_ns()
            rumour = NodeStatement(0, f"Talent:{unheard}", "Talent", {"name": form})
            await store.apply([rumour], Run(f"run {unheard}", "source"))
        begun = time.process_time()
        answer = await service.engine.answer(Asked(FORMS[form]), await service.context())
        body = answer.body()
        spent.append((time.process_time() - begun) * 1e3)
        assert not answer.errors, answer.errors
    sizes = (len(body), len(compressed(body, Encoding.ZSTD)), len(compressed(body, Encoding.GZIP)))
    told = " | ".join(f"{size / 1e3:,.0f}" for size in sizes)
    times = f"{spent[0]:,.0f} | {spent[-1]:,.0f} | {spent[1]:.0f} | {min(spent[2:-1]):.1f}"
    return f"| {form} | {times} | {told} |"


async def main() -> None:
    """Print both forms for both graphs."""
    settings = Settings(store_url=":memory:", answers_bytes=0)
    print("| form | first, ms | after an import | second | later | kB | zstd | gzip |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for graph in ("CORDIS 2019", "sample"):
        trials = Path(os.environ.get("TRIALS", "../shared/trials"))
        if graph != "sample" and not (trials / FILE).exists():
            print(f"{graph} is left out: there is no {FILE} in TRIALS.")
            continue
        store = await open_store(":memory:", load_catalogue())
        try:
            if graph == "sample":
                await import_sample(
                    store,
                    settings=settings,
                    say=lambda _: None,
                    progress=lambda: nullcontext(lambda _: None),
                )
            else:
                await store.apply(projects_of_2019(trials), Run("run", "source"))
            await measured(store, settings, "columns")  # Loads what a process loads once.
            for form in FORMS:
                row = await measured(store, settings, form)
                print(row.replace("| ", f"| {graph}, ", 1))
        finally:
            await store.close()


if __name__ == "__main__":
    asyncio.run(main())
