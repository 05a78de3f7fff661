"""The GraphQL API, derived from the catalogue."""
