"""How partners are proposed: what counts as something in common, and how much."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.networks.network import NetworkQuestion

__all__ = ["DEFINITION", "Method", "PartnersQuestion"]

_Floats: TypeAlias = npt.NDArray[np.float64]

_MOST_WEIGHT: Final = 100.0

DEFINITION: Final = Definition(
    "Proposes organisations that the one asked about is not tied to in the network. The score is "
    "a sum over what the two have in common: each common partner z with k_z partners adds "
    "1 / ln k_z (ADAMIC_ADAR) or 1 / k_z (RESOURCE_ALLOCATION); each segment of an industry "
    "chain that both are in (operate in, serve, or serve by a carrier that they host), each "
    "technology that both work on (by projects of the window, or products that need it) and each "
    "field of these technologies adds the same with k_z organisations, times content. Each "
    "segment that only the proposed one is in, of a chain of which the other is in another "
    "segment, adds 1 / ln(k_z + 1) or 1 / (k_z + 1), times complement. With crossSector only "
    "organisations of another type are proposed; who has more than maxPartners partners is not "
    "proposed; nor who has nothing in common. Highest score first, to nine digits after the "
    "point, then by id.",
    "1",
    "L. A. Adamic, E. Adar, Friends and neighbors on the Web, Social Networks 25 (2003) 211; "
    "T. Zhou, L. Lü, Y.-C. Zhang, Predicting missing links via local information, Eur. Phys. J. B "
    "71 (2009) 623.",
)


class Method(enum.StrEnum):
    """How much something counts that k organisations share."""

    ADAMIC_ADAR = "ADAMIC_ADAR"
    RESOURCE_ALLOCATION = "RESOURCE_ALLOCATION"

    def of(self, shared_by: npt.NDArray[Any]) -> _Floats:
        """1 / ln k or 1 / k; 0 for what fewer than two share, which is common to nobody."""
        k = np.maximum(shared_by, 2).astype(np.float64)
        share = 1.0 / (np.log(k) if self is Method.ADAMIC_ADAR else k)
        return np.where(shared_by < 2, 0.0, share)  # noqa: PLR2004 - two share


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersQuestion:
    """How partners are proposed.

    Attributes
    ----------
    network : NetworkQuestion
        Ties and who is looked at; its window is also that of projects on technologies.
    method : Method
    content, complement : float
        What shared subjects and complementary segments weigh beside partners; 0 leaves them out.
    cross_sector : bool
        Whether only organisations of another type are proposed.
    max_partners : int or None
        Who has more is not proposed.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    network: NetworkQuestion
    method: Method = Method.ADAMIC_ADAR
    content: float = 1.0
    complement: float = 0.5
    cross_sector: bool = False
    max_partners: int | None = None

    def __post_init__(self) -> None:
        for name in ("content", "complement"):
            if not 0.0 <= getattr(self, name) <= _MOST_WEIGHT:
                raise ValueError(f"The weight {name} is from 0 to {_MOST_WEIGHT:.0f}.")
        if self.max_partners is not None and self.max_partners < 0:
            raise ValueError("The greatest number of partners is at least 0.")
