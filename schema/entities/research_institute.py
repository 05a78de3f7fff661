"""Research institutes."""

from __future__ import annotations

from schema.entities.organization import Organization
from schema.language import entity, prop


@entity("科研院所", plural="researchInstitutes", synonyms=("研究院所", "科研机构", "研究机构"))
class ResearchInstitute(Organization):
    """An organisation whose main work is research."""

    staff: int | None = prop(
        "People who work there.", "人员数", columns=("在职人数", "科研人员数"), unit="person"
    )
