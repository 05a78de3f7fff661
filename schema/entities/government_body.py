"""Government bodies."""

from __future__ import annotations

from schema.entities.organization import Organization
from schema.language import entity


@entity("政府部门", plural="governmentBodies", synonyms=("政府机构", "机关"))
class GovernmentBody(Organization):
    """An office of government."""
