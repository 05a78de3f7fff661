"""The entity types, one file each; files are found by walking this package."""
