"""Imports as jobs: uploaded files wait, are imported one after the other, and are told about."""
