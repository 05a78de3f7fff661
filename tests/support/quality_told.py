"""What the product finds, in the words of `naive_quality`."""

from __future__ import annotations

from naive_quality import Expected

from graph_service.quality.figures import Question
from graph_service.quality.kinds import Kind
from graph_service.quality.measures import measures

KINDS = tuple(kind for kind in Kind if kind is not Kind.DUPLICATE)


def told(survey, catalogue, day: str, months: int = 24, product=measures) -> Expected:
    """All findings of all kinds, with what each group is out of and cannot tell.

    Each list is as long as its number, sorted, and without repetition.
    """
    found = Expected()
    for measure in product(survey, Question(catalogue, day, months), KINDS):
        kind = measure.kind.value
        for group in measure.groups:
            listing = list(group.findings())
            assert len(listing) == group.count
            assert listing == sorted(set(listing))
            key = group.key()
            found.findings[kind].update((*key, f.node, f.other) for f in listing)
            found.out_of[kind, *key] = group.out_of
            found.unknown[kind, *key] = group.unknown
        assert measure.count == sum(group.count for group in measure.groups)
    return found


def agree(product: Expected, oracle: Expected) -> None:
    """Fail where they differ; a group that the product leaves out has no findings."""
    for kind in KINDS:
        assert product.findings[kind.value] == oracle.findings[kind.value], kind
    for key, out_of in product.out_of.items():
        if key[0] != "STALE" or out_of:
            assert (key, out_of) == (key, oracle.out_of[key])
            assert (key, product.unknown[key]) == (key, oracle.unknown.get(key, 0))
    found = {(kind, *one[:3]) for kind, some in oracle.findings.items() for one in some}
    assert found <= product.out_of.keys()
