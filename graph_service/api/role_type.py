"""Roles as the API names them; import `Role` from here where a field or an argument is one."""

from __future__ import annotations

from typing import Final

import strawberry

from graph_service.identity.roles import Role

__all__ = ["Role"]

_ROLES: Final = {
    Role.ANONYMOUS: "Somebody who did not say who they are. 匿名",
    Role.VIEWER: "Reads what is for everybody. 访客",
    Role.ANALYST: "Reads what is internal as well. 分析人员",
    Role.EDITOR: "Reads everything, imports, corrects and decides. 编辑",
    Role.ADMIN: "Manages keys and reads the audit log as well. 管理员",
}

strawberry.enum(
    Role, name="Role", description="What somebody can be; each may what those before may."
)
for _value in Role.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = _ROLES[Role[_value.name]]
