"""Names that organisations had."""

from __future__ import annotations

from schema.language import Entity, column, entity, link, prop
from schema.time import PartialDate


@entity(
    "名称记录",
    plural="nameRecords",
    synonyms=("曾用名记录", "名称变更"),
    found_by=("organization",),
    common_names=True,
)
class NameRecord(Entity):
    """A name that an organisation had for some time."""

    name: str | None = prop(
        "The name.", "曾用名称", columns=("名称", "原名称", "旧名称"), naming=True
    )
    valid_from: PartialDate | None = prop(
        "First day it was used.", "启用日期", columns=("起始日期", "启用时间")
    )
    valid_to: PartialDate | None = prop(
        "Last day it was used.", "停用日期", columns=("终止日期", "变更日期", "停用时间")
    )

    organization = link(
        "NAME_OF",
        "Organization",
        label="所属机构",
        description="The organisation that had the name.",
        inverse="names",
        inverse_label="名称记录",
        inverse_description="Names that it had.",
        names_target=True,
        columns=(column("所属机构", "现名称", "现用名称", "现单位名称"),),
    )
