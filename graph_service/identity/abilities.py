"""What roles may do, by the names that clients are told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graph_service.identity.roles import Role

__all__ = ["Ability", "abilities_of"]


class Ability(enum.StrEnum):
    """Something that one may do or not."""

    READ_PUBLIC = "READ_PUBLIC"
    READ_INTERNAL = "READ_INTERNAL"
    READ_PERSONAL = "READ_PERSONAL"
    WRITE = "WRITE"
    IMPORT = "IMPORT"
    DECIDE = "DECIDE"
    MANAGE_KEYS = "MANAGE_KEYS"
    READ_AUDIT = "READ_AUDIT"


_WRITING: Final = frozenset({Ability.WRITE, Ability.IMPORT, Ability.DECIDE})
_LEAST: Final[Mapping[Ability, Role]] = MappingProxyType(
    {
        Ability.READ_PUBLIC: Role.ANONYMOUS,
        Ability.READ_INTERNAL: Role.ANALYST,
        Ability.READ_PERSONAL: Role.EDITOR,
        Ability.WRITE: Role.EDITOR,
        Ability.IMPORT: Role.EDITOR,
        Ability.DECIDE: Role.EDITOR,
        Ability.MANAGE_KEYS: Role.ADMIN,
        Ability.READ_AUDIT: Role.ADMIN,
    }
)


def abilities_of(role: Role, *, read_only: bool = False) -> tuple[Ability, ...]:
    """Say what a role may do, in the order of `Ability`.

    Parameters
    ----------
    role : Role
    read_only : bool
        Whether nobody can write, whoever it is.

    Examples
    --------
    >>> [ability.value for ability in abilities_of(Role.ANALYST)]
    ['READ_PUBLIC', 'READ_INTERNAL']
    """
    return tuple(
        ability
        for ability, least in _LEAST.items()
        if role >= least and not (read_only and ability in _WRITING)
    )
