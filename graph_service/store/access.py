"""How to get into a store on a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

__all__ = ["Access", "check_address", "on_server"]

_SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


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
    patient : bool
        Whether a server that does not answer when the store is opened is waited for: calls fail
        until it does.
    """

    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = ""
    read_timeout: float = 30.0
    write_timeout: float = 300.0
    patient: bool = False


def on_server(url: str) -> bool:
    """Whether a store's url is the address of a server."""
    return url.partition(":")[0].partition("+")[0] in ("bolt", "neo4j")


def check_address(url: str) -> None:
    """See that the address of a server can be one; other urls are not looked at.

    Raises
    ------
    ValueError
        A sentence without the address if that holds a password.
    """
    if not on_server(url):
        return
    scheme, _, rest = url.partition("://")
    if "@" in rest:
        raise ValueError(
            "The store's address holds a user or password, which would be shown in messages. Leave"
            " them out and set NEO4J_USERNAME and NEO4J_PASSWORD."
        )
    try:
        parts = urlsplit(url)
        possible = scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
        plain = parts.path in ("", "/")
    except ValueError:
        possible = plain = False
    if not possible:
        raise ValueError(
            f"{url!r} is no address of a server. Use bolt://HOST:7687, neo4j://HOST for a cluster,"
            " or either with +s for TLS."
        )
    if not plain:
        raise ValueError(
            f"{url!r} names a path. Leave it out, and name the database by NEO4J_DATABASE."
        )
