"""Organisations of a stated type that is none of the others."""

from __future__ import annotations

from schema.entities.organization import Organization
from schema.language import entity


@entity("其他机构", plural="otherOrganizations", synonyms=("其他单位",))
class OtherOrganization(Organization):
    """An organisation that its source calls something else."""
