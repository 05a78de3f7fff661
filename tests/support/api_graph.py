"""A graph small enough to know by heart.

Alpha --LEAD, 5.00 CNY--> J1 <--PARTICIPANT-- Delta (university)
Alpha --PARTICIPANT-----> J2 <--LEAD--------- Epsilon (enterprise)
Alpha built with Delta 2021 to 2022; Beta built with Delta from 2023
Alpha and Epsilon are in Ouhai; Wu works at Delta until 2022
"""

from __future__ import annotations

from schema.money import Money
from schema.statements import LinkStatement, NodeStatement, Statement

_NODES = {
    "alpha": (
        "Platform",
        {
            "name": "Alpha Lab",
            "level": "NATIONAL",
            "buildMode": "JOINT",
            "industries": ("MED", "NEW"),
            "staff": 10,
            "area": 100.5,
            "establishedOn": "2021",
        },
    ),
    "beta": (
        "Platform",
        {
            "name": "Beta Centre",
            "level": "PROVINCIAL",
            "buildMode": "INDEPENDENT",
            "industries": ("MED",),
            "staff": 20,
            "establishedOn": "2021-09-03",
        },
    ),
    "gamma": ("Platform", {"name": "伽马 Gamma", "area": 50.0, "establishedOn": "2022-03"}),
    "delta": ("University", {"name": "Delta University", "aliases": ("DU", "德大")}),
    "epsilon": ("Enterprise", {"name": "Epsilon", "registeredCapital": Money(10_000, "CNY")}),
    "zeta": ("Enterprise", {"name": "Zeta", "registeredCapital": Money(20_000, "EUR")}),
    "j1": (
        "Project",
        {"name": "J1", "level": "NATIONAL", "startOn": "2021-09", "budget": Money(100_050, "CNY")},
    ),
    "j2": ("Project", {"name": "J2", "level": "MUNICIPAL", "startOn": "2022"}),
    "ouhai": ("District", {"name": "瓯海区", "code": "330304", "longitude": 120.6}),
    "wu": ("Talent", {"name": "Wu"}),
}

_LINKS = [
    ("PARTICIPATES_IN", "alpha", "j1", {"role": "LEAD", "amount": Money(500, "CNY")}),
    ("PARTICIPATES_IN", "delta", "j1", {"role": "PARTICIPANT"}),
    ("PARTICIPATES_IN", "alpha", "j2", {"role": "PARTICIPANT"}),
    ("PARTICIPATES_IN", "epsilon", "j2", {"role": "LEAD"}),
    ("BUILT_WITH", "alpha", "delta", {"mode": "JOINT", "validFrom": "2021", "validTo": "2022"}),
    ("BUILT_WITH", "beta", "delta", {"mode": "JOINT", "validFrom": "2023"}),
    ("LOCATED_IN", "alpha", "ouhai", {}),
    ("LOCATED_IN", "epsilon", "ouhai", {}),
    ("AFFILIATED_WITH", "wu", "delta", {"position": "Professor", "validTo": "2022"}),
]

STATEMENTS: tuple[Statement, ...] = (
    *(
        NodeStatement(row, id_, type_, values)
        for row, (id_, (type_, values)) in enumerate(_NODES.items(), 1)
    ),
    *(
        LinkStatement(row, type_, source, target, "", values)
        for row, (type_, source, target, values) in enumerate(_LINKS, len(_NODES) + 1)
    ),
)
