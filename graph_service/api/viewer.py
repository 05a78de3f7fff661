"""The root field ``viewer``: who asks, and what they may do."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.enum_descriptions import describe
from graph_service.api.role_type import Role
from graph_service.identity.abilities import Ability, abilities_of

__all__ = ["ViewerQuery"]

describe(
    Ability,
    "Ability",
    "Something that one may do or not.",
    {
        "READ_PUBLIC": "Read what is for everybody. 查看公开数据",
        "READ_INTERNAL": "Read what is internal. 查看内部数据",
        "READ_PERSONAL": "Read what is personal. 查看个人信息",
        "WRITE": "Correct the graph, and take imports back. 修改数据",
        "IMPORT": "Send files to be imported. 导入数据",
        "DECIDE": "Decide which records are one. 审核判定",
        "MANAGE_KEYS": "Make keys and revoke them. 管理密钥",
        "READ_AUDIT": "Read who wrote and decided what. 查看审计日志",
    },
)


@strawberry.type(description="Who asks. 当前用户")
class Viewer:
    """GraphQL's view of `graph_service.identity.callers.Caller`."""

    role: Role = strawberry.field(description="What they are.")
    name: str | None = strawberry.field(
        description="Name of the person or program; null of who did not say it."
    )
    can: list[Ability] = strawberry.field(
        description="What they may do here, now: pages show no button for anything else."
    )


@strawberry.type
class ViewerQuery:
    """Mixed into ``Query``."""

    @strawberry.field(description="Who asks, and what they may do. 当前用户及其权限")  # type: ignore[untyped-decorator]
    def viewer(self, info: Info[Any, None]) -> Viewer:
        """Tell them."""
        context: Context = info.context
        # Another of the same clearance must not be told this name.
        context.reads.beyond = True
        caller = context.caller
        return Viewer(
            role=caller.role,
            name=caller.name or None,
            can=list(abilities_of(caller.role, read_only=context.installation.read_only)),
        )
