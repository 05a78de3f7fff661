"""Types that do not fit together are refused with a sentence that names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schema.catalogue import Catalogue
from schema.declarations import EntityType, Kind, LinkColumn, LinkType, Property
from schema.derived import Derived, GivenOrByReadiness
from schema.language import DeclarationError


def prop(name: str, *columns: str) -> Property:
    return Property(name=name, kind=Kind.STRING, description="It.", label="它", columns=columns)


def link(type_: str, name: str, inverse: str, target: str = "Kite", **more) -> LinkType:
    return LinkType(
        type=type_,
        source="Kite",
        target=target,
        name=name,
        inverse=inverse,
        label="它",
        inverse_label="它",
        description="It.",
        inverse_description="It.",
        **more,
    )


def worked_out(name: str) -> Derived:
    return Derived(shown=prop(name), rule=GivenOrByReadiness("stage"))


KITE = EntityType(name="Kite", plural="kites", label="风筝", description="A kite.")
TAILED = link("TIED_TO", "tiedTo", "ties")


@pytest.mark.parametrize(
    ("types", "sentence"),
    [
        ([KITE, KITE], "The type 'Kite' is declared twice."),
        ([KITE, replace(KITE, name="Dragon")], "The plural 'kites' is declared twice."),
        (
            [replace(KITE, links=(TAILED, replace(TAILED, name="a", inverse="b")))],
            "The link type 'TIED_TO' is declared twice.",
        ),
        (
            [replace(KITE, links=(link("TIED_TO", "tiedTo", "ties", "Kiet"),))],
            "Kite.tiedTo points to unknown type 'Kiet'.",
        ),
        (
            [replace(KITE, properties=(prop("size"), prop("size")))],
            "The field of Kite 'size' is declared twice.",
        ),
        (
            [replace(KITE, properties=(prop("id"),))],
            "The field of Kite 'id' is declared twice.",
        ),
        (
            [replace(KITE, properties=(prop("ties"),), links=(TAILED,))],
            "The field of Kite 'ties' is declared twice.",
        ),
        (
            [replace(KITE, links=(TAILED, link("HUNG_ON", "hungOn", "ties")))],
            "The field of Kite 'ties' is declared twice.",
        ),
        (
            [
                replace(
                    KITE,
                    properties=(prop("size", "Span"),),
                    links=(replace(TAILED, columns=(LinkColumn(("span",)),)),),
                )
            ],
            "Kite: column 'span' is claimed by size and tiedTo.",
        ),
        (
            [replace(KITE, properties=(prop("stage"),), derived=(worked_out("stage"),))],
            "The field of Kite 'stage' is declared twice.",
        ),
        (
            [replace(KITE, derived=(worked_out("stageOf"),))],
            "Kite.stageOf reads 'stage', no field of it.",
        ),
        (
            [replace(KITE, found_by=("flier",))],
            "Kite: found_by 'flier' is no field of it.",
        ),
    ],
)
def test_types_that_do_not_fit_together_are_refused(types, sentence):
    with pytest.raises(DeclarationError) as refusal:
        Catalogue(tuple(types))
    assert str(refusal.value) == sentence


def test_a_link_may_point_at_its_own_type():
    catalogue = Catalogue((replace(KITE, links=(TAILED,)),))
    assert [end.name for end in catalogue.ends("Kite")] == ["tiedTo", "ties"]
