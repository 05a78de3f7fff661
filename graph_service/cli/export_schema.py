"""``graph-service export-schema``: the API's schema as text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["export_schema"]
