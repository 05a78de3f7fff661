"""The fields ``keys``, ``createKey`` and ``revokeKey``: who has an API key, for administrators."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, Older, check_length
from graph_service.api.role_type import Role
from graph_service.api.writing import came_of, require, require_admin
from graph_service.identity.keys import MOST_DAYS, Key, KeyRefused, Keys

__all__ = ["KeysMutation", "KeysQuery"]


@strawberry.type(description="An API key; its secret is not kept. 密钥")
class ApiKey:
    """GraphQL's view of `graph_service.identity.keys.Key`."""

    id: strawberry.ID = strawberry.field(
        description="Its public id: the signs between the first two _."
    )
    name: str = strawberry.field(description="Of the person or program that has it.")
    role: Role = strawberry.field(description="What it lets do.")
    created: str = strawberry.field(description="When it was made: an ISO moment in UTC.")
    created_by: str = strawberry.field(description="Who made it.")
    expires: str | None = strawberry.field(
        description="From when on it does not work; null if it works until it is revoked."
    )
    revoked: str | None = strawberry.field(description="When it was revoked; null if it was not.")
    revoked_by: str | None = strawberry.field(description="Who revoked it.")


@strawberry.type(description="API keys.")
class ApiKeyList:
    """A page of them."""

    total_count: int = strawberry.field(description="How many are kept.")
    nodes: list[ApiKey] = strawberry.field(description="The newest first.")
    has_next_page: bool = strawberry.field(description="Whether there are older ones.")


@strawberry.type(description="A key that was just made.")
class CreatedKey:
    """A key and its secret."""

    key: ApiKey = strawberry.field(description="What is kept of it.")
    secret: str = strawberry.field(
        description="What its owner sends as `Authorization: Bearer SECRET`. It is shown this once."
    )


@strawberry.type
class KeysQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The API keys there are, also those that do not work any more; for administrators."
    )
    async def keys(
        self,
        info: Info[Context, None],
        first: First = DEFAULT_LENGTH,
        after: Older = None,
    ) -> ApiKeyList | None:
        """List a page of them."""
        check_length(first)
        context = info.context
        require(context, Role.ADMIN)
        found = await context.in_time(Keys(context.store.ledger).newest())
        ids = [key.id for key in found]
        if after is not None and after not in ids:
            raise ApiError(f"after names no key: {after}.")
        begin = ids.index(after) + 1 if after else 0
        return ApiKeyList(
            total_count=len(found),
            nodes=[_shown(key) for key in found[begin : begin + first]],
            has_next_page=begin + first < len(found),
        )


@strawberry.type
class KeysMutation:
    """The fields ``createKey`` and ``revokeKey``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Make an API key; for administrators. The first one is made with "
        "`graph-service keys create`. 新建密钥"
    )
    async def create_key(
        self,
        info: Info[Context, None],
        name: Annotated[str, strawberry.argument(description="Of who gets it.")],
        role: Annotated[Role, strawberry.argument(description="What it lets do.")],
        days: Annotated[
            int | None,
            strawberry.argument(
                description=f"After how many days it does not work any more, at most {MOST_DAYS}."
            ),
        ] = None,
    ) -> CreatedKey | None:
        """Make it."""
        context = info.context
        require_admin(context)
        try:
            key, secret = await Keys(context.store.ledger).create(
                name, role, by=context.caller.name, days=days
            )
        except KeyRefused as error:
            raise ApiError(str(error)) from None
        context.callers.ring.forget()
        came_of(info, subject=key.id)
        return CreatedKey(key=_shown(key), secret=secret)

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Let a key open nothing any more; for administrators. Other processes of the "
        "service know it within 10 seconds. 吊销密钥"
    )
    async def revoke_key(
        self,
        info: Info[Context, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="Its public id.")],  # noqa: A002
    ) -> ApiKey | None:
        """Revoke it."""
        context = info.context
        require_admin(context)
        try:
            key = await Keys(context.store.ledger).revoke(str(id), by=context.caller.name)
        except KeyRefused as error:
            raise ApiError(str(error), ErrorCode.NOT_FOUND) from None
        context.callers.ring.forget()
        came_of(info, subject=key.id)
        return _shown(key)


def _shown(key: Key) -> ApiKey:
    return ApiKey(
        id=strawberry.ID(key.id),
        name=key.name,
        role=key.role,
        created=key.created,
        created_by=key.created_by,
        expires=key.expires or None,
        revoked=key.revoked or None,
        revoked_by=key.revoked_by or None,
    )
