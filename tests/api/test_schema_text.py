from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, parse

import schema as schema_package
from graph_service.api.build import build_schema, export_schema
from graph_service.api.extras import EXTRAS
from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Access, EntityType, Kind, LinkType, Property
from schema.derived import Derived, GivenOrByReadiness, Rule
from schema.packs import Pack

PACK = Pack(name="none", label="", description="")
MOST_TYPES = 492
"""400 that follow from the catalogue and what is asked of it, 20 for what people do by hand,
50 for fifteen analytic questions, 7 for the scope, flows, districts and communities of maps, 10
for what the service says of itself, of who asks and of what was found, 5 for what it tells as it
happens."""
COMMITTED = Path(schema_package.__file__).with_name("schema.graphql")


def test_the_committed_schema_is_the_one_that_is_served():
    assert COMMITTED.read_text(encoding="utf-8") == export_schema(), "run `make sdl`"


def test_the_exported_schema_is_a_document():
    assert len(parse(export_schema()).definitions) > 100


def test_everything_in_the_schema_has_a_description():
    missing = []
    for name, type_ in build_schema(load_catalogue(), PACK).graphql.type_map.items():
        if name.startswith("__"):
            continue
        if not type_.description:
            missing.append(name)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in type_.fields.items():
                if not field.description:
                    missing.append(f"{name}.{field_name}")
                missing += [
                    f"{name}.{field_name}({a})"
                    for a, argument in getattr(field, "args", {}).items()
                    if not argument.description
                ]
    assert missing == []


def prop(name: str, kind: Kind = Kind.STRING, vocabulary: object = None) -> Property:
    return Property(name=name, kind=kind, description="It.", label="值", vocabulary=vocabulary)  # type: ignore[arg-type]


def link(number: int, source: str, target: str, properties: tuple[Property, ...]) -> LinkType:
    return LinkType(
        type=f"LINK_{number}",
        source=source,
        target=target,
        name=f"to{number}",
        inverse=f"from{number}",
        label="链",
        inverse_label="反链",
        description="A link.",
        inverse_description="A link, seen from its far end.",
        properties=properties,
    )


def test_the_catalogue_fits_into_few_types(capsys: pytest.CaptureFixture[str]):
    catalogue = load_catalogue()
    begun = time.process_time()
    built = build_schema(catalogue, PACK, extra=EXTRAS)
    spent = time.process_time() - begun
    number, types = len(built.graphql.type_map), len(catalogue.types)
    with capsys.disabled():
        sys.stdout.write(f"\n{number} GraphQL types for {types}, built in {spent:.2f} s of CPU\n")
    assert number <= MOST_TYPES


def test_a_link_that_gives_a_name_to_another_kind_of_value_has_filters_of_its_own():
    catalogue = Catalogue(
        (
            EntityType(
                name="One",
                plural="ones",
                label="一",
                description="One.",
                links=(
                    link(1, "One", "One", (prop("role"),)),
                    link(2, "One", "One", (prop("role", Kind.INTEGER),)),
                    link(3, "One", "One", (prop("role"), prop("since"))),
                ),
            ),
        )
    )
    types = build_schema(catalogue, PACK).graphql.type_map

    def filters(name: str) -> dict[str, str]:
        return {field: str(declared.type) for field, declared in types[name].fields.items()}

    where = filters("OneWhere")
    assert [where[f"to{n}"] for n in (1, 2, 3)] == [
        "OneLinkWhere",
        "OneTo2LinkWhere",
        "OneLinkWhere",
    ]
    assert where["from2"] == "OneFrom2LinkWhere"
    assert filters("OneLinkMatch")["edge"] == "LinkEdgeWhere"
    assert filters("OneFrom2LinkMatch")["edge"] == filters("OneTo2LinkMatch")["edge"]
    assert filters("LinkEdgeWhere") == {"role": "StringFilter", "since": "StringFilter"}
    assert filters("OneTo2EdgeWhere") == {"role": "IntFilter"}
    argument = types["One"].fields["to2"].args["where"]
    assert str(argument.type) == "OneTo2LinkMatch"


def test_fields_of_one_name_are_refused():
    declared = EntityType(
        name="One", plural="ones", label="一", description="One.", properties=(prop("AND"),)
    )
    with pytest.raises(ValueError, match=r"two fields OneWhere\.AND"):
        build_schema(Catalogue((declared,)), PACK)


def test_types_of_one_name_are_refused():
    types = tuple(
        EntityType(name=name, plural=plural, label="一", description="One.")
        for name, plural in (("One", "ones"), ("OneConnection", "connections"))
    )
    with pytest.raises(ValueError, match="two types OneConnection"):
        build_schema(Catalogue(types), PACK)


def test_what_is_not_public_is_in_the_schema_and_may_be_null():
    tags = prop("tags", Kind.STRINGS)
    hidden = EntityType(
        name="Case",
        plural="cases",
        label="案",
        description="A case.",
        access=Access.INTERNAL,
        properties=(tags, replace(prop("judges", Kind.STRINGS), access=Access.PERSONAL)),
    )
    shown = EntityType(
        name="One",
        plural="ones",
        label="一",
        description="One.",
        properties=(tags, replace(prop("phones", Kind.STRINGS), access=Access.PERSONAL)),
        links=(
            link(
                1,
                "One",
                "One",
                (tags, replace(prop("ranks", Kind.STRINGS), access=Access.INTERNAL)),
            ),
            replace(link(2, "One", "One", (tags,)), access=Access.PERSONAL),
            link(3, "One", "Case", ()),
        ),
    )
    types = build_schema(Catalogue((shown, hidden)), PACK).graphql.type_map

    def nullable(name: str) -> set[str]:
        fields = types[name].fields.items()
        return {f for f, field in fields if not str(field.type).endswith("!")}

    assert nullable("One") == {"phones", "to2", "from2", "to3"}
    assert nullable("OneTo1Edge") == {"ranks"}
    # Who reads a case or a link reads what is theirs, unless it asks for more.
    assert nullable("Case") == {"judges"}
    assert nullable("OneTo2Edge") == set()
    assert nullable("Query") >= {"case", "cases", "ones"}
    for name in ("OneWhere", "OneOrder", "CaseWhere"):
        assert nullable(name) == set(types[name].fields)
    assert {"phones", "to2", "to2Count"} <= set(types["OneWhere"].fields)


def test_what_is_worked_out_of_what_is_not_public_may_be_null():
    personal = replace(prop("stage", Kind.STRINGS), access=Access.PERSONAL)

    def derived(name: str, rule: Rule) -> Derived:
        return Derived(shown=prop(name, Kind.STRINGS), rule=rule)

    one = EntityType(
        name="One",
        plural="ones",
        label="一",
        description="One.",
        properties=(prop("code"), prop("name", Kind.STRINGS), personal),
        derived=(
            derived("stageOf", GivenOrByReadiness("stage")),
            derived("nameOf", GivenOrByReadiness("name")),
        ),
    )
    fields = build_schema(Catalogue((one,)), PACK).graphql.type_map["One"].fields
    found = {name for name, field in fields.items() if not str(field.type).endswith("!")}
    assert found == {"code", "stage", "stageOf"}
