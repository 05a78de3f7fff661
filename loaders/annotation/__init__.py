"""The sender's own file back, with every bad cell marked and all problems listed."""

from __future__ import annotations

from loaders.annotation.annotate import Annotated, annotate
from loaders.annotation.findings import Findings

__all__ = ["Annotated", "Findings", "annotate"]
