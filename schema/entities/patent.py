"""Patents."""

from __future__ import annotations

from schema.derived import GivenOrByReadiness
from schema.language import Entity, column, derived, entity, link, link_from, prop
from schema.time import PartialDate
from schema.vocabularies import PatentKind, Stage


class Applying:
    """Properties of applying for a patent."""

    order: int | None = prop("Place among the applicants, from 1.", "申请人排序", columns=("排序",))


@entity("专利", plural="patents", synonyms=("知识产权", "发明专利"), found_by=("filedOn",))
class Patent(Entity):
    """A patent, applied for or granted."""

    name: str | None = prop(
        "Title.", "专利名称", columns=("名称", "发明名称"), naming=True, indexed=True
    )
    application_number: str | None = prop(
        "Number of the application.",
        "申请号",
        columns=("专利申请号", "专利号"),
        identifier="patent-application",
        indexed=True,
    )
    publication_number: str | None = prop(
        "Number of the publication.",
        "公开号",
        columns=("公开(公告)号", "公告号", "授权公告号"),
        identifier="patent-publication",
    )
    kind: PatentKind | None = prop(
        "What kind of patent.", "专利类型", columns=("专利类别", "类型"), indexed=True
    )
    filed_on: PartialDate | None = prop(
        "When it was applied for.", "申请日", columns=("申请日期", "申请时间"), indexed=True
    )
    granted_on: PartialDate | None = prop(
        "When it was granted.", "授权日", columns=("授权日期", "授权公告日", "授权时间")
    )
    stage: Stage | None = prop(
        "Stage of the innovation chain, as given.", "创新链阶段", columns=("所处阶段",)
    )

    stage_of: Stage | None = derived(
        "Stage of the innovation chain: as given; and which.",
        "阶段及依据",
        rule=GivenOrByReadiness("stage"),
        based=True,
    )

    owners = link_from(
        "OWNS_PATENT",
        "Organization",
        label="专利权人",
        description="Organisations that own it.",
        inverse="ownedPatents",
        inverse_label="持有专利",
        inverse_description="Patents that it owns.",
        columns=(column("专利权人", "当前专利权人", "权利人"),),
    )
    applicants = link_from(
        "CO_APPLIED",
        "Organization",
        label="申请人",
        description="Organisations that applied for it, together if they are several.",
        inverse="patents",
        inverse_label="申请专利",
        inverse_description="Patents that it applied for.",
        properties=Applying,
        columns=(column("申请人", "申请单位", "专利申请人", "共同申请人"),),
    )
    inventors = link_from(
        "INVENTED",
        "Talent",
        label="发明人",
        description="People who invented it.",
        inverse="patents",
        inverse_label="发明专利",
        inverse_description="Patents of what the person invented.",
        columns=(column("发明人", "设计人"),),
    )
    served_segments = link(
        "PATENT_SERVES",
        "ChainSegment",
        label="服务环节",
        description="Segments of industry chains that it serves.",
        inverse="patents",
        inverse_label="服务专利",
        inverse_description="Patents that serve the segment.",
        columns=(column("服务环节", "产业链环节"),),
    )
