"""Reference tables: national classifications as data, with their sources in SOURCES.md.

Read when first asked for, and kept: no work is done at import.
"""

from __future__ import annotations

from schema.reference.districts import ListedDistrict, district_by_code, district_by_name
from schema.reference.industries import IndustrySection, industry_editions

__all__ = [
    "IndustrySection",
    "ListedDistrict",
    "district_by_code",
    "district_by_name",
    "industry_editions",
]
