"""A bad declaration is refused when its module is imported, with a sentence that names it."""

from __future__ import annotations

import importlib.util
import sys
from textwrap import dedent, indent

import pytest

from schema.declarations import Kind
from schema.language import DeclarationError

HEAD = """
from __future__ import annotations
from schema.derived import IsRecognised
from schema.language import Entity, Term, column, derived, entity, link, link_from, prop
from schema.money import Money
from schema.time import PartialDate
from schema.vocabularies import ParticipationRole

class Shape:
    role: ParticipationRole | None = prop("Role.", "角色")
"""


@pytest.fixture
def declare(tmp_path, monkeypatch):
    """Import a module that declares one type with the given members."""

    def declare(members, decorator='@entity("风筝", plural="kites")', doc="A kite.", after=""):
        body = indent(f'"""{doc}"""\n{dedent(members)}', "    ")
        source = f"{HEAD}\n{decorator}\nclass Kite(Entity):\n{body}\n{dedent(after)}"
        path = tmp_path / "kites.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("kites", path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "kites", module)
        spec.loader.exec_module(module)
        return module.Kite.__entity__

    return declare


LINK = """
flown_by = link(
    "FLOWN_BY", "Kite", label="放飞者", description="Who flies it.",
    inverse="flies", inverse_label="放飞", inverse_description="What it flies.", {more}
)
"""


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ('size: int = prop("Size.")', "Kite.size: the Chinese label is missing."),
        ('size: int = prop("Size.", "")', "Kite.size: the Chinese label is missing."),
        (
            'size: int = prop("Size.", "size")',
            "Kite.size: the Chinese label 'size' has no Han character.",
        ),
        ('size: int = prop("", "大小")', "Kite.size: the English description is missing."),
        (
            'size: int = prop("大小 of it.", "大小")',
            "Kite.size: the English description has Han characters.",
        ),
        (
            'size: int = prop("Size.", "大小", colour="red")',
            "Kite.size: unknown keyword 'colour'; known are access, closes, columns, identifier,",
        ),
        (
            'size: int = prop("Size.", "大小", columns=("尺寸"))',
            "Kite.size: columns must be a tuple; a comma may be missing.",
        ),
        (
            'size: complex = prop("Size.", "大小")',
            "Kite.size: no kind of value is annotated <class 'complex'>.",
        ),
        ('size = prop("Size.", "大小")', "Kite.size: no kind of value is annotated None."),
        (
            'hue: Term | None = prop("Hue.", "颜色")',
            "Kite.hue: a Term needs vocabulary=, the name of a pack's list.",
        ),
        (
            'hue: tuple[Term, ...] = prop("Hues.", "颜色")',
            "Kite.hue: a Term needs vocabulary=, the name of a pack's list.",
        ),
        (
            'hue: str = prop("Hue.", "颜色", vocabulary="hues")',
            "Kite.hue: vocabulary= belongs to a Term.",
        ),
        (
            """
            size: int = prop("Size.", "大小", columns=("尺寸",))
            span: int = prop("Span.", "尺寸")
            """,
            "Kite: column '尺寸' is claimed by size and span.",
        ),
        (
            """
            size: int = prop("Size.", "大小", columns=("SPAN",))
            span: int = prop("Span.", "跨度")
            """,
            "Kite: column 'span' is claimed by size and span.",
        ),
        (
            LINK.format(more='colour="red"'),
            "Kite.flown_by: unknown keyword 'colour'; known are access, columns,",
        ),
        (
            LINK.format(more="").replace("放飞者", "flier"),
            "Kite.flown_by: the Chinese label 'flier' has no Han character.",
        ),
        (
            LINK.format(more="").replace(' label="放飞者",', ""),
            "Kite.flown_by: the Chinese label is missing.",
        ),
        (
            LINK.format(more="").replace('inverse_label="放飞", ', ""),
            "Kite.flown_by, inverse: the Chinese label is missing.",
        ),
        (
            LINK.format(more="").replace("What it flies.", "What 它 flies."),
            "Kite.flown_by, inverse: the English description has Han characters.",
        ),
        (
            LINK.format(more="").replace("FLOWN_BY", "flownBy"),
            "Kite.flown_by: the link type 'flownBy' is not of the form [A-Z][A-Z0-9_]*.",
        ),
        (
            LINK.format(more="").replace('"flies"', '"flies_it"'),
            "Kite.flown_by: the inverse 'flies_it' is not of the form [a-z][A-Za-z0-9]*.",
        ),
        (
            LINK.format(more='properties=Shape, key="since"'),
            "Kite.flown_by: key 'since' is not a property of the link.",
        ),
        (
            LINK.format(more='properties=Shape, columns=(column("放飞人", since="2021"),)'),
            "Kite.flown_by: a column states 'since', no property of it.",
        ),
        (
            LINK.format(more='properties=Shape, inverse_columns=(column("放飞人", role="BOSS"),)'),
            "Kite.flown_by: a column states role 'BOSS'; known are LEAD, PARTICIPANT,",
        ),
        (
            LINK.format(more='columns=(column("放飞人"))'),
            "Kite.flown_by: columns must be a tuple; a comma may be missing.",
        ),
        (
            'big: bool = derived("Big.", rule=IsRecognised("BIG"))',
            "Kite.big: the Chinese label is missing.",
        ),
        (
            'big: bool = derived("Big.", "大", rule=IsRecognised("BIG"), colour="red")',
            "Kite.big: unknown keyword 'colour'; known are vocabulary.",
        ),
        (
            LINK.format(more="properties=Bad").replace(
                "flown_by = link", 'class Bad:\n    since: int = prop("Since.")\nflown_by = link'
            ),
            "Kite.flown_by.since: the Chinese label is missing.",
        ),
    ],
)
def test_a_bad_member_is_refused(declare, members, sentence):
    with pytest.raises(DeclarationError) as refusal:
        declare(members)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("decorator", "doc", "sentence"),
    [
        ('@entity(plural="kites")', "A kite.", "Kite: the Chinese label is missing."),
        (
            '@entity("kite", plural="kites")',
            "A kite.",
            "Kite: the Chinese label 'kite' has no Han character.",
        ),
        ('@entity("风筝", plural="kites")', "", "Kite: the English description is missing."),
        (
            '@entity("风筝", plural="kites")',
            "风筝",
            "Kite: the English description has Han characters.",
        ),
        (
            '@entity("风筝", plural="Kites")',
            "A kite.",
            "Kite: the plural 'Kites' is not of the form [a-z][A-Za-z0-9]*.",
        ),
        (
            '@entity("风筝", plural="kites", colour="red")',
            "A kite.",
            "Kite: unknown keyword 'colour'; known are abstract, access, common_names, found_by,",
        ),
        (
            '@entity("风筝", plural="kites", synonyms=("纸鸢"))',
            "A kite.",
            "Kite: synonyms must be a tuple; a comma may be missing.",
        ),
    ],
)
def test_a_bad_type_is_refused(declare, decorator, doc, sentence):
    with pytest.raises(DeclarationError) as refusal:
        declare("", decorator, doc)
    assert sentence in str(refusal.value)


