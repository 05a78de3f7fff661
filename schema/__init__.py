"""What exists: entity types, links, vocabularies, statements. Standard library only."""
