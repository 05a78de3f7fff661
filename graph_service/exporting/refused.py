"""What cannot be exported as it was asked for."""

from __future__ import annotations

__all__ = ["ExportForbidden", "ExportRefused"]


class ExportRefused(Exception):
    """The message is a sentence that says what would be right."""


class ExportForbidden(ExportRefused):
    """An export that others may ask for."""
