"""The innovation chain: its stages, and how results come to be used."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["ConversionMode", "LandingForm", "PatentKind", "Stage"]


class Stage(Vocabulary):
    """A stage of the innovation chain, from research to industry."""

    BASIC = word("基础研究", "Basic research; technology readiness 1 to 2.", "从0到1", "基础")
    APPLIED = word(
        "应用研究", "Applied research; technology readiness 3 to 4.", "应用基础研究", "应用"
    )
    TACKLING = word(
        "技术攻关", "Work on key technologies; technology readiness 5 to 6.", "攻关", "关键技术攻关"
    )
    PILOT = word(
        "中试",
        "Pilot scale; technology readiness 7.",
        "中试熟化",
        "中间试验",
        "概念验证",
        "小试中试",
    )
    INDUSTRIALISATION = word(
        "产业化", "Production and use; technology readiness 8 to 9.", "成果产业化", "落地", "从1到N"
    )


class PatentKind(Vocabulary):
    """What kind of patent it is."""

    INVENTION = word("发明专利", "Patent of invention.", "发明", "发明授权", "发明申请", "PCT发明")
    UTILITY_MODEL = word("实用新型专利", "Utility model.", "实用新型", "新型", "PCT实用新型")
    DESIGN = word("外观设计专利", "Design patent.", "外观设计", "外观")


class ConversionMode(Vocabulary):
    """By what way a result comes to be used."""

    SELF_INVESTED = word(
        "自行投资实施", "Unverified: its owner invests and uses it.", "自行实施", "自行转化"
    )
    TRANSFER = word("转让", "Unverified: it is sold.", "成果转让", "技术转让", "专利转让")
    LICENCE = word("许可", "Unverified: its use is licensed.", "许可使用", "专利许可", "技术许可")
    JOINT = word("合作实施", "Unverified: it is used together.", "合作转化", "共同实施")
    EQUITY = word("作价投资", "Unverified: it becomes a share of a firm.", "作价入股", "技术入股")
    OTHER = word("其他协商方式", "Unverified: another agreed way.", "其他", "其他协商", "其他方式")


class LandingForm(Vocabulary):
    """In what form a result arrives where it is used."""

    NEW_ENTERPRISE = word("新办企业", "Proposed: a new firm.", "创办企业", "成立公司", "新设企业")
    CONTRACT = word("技术合同", "Proposed: a technology contract.", "签订合同", "合同")
    PRODUCTION_LINE = word("产线", "Proposed: a production line.", "生产线", "投产", "新建产线")
    OTHER = word("其他形式", "Proposed: another form.", "其他")
