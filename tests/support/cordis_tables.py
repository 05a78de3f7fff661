"""Tables straight from the CORDIS trial file, by code that shares nothing with the loaders."""

from __future__ import annotations

import csv
import gzip

from graph_tables import tables_of

TYPES = {
    "PRC": "Enterprise",
    "HES": "University",
    "REC": "ResearchInstitute",
    "PUB": "GovernmentBody",
    "OTH": "OtherOrganization",
}
FILE = "cordis_h2020_participations.csv.gz"


def cordis_tables(trials):
    organizations, projects, participations = {}, {}, []
    with gzip.open(trials / FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            organizations.setdefault(row["pic"], TYPES[row["type"]])
            span = tuple(
                None if day in ("", "NA") else day for day in (row["start_date"], row["end_date"])
            )
            projects.setdefault(row["rcn"], span)
            participations.append((row["pic"], row["rcn"]))
    # Ids are unique over all types: organisations and projects are both numbered in the file.
    return tables_of(
        organizations,
        {f"project {rcn}": span for rcn, span in projects.items()},
        [(pic, f"project {rcn}") for pic, rcn in participations],
    )
