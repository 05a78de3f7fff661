"""Organisations that are named in a link but whose type no source has stated yet."""

from __future__ import annotations

from schema.entities.organization import Organization
from schema.language import entity


@entity("未分类机构", plural="unclassifiedOrganizations", unclassified=True)
class UnclassifiedOrganization(Organization):
    """An organisation known by name only; the first source that states its type settles it."""
