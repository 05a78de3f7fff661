"""The root field ``instance``: which service this is, and what clients must know of it."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import Info

from graph_service.api.analytics.answer import MAX_FIRST
from graph_service.api.context import Context
from graph_service.api.documents.limits import Limits
from graph_service.api.graph_info import PackInfo, described_pack
from graph_service.api.page_arguments import MAX_LENGTH
from graph_service.api.root import MAX_IDS
from graph_service.api.search import LONGEST_TEXT
from schema.time import PartialDate

__all__ = ["InstanceQuery"]


@strawberry.type(description="How much one request may ask for. 限额")
class InstanceLimits:
    """What is refused beyond it."""

    cost: int = strawberry.field(
        description="What an operation may cost; `extensions.cost` says what one did."
    )
    document_characters: int = strawberry.field(description="How long a document may be.")
    page: int = strawberry.field(description="How long a page of records may be.")
    rows: int = strawberry.field(description="How many rows of a kind an analytic lists.")
    ids: int = strawberry.field(description="How many ids `nodes` takes.")
    search_characters: int = strawberry.field(description="How long the text of `search` may be.")
    seconds: float = strawberry.field(description="After how long a request is given up.")
    upload_bytes: float = strawberry.field(
        description="How long the files of one upload may be together; a Float, for it may be "
        "beyond what an Int holds."
    )


@strawberry.type(description="The service that answers. 本系统")
class Instance:
    """What a page needs for its header, in one request."""

    version: str = strawberry.field(description="Version of the product.")
    schema_hash: str = strawberry.field(
        description="SHA-256 of the schema's text: another one means that clients may have to change."
    )
    pack: PackInfo = strawberry.field(
        description="The region's own names and lists, with its time zone."
    )
    region: str | None = strawberry.field(
        description="Prefix of the codes of the districts that are local, unless a field says otherwise."
    )
    today: PartialDate = strawberry.field(
        description="The day that answers speak of, unless a field says otherwise."
    )
    sample: bool = strawberry.field(
        description="Whether the data is invented; pages must then say so. 是否为示例数据"
    )
    limits: InstanceLimits = strawberry.field(description="How much one request may ask for.")


@strawberry.type
class InstanceQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Which service this is, and what clients must know of it. 系统信息"
    )
    def instance(self, info: Info[Any, None]) -> Instance:
        """Tell what is fixed about it."""
        context: Context = info.context
        # A service that is set otherwise may answer next, of the same version of the graph.
        context.reads.beyond = True
        installed, limits = context.installation, Limits()
        return Instance(
            version=installed.version,
            schema_hash=installed.schema_digest(),
            pack=described_pack(context),
            region=context.region,
            today=PartialDate(context.as_of),
            sample=installed.sample,
            limits=InstanceLimits(
                cost=limits.cost,
                document_characters=limits.characters,
                page=MAX_LENGTH,
                rows=MAX_FIRST,
                ids=MAX_IDS,
                search_characters=LONGEST_TEXT,
                seconds=installed.timeout,
                upload_bytes=float(installed.upload_bytes),
            ),
        )
