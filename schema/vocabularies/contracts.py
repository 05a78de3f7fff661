"""Technology contracts: kinds and sides."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["ContractKind", "ContractSide"]


class ContractKind(Vocabulary):
    """What a technology contract is about: five kinds since the Civil Code, four before."""

    DEVELOPMENT = word(
        "技术开发", "Technology is developed.", "开发", "委托开发", "合作开发", "技术开发合同"
    )
    TRANSFER = word("技术转让", "Technology is sold.", "转让", "技术转让合同")
    LICENCE = word("技术许可", "The use of technology is licensed.", "许可", "技术许可合同")
    CONSULTING = word("技术咨询", "Advice is given.", "咨询", "技术咨询合同")
    SERVICE = word("技术服务", "A service is done.", "服务", "技术服务合同", "技术培训", "技术中介")

    @property
    def four_kind(self) -> ContractKind:
        """The kind among the four of before the Civil Code: licences counted as transfers."""
        return ContractKind.TRANSFER if self is ContractKind.LICENCE else self


class ContractSide(Vocabulary):
    """On which side of a contract an organisation stands."""

    BUYER = word("买方", "Receives the technology and pays.", "受让方", "委托方", "甲方")
    SELLER = word("卖方", "Gives the technology.", "转让方", "让与方", "受托方", "乙方")
    INTERMEDIARY = word("中介方", "Brings the two together.", "中介", "丙方", "中介机构")
