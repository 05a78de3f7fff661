"""Compiled loops over arrays in compressed sparse rows: one algorithm a file, no graph object.

Importing one of them imports numba, so questions import them where they call them.
"""
