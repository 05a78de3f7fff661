"""The options that stand before the command's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from graph_service.settings import Settings

__all__ = ["Session", "session_of"]


@dataclass(frozen=True, slots=True)
class Session:
    """What the caller said before the command's name.

    Attributes
    ----------
    store : str or None
        Store URL.
    pack : str or None
        Regional pack.
    debug : bool
        Whether a fault shows its traceback.
    """

    store: str | None = None
    pack: str | None = None
    debug: bool = False

    def settings(self, **options: Any) -> Settings:
        """Read the settings; these options come first."""
        from graph_service.settings import load_settings

        return load_settings(**{"store_url": self.store, "pack": self.pack, **options})


def session_of(context: typer.Context) -> Session:
    """Return the session of a running command."""
    session = context.find_object(Session)
    return session or Session()
