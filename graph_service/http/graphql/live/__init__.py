"""GraphQL over a WebSocket, and as a stream of events."""
