"""The Neo4j store: the graph on a server, for many processes."""
