"""What commands write is noted in the audit log, under the name of who is logged in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph_service.cli.options import operator

if TYPE_CHECKING:
    from graph_service.store.port import Store

__all__ = ["noted"]


async def noted(store: Store, act: str, *, runs: Sequence[str] = (), subject: str = "") -> None:
    """Note that a command did something.

    Parameters
    ----------
    store : Store
    act : str
        Name of the command.
    runs : sequence of str
        The runs that were written or taken back.
    subject : str
        Id of the decision or key that it was about.
    """
    from graph_service.identity.audit import AuditLog
    from graph_service.identity.callers import Caller
    from graph_service.identity.roles import Role

    # Who can write the store itself may do everything.
    caller = Caller(Role.ADMIN, operator(otherwise="unknown"))
    await AuditLog(store.ledger).note(caller, act, runs=runs, subject=subject)
