"""Structural vocabularies: closed lists whose values carry a Chinese label and synonyms.

What a region decides for itself (programmes, talent classes, districts) is not here but in
the packs. A description that begins with "Proposed" marks what no official text says, one that
begins with "Unverified" what is common knowledge but was not found in an official text.
"""

from __future__ import annotations

from schema.vocabularies.basis import Basis
from schema.vocabularies.chains import ChainRole, SegmentPosition
from schema.vocabularies.contracts import ContractKind, ContractSide
from schema.vocabularies.cooperation import BuildMode, OrganizationStatus, ParticipationRole
from schema.vocabularies.funding import FundingKind
from schema.vocabularies.innovation import ConversionMode, LandingForm, PatentKind, Stage
from schema.vocabularies.people import TitleRank
from schema.vocabularies.projects import Mechanism, ProjectLevel, ProjectStatus
from schema.vocabularies.vocabulary import Vocabulary, Word, word

__all__ = [
    "Basis",
    "BuildMode",
    "ChainRole",
    "ContractKind",
    "ContractSide",
    "ConversionMode",
    "FundingKind",
    "LandingForm",
    "Mechanism",
    "OrganizationStatus",
    "ParticipationRole",
    "PatentKind",
    "ProjectLevel",
    "ProjectStatus",
    "SegmentPosition",
    "Stage",
    "TitleRank",
    "Vocabulary",
    "Word",
    "word",
]
