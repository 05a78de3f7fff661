"""Universities and colleges."""

from __future__ import annotations

from schema.entities.organization import Organization
from schema.language import Term, entity, prop


@entity("高校", plural="universities", synonyms=("高等学校", "大学", "院校"))
class University(Organization):
    """An institution of higher education."""

    tiers: tuple[Term, ...] = prop(
        "National programmes it belongs to; a set.",
        "高校类别",
        columns=("单位类别",),
        vocabulary="university_tiers",
    )
    school_code: str | None = prop(
        "National code of the institution.",
        "学校标识码",
        columns=("全国学校标识码",),
        identifier="school-code",
        indexed=True,
    )
    college_code: str | None = prop(
        "The last five digits of it, by which tables of admissions know the institution.",
        "院校代码",
        columns=("学校代码", "高校代码"),
        identifier="college-code",
    )
