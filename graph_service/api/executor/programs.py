"""What was compiled of one document."""

from __future__ import annotations

__all__ = ["Programs"]


class Programs:
    """The compiled selections of one document, for the executions of it that follow.

    They belong to the document's nodes and to one schema: keep them beside the document, and
    make new ones where the schema changes.
    """
