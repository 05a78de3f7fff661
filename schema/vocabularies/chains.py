"""Industry chains: where a segment stands, and what a firm is in it."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["ChainRole", "SegmentPosition"]


class SegmentPosition(Vocabulary):
    """Where a segment stands in its chain."""

    UPSTREAM = word("上游", "Materials and parts.", "产业链上游")
    MIDSTREAM = word("中游", "Making the goods.", "产业链中游")
    DOWNSTREAM = word("下游", "Use of the goods.", "产业链下游")


class ChainRole(Vocabulary):
    """What an organisation is in a segment of a chain."""

    CHAIN_LEADER = word("链主", "Leads the whole chain.", "链主企业")
    LEADING = word("龙头", "Leads the segment.", "龙头企业", "骨干", "骨干企业")
    SUPPORTING = word("配套", "Supplies others of the chain.", "配套企业", "一般")
