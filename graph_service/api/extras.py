"""Hand-written root fields of the product, beside the generated ones."""

from __future__ import annotations

__all__ = ["EXTRAS"]

EXTRAS: tuple[type, ...] = ()
