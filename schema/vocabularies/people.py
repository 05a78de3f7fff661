"""People: the ranks of professional titles."""

from __future__ import annotations

from schema.vocabularies.vocabulary import Vocabulary, word

__all__ = ["TitleRank"]


class TitleRank(Vocabulary):
    """Rank of a professional title; the titles themselves differ from field to field."""

    SENIOR = word(
        "正高级",
        "Full senior rank: professor, research professor, chief physician.",
        *("正高", "正高级职称", "教授", "研究员", "教授级高级工程师", "教授级高工", "正高级工程师"),
        *("主任医师", "编审"),
    )
    ASSOCIATE = word(
        "副高级",
        "Associate senior rank: associate professor, senior engineer.",
        *("副高", "副高级职称", "副教授", "副研究员", "高级工程师", "高工", "副主任医师", "副编审"),
    )
    INTERMEDIATE = word(
        "中级",
        "Intermediate rank: lecturer, engineer.",
        *("中级职称", "讲师", "助理研究员", "工程师", "主治医师"),
    )
    JUNIOR = word(
        "初级",
        "Junior rank: assistant.",
        *("初级职称", "助教", "研究实习员", "助理工程师", "技术员", "住院医师"),
    )
