"""How to get into a store on a server."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Access"]


@dataclass(frozen=True, slots=True)
class Access:
    """Credentials and patience for a Neo4j server; files need none.

    Attributes
    ----------
    user, password : str
        Without a password no credentials are sent.
    database : str
        ``""`` for the user's home database.
    read_timeout, write_timeout : float
        Seconds after which the server gives up a query or a writing transaction.
    """

    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = ""
    read_timeout: float = 30.0
    write_timeout: float = 300.0
