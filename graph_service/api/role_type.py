"""Roles as the API names them; import `Role` from here where a field or an argument is one."""

from __future__ import annotations

from graph_service.api.enum_descriptions import describe
from graph_service.identity.roles import Role

__all__ = ["Role"]

describe(
    Role,
    "Role",
    "What somebody can be; each may what those before may.",
    {
        "ANONYMOUS": "Somebody who did not say who they are. 匿名",
        "VIEWER": "Reads what is for everybody. 访客",
        "ANALYST": "Reads what is internal as well. 分析人员",
        "EDITOR": "Reads everything, imports, corrects and decides. 编辑",
        "ADMIN": "Manages keys and reads the audit log as well. 管理员",
    },
)
