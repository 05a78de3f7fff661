"""Layouts: where the nodes of a map are drawn, today as yesterday."""
