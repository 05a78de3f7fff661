"""Segments of industry chains."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, link_from, prop
from schema.vocabularies import ChainRole, SegmentPosition


class Operating:
    """Properties of being active in a segment."""

    role: ChainRole | None = prop(
        "What the organisation is in the segment.", "链上角色", columns=("产业链角色", "企业角色")
    )


@entity("产业链环节", plural="chainSegments", synonyms=("环节", "链条环节"))
class ChainSegment(Entity):
    """One part of an industry chain; its position counts within that chain only."""

    name: str | None = prop("Name.", "环节名称", columns=("名称",), naming=True)
    aliases: tuple[str, ...] = prop(
        "Short and other names.", "环节简称", columns=("简称", "别名"), naming=True
    )
    code: str | None = prop(
        "Code by which sources know it.",
        "环节代码",
        columns=("代码", "环节编号"),
        identifier="segment-code",
    )
    position: SegmentPosition | None = prop(
        "Where it stands in its chain.", "环节位置", columns=("位置", "上中下游")
    )
    order: int | None = prop(
        "Place along the chain, from 1 for the first upstream.", "环节顺序", columns=("顺序",)
    )

    chain = link(
        "SEGMENT_OF",
        "IndustryChain",
        label="所属产业链",
        description="The chain it belongs to.",
        inverse="segments",
        inverse_label="产业链环节",
        inverse_description="Segments of the chain.",
        columns=(column("所属产业链", "产业链", "产业链名称"),),
    )
    operators = link_from(
        "OPERATES_IN",
        "Organization",
        label="环节企业",
        description="Organisations that are active in the segment.",
        inverse="segments",
        inverse_label="所处环节",
        inverse_description="Segments in which it is active.",
        properties=Operating,
        validity=True,
        columns=(
            column("环节企业", "相关企业"),
            column("链主企业", role="CHAIN_LEADER"),
            column("龙头企业", role="LEADING"),
            column("配套企业", role="SUPPORTING"),
        ),
        inverse_columns=(column("所处环节", "所处产业链环节"),),
    )
    served_by = link_from(
        "SERVES",
        "Organization",
        label="服务机构",
        description="Organisations that serve the segment.",
        inverse="servedSegments",
        inverse_label="服务环节",
        inverse_description="Segments that it serves.",
        columns=(column("服务机构", "服务平台"),),
        inverse_columns=(column("服务环节", "服务产业链环节"),),
    )
    projects = link_from(
        "PROJECT_SERVES",
        "Project",
        label="服务项目",
        description="Projects that serve the segment.",
        inverse="servedSegments",
        inverse_label="服务环节",
        inverse_description="Segments that the project serves.",
        inverse_columns=(column("服务环节", "产业链环节"),),
    )
