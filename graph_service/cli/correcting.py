"""``graph-service correct`` and ``withdraw``: what people know better than the sources."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.audited import noted
from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.corrections.making import Corrected, Corrections
    from graph_service.settings import Settings

__all__ = ["CORRECT_HELP", "WITHDRAW_HELP", "correct", "withdraw"]

CORRECT_HELP = """Correct a value, for good: it is believed more than every import, now and later.

The value is written as in a table. What the sources say stays to be seen as a conflict. The answer
names the run that takes the correction back.

\b
Examples:
  graph-service correct Enterprise:91330300142944445H address 瓯海大道1号 --by 张三 --reason 企业来函
  graph-service correct Project:P1 budget --unknown --by 张三 --reason 金额有误，待查
  graph-service undo 3f0a9c
"""

WITHDRAW_HELP = """Say that a record, or a link between two, is not so: it is not shown any more.

What the sources say of it is kept, and later imports do not bring it back. The answer names the run
that takes the withdrawal back.

\b
Examples:
  graph-service withdraw Enterprise:91330300142944445H --by 张三 --reason 重复登记
  graph-service withdraw Enterprise:1 --link PARTICIPATES_IN --to Project:P1 --by 张三 --reason 未参与
  graph-service undo 3f0a9c
"""

_By = Annotated[str, typer.Option(help="Who says so.", metavar="NAME")]
_Reason = Annotated[str, typer.Option(help="Why.", metavar="TEXT")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def correct(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(help="The record.", metavar="ID")],
    name: Annotated[str, typer.Argument(help="The field.", metavar="PROPERTY")],
    value: Annotated[
        str | None, typer.Argument(help="What it is, as a table writes it.", metavar="VALUE")
    ] = None,
    *,
    by: _By,
    reason: _Reason,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="The value is wrong, and the right one not known.")
    ] = False,
    expected: Annotated[
        str | None,
        typer.Option(help="The value shown until now; another one is not overwritten."),
    ] = None,
    json: _Json = False,
) -> None:
    """Correct a value and say what became of it."""
    if (value is None) != unknown:
        raise Failure(
            ExitCode.USAGE, "Give either a VALUE, or --unknown to say that nobody knows it."
        )

    def work(corrections: Corrections) -> Awaitable[Corrected]:
        asked: dict[str, Any] = {} if expected is None else {"expected": expected}
        return corrections.correct(id_, name, value, by=by, reason=reason, **asked)

    _print(_do(context, work), json=json)


def withdraw(
    context: typer.Context,
    id_: Annotated[
        str, typer.Argument(help="The record, or the one a link leads from.", metavar="ID")
    ],
    *,
    by: _By,
    reason: _Reason,
    link: Annotated[
        str | None, typer.Option(help="Type of the link that is meant.", metavar="TYPE")
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="The record that the link leads to.", metavar="ID")
    ] = None,
    key: Annotated[str, typer.Option(help="What tells it from parallel links.")] = "",
    json: _Json = False,
) -> None:
    """Withdraw a record or a link."""
    if (link is None) != (to is None):
        raise Failure(ExitCode.USAGE, "A link needs both --link TYPE and --to ID.")

    def work(corrections: Corrections) -> Awaitable[Corrected]:
        if link is None or to is None:
            return corrections.withdraw(id_, by=by, reason=reason)
        return corrections.withdraw_link(link, id_, to, key, by=by, reason=reason)

    _print(_do(context, work), json=json)


def _do(context: typer.Context, work: Callable[[Corrections], Awaitable[Corrected]]) -> Corrected:
    from graph_service.corrections.making import CorrectionRefused

    try:
        return asyncio.run(_with_store(session_of(context).settings(), work))
    except CorrectionRefused as error:
        raise Failure(ExitCode.USAGE, str(error)) from error


async def _with_store(
    settings: Settings, work: Callable[[Corrections], Awaitable[Corrected]]
) -> Corrected:
    from graph_service.corrections.making import Corrections
    from graph_service.store import open_store
    from schema.catalogue import load_catalogue
    from schema.packs import load_pack

    catalogue = load_catalogue()
    store = await open_store(
        settings.store_url, catalogue, access=settings.access(), must_exist=True
    )
    try:
        done = await work(Corrections(store, catalogue, load_pack(settings.pack)))
        await noted(store, done.act.act.lower(), runs=[done.act.run])
        return done
    finally:
        await store.close()


def _print(done: Corrected, *, json: bool) -> None:
    from graph_service.cli.console import print_json
    from graph_service.value_text import value_text

    if json:
        shown = {
            which: {name: None if v is None else value_text(v) for name, v in values.items()}
            for which, values in (("before", done.before), ("after", done.after))
        }
        print_json({**asdict(done.act), "id": done.id, **shown, "version": done.version})
        return
    if done.act.act == "WITHDRAW":
        print(f"{done.id} is not shown any more.")
    for name, value in done.after.items():
        before = done.before.get(name)
        was = "unknown" if before is None else value_text(before)
        print(
            f"{done.id}: {name} was {was}, is {'unknown' if value is None else value_text(value)}."
        )
    if done.notice:
        print(done.notice.strip())
    print(f"To take it back: graph-service undo {done.act.run}")
