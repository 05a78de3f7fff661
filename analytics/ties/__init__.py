"""Ties: what two organisations share, read from the tables."""