def test_a_type_may_only_extend_an_abstract_one(declare):
    box = """
        @entity("盒", plural="boxes")
        class Box(Kite):
            "A box."
    """
    with pytest.raises(DeclarationError, match=r"Box: its parent Kite is not abstract\."):
        declare("", after=box)


def test_a_link_may_be_declared_where_it_ends(declare):
    kite = declare(
        """
        fliers = link_from(
            "FLIES", "Child", label="放飞者", description="Who flies it.",
            inverse="kites", inverse_label="风筝", inverse_description="What it flies.",
            columns=(column("放飞人"),), inverse_columns=(column("所放风筝"),),
            properties=Shape, key="role",
        )
        """
    )
    (flies,) = kite.links
    assert (flies.source, flies.name, flies.label, flies.description) == (
        *("Child", "kites", "风筝"),
        "What it flies.",
    )
    assert (flies.target, flies.inverse, flies.inverse_label, flies.inverse_description) == (
        *("Kite", "fliers", "放飞者"),
        "Who flies it.",
    )
    assert [c.headers for c in flies.columns] == [("所放风筝",)]
    assert [c.headers for c in flies.inverse_columns] == [("放飞人",)]
    assert (flies.key, [p.name for p in flies.properties]) == ("role", ["role"])


def test_a_derived_field_has_the_kind_of_its_annotation(declare):
    kite = declare(
        """
        size: int | None = prop("Size.", "大小")
        big: bool | None = derived("Whether it is big.", "大", rule=IsRecognised("BIG"))
        """
    )
    (big,) = kite.derived
    assert (big.name, big.shown.kind, big.rule.recognitions.meaning) == ("big", Kind.BOOLEAN, "BIG")
    assert [p.name for p in kite.properties] == ["size"]


def test_a_good_declaration_is_accepted(declare):
    kite = declare(
        """
        wing_span: float | None = prop("Span.", "翼展", columns=("宽",), unit="m")
        hue: Term | None = prop("Hue.", "颜色", vocabulary="hues")
        """
        + indent(LINK.format(more='properties=Shape, key="role", validity=True'), " " * 8)
    )
    assert [p.name for p in kite.properties] == ["wingSpan", "hue"]
    (flown_by,) = kite.links
    assert (flown_by.source, flown_by.target, flown_by.name) == ("Kite", "Kite", "flownBy")
    assert [p.name for p in flown_by.properties] == ["role", "validFrom", "validTo"]
