"""Chance."""

from __future__ import annotations

from random import Random

__all__ = ["sometimes"]


def sometimes(random: Random, share: float) -> bool:
    """Say yes in `share` of the cases."""
    return random.random() < share
