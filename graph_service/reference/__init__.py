"""The reference of the API: a page in each language, made of the schema that is served."""
