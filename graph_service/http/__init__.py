"""What is asked over HTTP beside GraphQL."""
