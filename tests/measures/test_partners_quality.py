"""How good proposed partners are, by a split in time. The oracle goes over all pairs one by one."""

from __future__ import annotations

from itertools import permutations

import naive_partners as naive
import numpy as np
import pytest
from graph_tables import tables_of

import analytics.partners.quality as measured
from analytics.networks.network import NetworkQuestion
from analytics.partners.quality import Scorer, quality_of, split_of
from analytics.partners.question import PartnersQuestion
from analytics.patience import GivenUp
from analytics.ties.kinds import Tie
from analytics.window import Window

TYPES = ("University", "Enterprise")


def tables_from_ties(ties, as_of="2023-12-31", types=None):
    """Each tie is (one, other, day)."""
    ids = sorted({end for tie in ties for end in tie[:2]})
    return tables_of(
        {id_: (types or {}).get(id_, "University") for id_ in ids},
        {f"p{i}": (tie[2], None) for i, tie in enumerate(ties)},
        [(end, f"p{i}") for i, tie in enumerate(ties) for end in tie[:2]],
        as_of=as_of,
    )


def asked(**words):
    return PartnersQuestion(
        network=NetworkQuestion(types=TYPES, **words.pop("network", {})), **words
    )


def test_the_split_is_the_day_from_which_on_the_latest_fifth_of_ties_begin():
    days = [f"20{year}-01-01" for year in range(10, 20)]
    ties = [(f"a{i}", f"b{i}", day) for i, day in enumerate(days)]
    split = split_of(tables_from_ties(ties), NetworkQuestion(types=TYPES))
    # Of ten ties the latest two: 2018 and 2019.
    assert (split.day, split.before, split.train, split.test) == ("2018-01-01", "2017-12-31", 8, 2)


def test_ties_that_begin_on_the_day_of_the_split_are_all_foretold():
    ties = [("a", "b", "2010"), ("c", "d", "2018"), ("e", "f", "2018"), ("g", "h", "2018")]
    split = split_of(tables_from_ties(ties), NetworkQuestion(types=TYPES))
    assert (split.day, split.train, split.test) == ("2018-12-31", 1, 3)


def test_what_has_no_day_or_begins_later_than_the_day_asked_about_splits_nothing():
    assert split_of(tables_from_ties([("a", "b", None)]), NetworkQuestion(types=TYPES)) is None
    ties = [("a", "b", "2020"), ("c", "d", "2020"), ("e", "f", "2024")]
    assert split_of(tables_from_ties(ties), NetworkQuestion(types=TYPES)) is None


def random_ties(seed, people=12, ties=40):
    rng = np.random.default_rng(seed)
    days = ("2015-03-01", "2016", "2018-06", "2020-02-29", "2022-01-01", "2023-05")
    found = []
    for _ in range(ties):
        one, other = rng.choice(people, 2, replace=False)
        found.append((f"o{one:02}", f"o{other:02}", str(rng.choice(days))))
    return found


def day_of(text):
    return {"2016": "2016-12-31", "2018-06": "2018-06-30", "2023-05": "2023-05-31"}.get(text, text)


def brute(ties, split, method, ids, score=None):
    """Scores of positives and negatives, over all ordered pairs."""
    before, after = {}, {}
    for one, other, text in ties:
        side = before if day_of(text) < split else after
        for a, b in ((one, other), (other, one)):
            side.setdefault(a, set()).add(b)
    positive, negative, hits = [], [], []
    score = score or (
        lambda u, v: sum(naive.of(method, len(before[z])) for z in before[u] & before[v])
    )
    for u in ids:
        pairs = [v for v in ids if v != u and u in before and v in before and v not in before[u]]
        told = {v: score(u, v) for v in pairs}
        mine = [v for v in pairs if v in after.get(u, ())]
        positive += [round(told[v], 9) for v in mine]
        negative += [round(told[v], 9) for v in pairs if v not in mine]
        best = sorted((v for v in pairs if told[v] > 0), key=lambda v: (-round(told[v], 9), v))[:10]
        if mine:
            hits.append(len({*best} & {*mine}) / 10)
    return positive, negative, hits, before


