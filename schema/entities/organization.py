"""What every organisation has, whatever its type."""

from __future__ import annotations

from schema.derived import IsRecognised
from schema.language import Entity, Term, column, derived, entity, link, prop
from schema.money import Money
from schema.time import PartialDate
from schema.vocabularies import BuildMode, OrganizationStatus, ParticipationRole


class Participation:
    """Properties of taking part in a project."""

    role: ParticipationRole | None = prop(
        "What the organisation does in the project.",
        "承担角色",
        columns=("角色", "参与角色"),
        indexed=True,
    )
    amount: Money | None = prop(
        "The part of the money that goes to the organisation.", "分配经费", columns=("经费",)
    )


class CoBuilding:
    """Properties of building a platform together."""

    mode: BuildMode | None = prop("How the platform came about.", "建设方式", columns=("共建方式",))
    sponsor_class: Term | None = prop(
        "What kind of partner was brought in.", "共建方类别", vocabulary="sponsor_classes"
    )


class Succession:
    """Properties of one organisation following another."""

    on: PartialDate | None = prop(
        "When the successor took over.", "承继日期", columns=("更名日期",)
    )


@entity("组织机构", plural="organizations", abstract=True)
class Organization(Entity):
    """A body that can work with others: a platform, university, institute, enterprise, office."""

    name: str | None = prop(
        "Full name.", "名称", columns=("单位名称", "机构名称", "全称"), naming=True, indexed=True
    )
    aliases: tuple[str, ...] = prop(
        "Short and other names.", "简称", columns=("别名", "曾用名", "又名"), naming=True
    )
    english_name: str | None = prop("English name.", "英文名称", columns=("英文名",), naming=True)
    uscc: str | None = prop(
        "Unified social credit code.",
        "统一社会信用代码",
        columns=("信用代码", "社会信用代码"),
        identifier="uscc",
        indexed=True,
    )
    organization_code: str | None = prop(
        "Organisation code, which offices gave before social credit codes and which these hold.",
        "组织机构代码",
        columns=("机构代码", "组织机构代码证号"),
        identifier="organization-code",
    )
    registration_number: str | None = prop(
        "Number in the register of firms before social credit codes.",
        "工商注册号",
        columns=("注册号", "营业执照注册号"),
        identifier="registration-number",
    )
    pic: str | None = prop(
        "Participant identification code of the European Commission.",
        "欧盟参与方代码",
        identifier="pic",
        indexed=True,
    )
    ror: str | None = prop(
        "Identifier in the Research Organization Registry.",
        "研究机构注册码",
        columns=("ROR",),
        identifier="ror",
    )
    isni: str | None = prop(
        "International standard name identifier.",
        "国际标准名称标识",
        columns=("ISNI",),
        identifier="isni",
    )
    wikidata: str | None = prop(
        "Item in Wikidata.", "维基数据条目", columns=("Wikidata",), identifier="wikidata"
    )
    openalex: str | None = prop(
        "Identifier in OpenAlex.", "开放学术标识", columns=("OpenAlex",), identifier="openalex"
    )
    status: OrganizationStatus | None = prop(
        "Whether it still stands.", "机构状态", columns=("存续状态", "登记状态")
    )
    country: str | None = prop(
        "Country code as given by the source.", "国家", columns=("国家代码",), indexed=True
    )
    city: str | None = prop("City or town of the address.", "城市", columns=("所在城市",))
    address: str | None = prop("Street address.", "地址", columns=("通讯地址", "详细地址"))
    established_on: PartialDate | None = prop(
        "When it was founded.", "成立日期", columns=("成立时间", "注册日期"), indexed=True
    )
    website: str | None = prop("Address of its site.", "网址", columns=("官网",))

    is_new_rd_institution: bool | None = derived(
        "Whether it is accredited as a new R&D institution on the day asked about.",
        "新型研发机构",
        rule=IsRecognised("NEW_RD_INSTITUTION"),
    )

    projects = link(
        "PARTICIPATES_IN",
        "Project",
        label="参与项目",
        description="Projects it takes part in.",
        inverse="participants",
        inverse_label="参与单位",
        inverse_description="Organisations that take part.",
        properties=Participation,
        columns=(column("承担项目"),),
        inverse_columns=(
            column("牵头单位", "承担单位", "依托单位", "lead", role="LEAD"),
            column("参与单位", "合作单位", "partners", role="PARTICIPANT"),
        ),
    )
    located_in = link(
        "LOCATED_IN",
        "District",
        label="所在区划",
        description="The district where it is.",
        inverse="organizations",
        inverse_label="区域内机构",
        inverse_description="Organisations in the district.",
        columns=(
            column(
                "所在县(市、区)", "所属县(市、区)", "县(市、区)", "所属区县", "所在地", "district"
            ),
        ),
    )
    part_of = link(
        "PART_OF",
        "Organization",
        label="上级单位",
        description="The organisation it belongs to.",
        inverse="parts",
        inverse_label="下属单位",
        inverse_description="Organisations that belong to it.",
        columns=(column("所属单位", "主管单位", "parent organisation"),),
    )
    succeeded_by = link(
        "SUCCEEDED_BY",
        "Organization",
        label="后继单位",
        description="The organisation that took its place.",
        inverse="predecessors",
        inverse_label="前身单位",
        inverse_description="Organisations whose place it took.",
        properties=Succession,
        columns=(column("更名后单位", "successor"),),
    )
