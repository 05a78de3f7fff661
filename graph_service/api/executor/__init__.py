"""A GraphQL executor that runs compiled selections, and graphql-core wherever there is doubt."""
