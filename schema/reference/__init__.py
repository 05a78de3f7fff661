"""Reference tables: national classifications as data, with their sources in SOURCES.md.

Read when first asked for, and kept: no work is done at import.
"""

from __future__ import annotations

from schema.reference.industries import IndustrySection, industry_editions

__all__ = ["IndustrySection", "industry_editions"]
