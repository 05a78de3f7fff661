"""Funding: where money for innovation comes from."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["FundingKind"]


class FundingKind(Vocabulary):
    """What kind of money it is; proposed, the plan speaks of science finance only."""

    GRANT = word("财政资助", "Proposed: public money.", "财政补助", "补助", "财政拨款", "资助")
    LOAN = word("贷款", "Proposed: a loan.", "知识产权质押贷款", "科技贷款", "信贷", "质押融资")
    EQUITY = word(
        "股权投资",
        "Proposed: money for a share of a firm.",
        "天使投资",
        "风险投资",
        "创业投资",
        "VC",
        "PE",
    )
    INDUSTRY_FUND = word("产业基金", "Proposed: from a fund for an industry.", "政府产业基金")
    INNOVATION_FUND = word("科创基金", "Proposed: from a fund for innovation.", "科技创新基金")
    LISTING = word("上市融资", "Proposed: raised on a stock exchange.", "上市", "IPO")
    RISK_COMPENSATION = word("风险补偿", "Proposed: makes up for losses.", "风险补偿金")
    INSURANCE = word("科技保险", "Proposed: paid by an insurance.", "保险")
    SECURITISATION = word(
        "技术产权证券化", "Proposed: raised by selling claims on technology.", "知识产权证券化"
    )
