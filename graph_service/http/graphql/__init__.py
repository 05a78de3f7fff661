"""GraphQL over HTTP: from a request's bytes to an answer's, by the released specification."""
