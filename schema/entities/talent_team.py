"""Teams of people."""

from __future__ import annotations

from schema.language import Entity, Term, column, entity, link, link_from, prop
from schema.time import PartialDate


@entity("人才团队", plural="talentTeams", synonyms=("团队", "创新团队", "创新创业团队"))
class TalentTeam(Entity):
    """A team of people who work together on one subject."""

    name: str | None = prop("Name.", "团队名称", columns=("名称",), naming=True, indexed=True)
    aliases: tuple[str, ...] = prop(
        "Short and former names.", "团队简称", columns=("简称", "别名"), naming=True
    )
    level: Term | None = prop(
        "Level of recognition.", "团队级别", columns=("级别",), vocabulary="levels"
    )
    field: str | None = prop("Field of research.", "研究方向", columns=("研究领域", "团队方向"))
    founded_on: PartialDate | None = prop(
        "When it came together.", "组建日期", columns=("引进日期", "引进时间")
    )
    staff: int | None = prop("How many they are.", "团队人数", columns=("人数",), unit="person")

    organizations = link(
        "TEAM_OF",
        "Organization",
        label="依托单位",
        description="Organisations that the team belongs to.",
        inverse="teams",
        inverse_label="人才团队",
        inverse_description="Teams that belong to it.",
        columns=(column("依托单位", "所在单位", "引进单位"),),
    )
    leaders = link_from(
        "LEADS",
        "Talent",
        label="团队带头人",
        description="People who lead the team.",
        inverse="leads",
        inverse_label="带领团队",
        inverse_description="Teams that the person leads.",
        columns=(column("带头人", "团队负责人", "领军人才"),),
    )
    members = link_from(
        "MEMBER_OF",
        "Talent",
        label="团队成员",
        description="People of the team.",
        inverse="teams",
        inverse_label="所在团队",
        inverse_description="Teams that the person is in.",
        columns=(column("成员", "核心成员"),),
        inverse_columns=(column("所属团队", "人才团队"),),
    )
