from __future__ import annotations

from schema.stages import LEVELS, STAGES, stage_of_trl
from schema.vocabularies import Stage


def test_each_level_of_readiness_stands_for_one_stage_the_earlier_where_it_touches_two():
    assert {level: stage_of_trl(level) for level in LEVELS} == {
        1: "BASIC",
        2: "BASIC",
        3: "APPLIED",
        4: "APPLIED",
        5: "TACKLING",
        6: "TACKLING",
        7: "PILOT",
        8: "INDUSTRIALISATION",
        9: "INDUSTRIALISATION",
    }


def test_a_later_level_never_stands_for_an_earlier_stage():
    places = [STAGES.index(stage_of_trl(level)) for level in LEVELS]
    assert places == sorted(places)


def test_what_is_no_level_stands_for_no_stage():
    assert [stage_of_trl(level) for level in (None, 0, 10, -1)] == [None] * 4


def test_the_stages_are_those_of_the_vocabulary_in_its_order():
    assert [stage.name for stage in Stage] == list(STAGES)
