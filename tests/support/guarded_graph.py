"""A catalogue of which something is for analysts and something for editors, and a graph with secrets.

Secrets are texts and numbers that stand nowhere else: an answer that has one shows what it hides.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace

from graph_service.identity.roles import Role
from schema.catalogue import Catalogue
from schema.declarations import Access, EntityType, Kind, LinkType, Property
from schema.money import Money
from schema.statements import LinkStatement, NodeStatement, Run

PERSONAL, INTERNAL = Access.PERSONAL, Access.INTERNAL
CLEARED = {
    Access.PUBLIC: set(Role),
    INTERNAL: {Role.ANALYST, Role.EDITOR, Role.ADMIN},
    PERSONAL: {Role.EDITOR, Role.ADMIN},
}
"""Who may read what, said anew."""
PROPERTIES = {
    ("Talent", "field"): PERSONAL,
    ("Talent", "title"): INTERNAL,
    ("Enterprise", "staff"): INTERNAL,
    ("Enterprise", "registeredCapital"): PERSONAL,
    ("Patent", "stage"): INTERNAL,
    ("Product", "name"): PERSONAL,
    ("Product", "aliases"): INTERNAL,
}
LINK_PROPERTIES = {("AFFILIATED_WITH", "position"): PERSONAL}
FIELDS = PROPERTIES | {
    ("Patent", "stageOf"): INTERNAL,
    ("Talent", "contacts"): PERSONAL,
    ("Talent", "mentors"): INTERNAL,
    ("Talent", "pupils"): INTERNAL,
    ("TalentAffiliationsEdge", "position"): PERSONAL,
    ("OrganizationTalentsEdge", "position"): PERSONAL,
}
"""The fields of object types that are not for all who can read the type."""
TYPES = {"Contact": PERSONAL}
SECRETS = {
    PERSONAL: (
        *("zqpfieldone", "zqpfieldtwo", "zqpposition", "zqpproduct", "zqpcontact", "zqpphone"),
        *("9182736.45", "918273645", "71625344"),
    ),
    INTERNAL: ("zqititle", "zqialias", "zqimentoring", "81726354"),
}


def guarded_catalogue(catalogue: Catalogue) -> Catalogue:
    """Declare what is not for everybody."""
    contact = EntityType(
        name="Contact",
        plural="contacts",
        label="联系人",
        description="Whom to call.",
        access=PERSONAL,
        properties=(
            _property("name", naming=True),
            _property("phone"),
            _property("age", kind=Kind.INTEGER),
        ),
        links=(_link("REACHES", "Contact", "reaches", "contacts"),),
    )
    mentors = replace(
        _link("MENTORS", "Talent", "pupils", "mentors"),
        access=INTERNAL,
        properties=(_property("topic"),),
    )
    types = [
        replace(
            t,
            properties=tuple(
                replace(p, access=PROPERTIES.get((t.name, p.name), p.access)) for p in t.properties
            ),
            links=(
                *(
                    replace(
                        link,
                        properties=tuple(
                            replace(p, access=LINK_PROPERTIES.get((link.type, p.name), p.access))
                            for p in link.properties
                        ),
                    )
                    for link in t.links
                ),
                *([mentors] if t.name == "Talent" else []),
            ),
        )
        for t in catalogue.types
    ]
    return Catalogue((*types, contact))


def _property(name: str, **more: object) -> Property:
    given = {"kind": Kind.STRING, "vocabulary": None, **more}
    return Property(name=name, description="It.", label="值", **given)  # type: ignore[arg-type]


def _link(type_: str, source: str, name: str, inverse: str) -> LinkType:
    return LinkType(
        type=type_,
        source=source,
        target="Talent",
        name=name,
        inverse=inverse,
        label="链",
        inverse_label="反链",
        description="A link.",
        inverse_description="A link, seen from its far end.",
    )


RUNS = (Run("first", "one"), Run("second", "two", priority=9))
SAID = (
    (
        NodeStatement(1, "t1", "Talent", {"name": "Ada", "field": "zqpfieldtwo"}),
        NodeStatement(2, "p1", "Product", {"name": "zqpproduct", "code": "P1"}),
        LinkStatement(3, "AFFILIATED_WITH", "t1", "e1", "", {}),
    ),
    (
        NodeStatement(
            1, "t1", "Talent", {"name": "Ada", "field": "zqpfieldone", "title": "zqititle"}
        ),
        NodeStatement(2, "t2", "Talent", {"name": "Bob"}),
        NodeStatement(
            3,
            "e1",
            "Enterprise",
            {"name": "Lens", "staff": 81726354, "registeredCapital": Money(918273645, "CNY")},
        ),
        NodeStatement(4, "p1", "Product", {"aliases": ("zqialias",)}),
        NodeStatement(5, "pat", "Patent", {"name": "Mirror", "stage": "PILOT"}),
        NodeStatement(
            6,
            "zqpcontactid",
            "Contact",
            {"name": "zqpcontact", "phone": "zqpphone", "age": 71625344},
        ),
        NodeStatement(7, "pr", "Project", {"name": "Telescope", "startOn": "2022"}),
        LinkStatement(8, "AFFILIATED_WITH", "t1", "e1", "", {"position": "zqpposition"}),
        LinkStatement(9, "REACHES", "zqpcontactid", "t1", "", {}),
        LinkStatement(10, "REACHES", "zqpcontactid", "t2", "", {}),
        LinkStatement(11, "MENTORS", "t1", "t2", "", {"topic": "zqimentoring"}),
        LinkStatement(12, "PARTICIPATES_IN", "e1", "pr", "", {"role": "LEAD"}),
    ),
)
"""What each of `RUNS` says; of Ada's field they say different things."""

_CURSOR = re.compile(r"[A-Za-z0-9_-]{16,}")


def leaks(text: str, role: Role) -> set[str]:
    """Name the secrets in a text, and in the cursors in it, that are not for a role."""
    whole = "\n".join((text, *_decoded(text)))
    return {
        secret
        for access, secrets in SECRETS.items()
        if role not in CLEARED[access]
        for secret in secrets
        if secret in whole
    }


def shown(text: str) -> set[str]:
    """Name all secrets in a text and in the cursors in it."""
    return leaks(text, Role.ANONYMOUS)


def allowed(role: Role) -> set[str]:
    """Name the secrets that are for a role."""
    return {
        secret
        for access, secrets in SECRETS.items()
        if role in CLEARED[access]
        for secret in secrets
    }


def _decoded(text: str) -> Iterator[str]:
    for found in set(_CURSOR.findall(text)):
        try:
            yield base64.urlsafe_b64decode(found + "=" * (-len(found) % 4)).decode()
        except ValueError:
            continue