@pytest.mark.parametrize("seed", range(6))
def test_auc_and_precision_are_those_of_all_pairs_one_by_one(seed, monkeypatch):
    monkeypatch.setattr(measured, "FEWEST", 1)
    ties = random_ties(seed)
    tables = tables_from_ties(ties)
    question = asked(content=0.0, complement=0.0)
    split = split_of(tables, question.network)
    earlier = tables_from_ties(ties, as_of=split.before)
    found = quality_of(earlier, tables, question, split, seed=1)
    scorers = {one.name: one for one in found.scorers}
    ids = sorted({end for tie in ties for end in tie[:2]})
    for name, method in ((Scorer.ASKED, "ADAMIC_ADAR"),
                         (Scorer.RESOURCE_ALLOCATION, "RESOURCE_ALLOCATION")):  # fmt: skip
        positive, negative, hits, before = brute(ties, split.day, method, ids)
        assert (found.positives, found.negatives) == (len(positive), len(negative))
        assert found.sources == len(hits)
        assert scorers[name].auc == pytest.approx(naive.auc(positive, negative), abs=1e-9)
        assert scorers[name].precision == pytest.approx(sum(hits) / len(hits), abs=1e-9)
    popular = brute(ties, split.day, "", ids, lambda u, v: len(before[u]) * len(before[v]))
    assert scorers[Scorer.POPULARITY].auc == pytest.approx(naive.auc(*popular[:2]), abs=1e-9)
    assert scorers[Scorer.POPULARITY].precision == pytest.approx(
        sum(popular[2]) / len(popular[2]), abs=1e-9
    )
    assert scorers[Scorer.ASKED].auc == scorers[Scorer.ADAMIC_ADAR].auc
    assert not found.sampled


def test_a_perfect_foreteller_has_all_and_one_that_is_always_wrong_nothing(monkeypatch):
    monkeypatch.setattr(measured, "FEWEST", 1)
    # a-m-b share m, and are tied later; c and d have nothing in common with anybody.
    early = [("a", "m", "2010"), ("b", "m", "2011"), ("c", "x", "2012"), ("d", "y", "2013")]
    ties = [*early, ("a", "b", "2020")]
    tables = tables_from_ties(ties)
    split = split_of(tables, asked().network)
    assert split.day == "2020-12-31"
    found = quality_of(tables, tables, asked(), split, seed=7)
    scorers = {one.name: one for one in found.scorers}
    # Seven take part: 7 * 6 ordered pairs less twice 4 ties; a-b and b-a are positive.
    assert (found.positives, found.negatives) == (2, 42 - 8 - 2)
    assert scorers[Scorer.ASKED].auc == 1.0
    assert scorers[Scorer.ASKED].precision == 1 / 10
    assert scorers[Scorer.CONTENT].auc == 0.5  # All are equal.


def test_too_few_new_ties_give_no_number_but_the_reason():
    ties = [("a", "m", "2010"), ("b", "m", "2011"), ("a", "b", "2020")]
    tables = tables_from_ties(ties)
    found = quality_of(tables, tables, asked(), split_of(tables, asked().network), seed=1)
    assert [one.name for one in found.scorers] == list(Scorer)
    for one in found.scorers:
        assert (one.auc, one.precision) == (None, None)
        assert one.reason == "2 new ties are too few: at least 10 are needed."


def test_only_pairs_that_could_be_proposed_are_looked_at(monkeypatch):
    monkeypatch.setattr(measured, "FEWEST", 1)
    ties = random_ties(3)
    types = {f"o{i:02}": "Enterprise" if i % 2 else "University" for i in range(12)}
    tables = tables_from_ties(ties, types=types)
    question = asked(cross_sector=True)
    split = split_of(tables, question.network)
    found = quality_of(tables, tables, question, split, seed=1)
    *_, before = brute(ties, split.day, "ADAMIC_ADAR", sorted(types))
    pairs = [(u, v) for u, v in permutations(before, 2)
             if types[u] != types[v] and v not in before[u]]  # fmt: skip
    assert found.positives + found.negatives == len(pairs)


def test_what_is_random_is_repeated_by_the_seed(monkeypatch):
    monkeypatch.setattr(measured, "FEWEST", 1)
    monkeypatch.setattr(measured, "_SOURCES", 6)
    monkeypatch.setattr(measured, "_PAIRS", 3)
    tables = tables_from_ties(random_ties(5))
    split = split_of(tables, asked().network)
    one, same, other = (quality_of(tables, tables, asked(), split, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert one.sampled
    assert one.negatives <= 6 * 3


def test_what_began_outside_the_window_of_the_question_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(measured, "FEWEST", 1)
    ties = random_ties(2)
    window = Window("2016-01-01", "2020-12-31")
    tables = tables_from_ties(ties)
    question = asked(
        network={"window": window, "ties": (Tie.PROJECT,)}, content=0.0, complement=0.0
    )
    split = split_of(tables, question.network)
    assert window.first_day < split.day <= window.last_day
    found = quality_of(tables, tables, question, split, seed=1)
    inside = [tie for tie in ties if window.first_day <= day_of(tie[2]) <= window.last_day]
    positive, negative, *_ = brute(
        inside, split.day, "ADAMIC_ADAR", [f"o{i:02}" for i in range(12)]
    )
    assert (found.positives, found.negatives) == (len(positive), len(negative))


def test_work_that_nobody_waits_for_stops():
    def give_up():
        raise GivenUp

    tables = tables_from_ties(random_ties(1))
    split = split_of(tables, asked().network)
    with pytest.raises(GivenUp):
        quality_of(tables, tables, asked(), split, seed=1, check=give_up)
