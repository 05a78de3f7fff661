"""What networkx calls when it is given a `Graph`: its own functions on our arrays.

networkx finds `interface` and `information` by the entry points in pyproject.toml.
"""
