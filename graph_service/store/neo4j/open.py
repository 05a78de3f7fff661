"""Opening a store on a Neo4j server."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.store.access import Access
from graph_service.store.half_copied import refuse_half_copied
from graph_service.store.neo4j.connection import Connection, connect
from graph_service.store.neo4j.failures import Unreachable
from graph_service.store.neo4j.ledger import Neo4jLedger
from graph_service.store.neo4j.migrations import prepare
from graph_service.store.neo4j.store import Neo4jStore
from graph_service.store.neo4j.trial import Neo4jTrial
from graph_service.store.port import DeadlineExceeded, Store
from graph_service.store.state import Watch
from schema.catalogue import Catalogue

__all__ = ["open_neo4j", "open_neo4j_trial"]


async def open_neo4j(
    url: str,
    catalogue: Catalogue,
    access: Access,
    *,
    read_only: bool = False,
    half_copied: bool = False,
) -> Neo4jStore:
    """Connect to a server and see to it that its database holds a store.

    If the server does not answer and the access is patient, that is seen to before the first call
    that the server answers; until then calls fail.

    Raises
    ------
    StoreError
        If the server does not answer or refuses, or its database holds something else.
    """

    async def see_to_it(plain: Connection) -> None:
        """Make the store if there is none, or refuse what is there."""
        await prepare(plain, catalogue, read_only=read_only)
        if not half_copied:
            await refuse_half_copied(Neo4jLedger(plain), url)

    connection = connect(url, access)
    try:
        await see_to_it(connection)
    except BaseException as error:
        if not (access.patient and isinstance(error, Unreachable | DeadlineExceeded)):
            await connection.close()
            raise
        connection = connection.once_prepared(see_to_it)
    return Neo4jStore(
        connection, catalogue, Neo4jLedger(connection, read_only=read_only), read_only=read_only
    )


async def open_neo4j_trial(
    url: str,
    catalogue: Catalogue,
    access: Access,
    *,
    beside: Store,
    watch: Watch,
    kinds: Sequence[str],
) -> Neo4jTrial:
    """Connect to a server to try what writing into its store would do.

    Parameters
    ----------
    url, catalogue, access : str, Catalogue, Access
    beside : Store
        An empty store in memory that keeps what is written to the ledger; closed with the trial.
    watch : callable
        Called before each change.
    kinds : sequence of str
        Kinds of the ledger's documents that can be read.

    Raises
    ------
    NoStore
        If the database is empty.
    StoreError
        If the server does not answer or refuses, or its database holds something else.
    """
    connection = connect(url, access)
    try:
        await prepare(connection, catalogue, read_only=True)
        ledger = Neo4jLedger(connection, read_only=True)
        await refuse_half_copied(ledger, url)
        trial = Neo4jTrial(connection, catalogue, beside, watch)
        await trial.begin(ledger, kinds)
    except BaseException:
        await connection.close()
        raise
    return trial
