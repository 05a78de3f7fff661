"""``graph-service keys``: who gets in over HTTP, and as what."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from graph_service.cli.audited import noted
from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.options import operator
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.identity.keys import Key
    from graph_service.store.port import Store

__all__ = ["CREATE_HELP", "HELP", "LIST_HELP", "REVOKE_HELP", "create", "list_keys", "revoke"]

T = TypeVar("T")

HELP = """API keys: who gets in over HTTP, and as what.

A store in a file that is being served can be written by the service alone: an administrator then
makes and revokes keys through GraphQL, with `createKey` and `revokeKey`. Make the first key, with
the role admin, before the service is started. On a Neo4j server these commands always work.
"""

CREATE_HELP = """Make an API key and print it; it is shown this once, only a hash of it is kept.

\b
Roles, each with what those before it may:
  viewer   reads what is public
  analyst  reads what is internal
  editor   reads everything; imports, corrects, decides, undoes
  admin    makes and revokes keys, reads the audit log

\b
Examples:
  graph-service keys create 张三 --role admin
  KEY=$(graph-service keys create 导入程序 --role editor --days 365)
"""

LIST_HELP = """List the API keys, the newest first, also those that do not work any more.

\b
Examples:
  graph-service keys list
  graph-service --store file:city.db keys list --json
"""

REVOKE_HELP = """Let an API key open nothing any more.

Every running service knows it within 10 seconds.

\b
Examples:
  graph-service keys list
  graph-service keys revoke 7f3a9c21
"""

_THROUGH_GRAPHQL = (
    "While it is served, an administrator makes and revokes keys through GraphQL: createKey,"
    " revokeKey."
)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is.", metavar="NAME")],
    *,
    role: Annotated[
        str, typer.Option(help="viewer, analyst, editor or admin.", metavar="ROLE")
    ] = "viewer",
    days: Annotated[
        int | None,
        typer.Option(help="After how many days it does not work any more. [never]", metavar="N"),
    ] = None,
    json: _Json = False,
) -> None:
    """Make a key and show its secret once."""
    from graph_service.cli.console import print_json
    from graph_service.identity.keys import Keys
    from graph_service.identity.roles import Role

    chosen = Role.named(role)
    if chosen is None:
        raise Failure(ExitCode.USAGE, f"There is no role {role!r}: viewer, analyst, editor, admin.")

    async def made(store: Store) -> tuple[Key, str]:
        """Make it."""
        key, secret = await Keys(store.ledger).create(name, chosen, by=operator(), days=days)
        await noted(store, "keys create", subject=key.id)
        return key, secret

    key, secret = _done(context, made)
    if json:
        print_json({**_shown(key), "secret": secret})
        return
    print(secret)
    until = f" until {key.expires}" if key.expires else ""
    print(
        f"Key {key.id} of {key.name}, role {key.role.word}{until}. It is shown this once; send it"
        " as the header `Authorization: Bearer KEY`.",
        file=sys.stderr,
    )


def list_keys(context: typer.Context, *, json: _Json = False) -> None:
    """Print the keys there are."""
    from graph_service.cli.console import new_console, new_table, print_json
    from graph_service.clock import utc_now
    from graph_service.identity.keys import Keys

    found = _done(context, lambda store: Keys(store.ledger).newest(), read_only=True)
    if json:
        print_json({"keys": [_shown(key) for key in found]})
        return
    now = utc_now()
    table = new_table("Keys", "key", "name", "role", "made", "by", "works until")
    for key in found:
        until = f"revoked {key.revoked}" if key.revoked else key.expires or "it is revoked"
        over = "" if key.works(now) or key.revoked else " (over)"
        table.add_row(
            key.id, key.name, key.role.word, key.created, key.created_by, f"{until}{over}"
        )
    new_console().print(table)


def revoke(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(help="Its id; `keys list` shows it.", metavar="ID")],
    *,
    json: _Json = False,
) -> None:
    """Revoke a key."""
    from graph_service.cli.console import print_json
    from graph_service.identity.key_ring import LIFE
    from graph_service.identity.keys import Keys

    async def revoked(store: Store) -> Key:
        """Revoke it."""
        key = await Keys(store.ledger).revoke(id_, by=operator())
        await noted(store, "keys revoke", subject=key.id)
        return key

    key = _done(context, revoked)
    if json:
        print_json(_shown(key))
        return
    print(f"Revoked: key {key.id} of {key.name}. Running services know it within {LIFE:g} seconds.")


def _done(
    context: typer.Context, work: Callable[[Store], Awaitable[T]], *, read_only: bool = False
) -> T:
    from graph_service.identity.keys import KeyRefused

    try:
        return asyncio.run(_with_store(context, work, read_only=read_only))
    except KeyRefused as error:
        raise Failure(ExitCode.USAGE, str(error)) from error


async def _with_store(
    context: typer.Context, work: Callable[[Store], Awaitable[T]], *, read_only: bool
) -> T:
    from graph_service.store import open_store
    from graph_service.store.port import StoreError
    from graph_service.store_folder import make_room
    from schema.catalogue import load_catalogue

    settings = session_of(context).settings()
    if not read_only:
        # The first key is made before there is a graph.
        make_room(settings.store_url)
    try:
        store = await open_store(
            settings.store_url,
            load_catalogue(),
            read_only=read_only,
            access=settings.access(),
            must_exist=read_only,
        )
    except StoreError as error:
        if read_only or not settings.store_url.startswith("file:"):
            raise
        raise StoreError(f"{error} {_THROUGH_GRAPHQL}") from error
    try:
        return await work(store)
    finally:
        await store.close()


def _shown(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role.word,
        "created": key.created,
        "createdBy": key.created_by,
        "expires": key.expires or None,
        "revoked": key.revoked or None,
        "revokedBy": key.revoked_by or None,
    }
