"""The whole answer of ``weakIndustryLinks``, asked for as any client would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph_service.api.service import Service

__all__ = ["WEAK_LINKS_QUERY", "ReportRefused", "ask_weak_links"]

WEAK_LINKS_QUERY: Final = """
query WeakLinks(
  $types: [OrganizationType!]!, $minProjects: Int, $lowShare: Float, $dominance: Float,
  $staleMonths: Int, $after: String
) {
  analytics {
    weakIndustryLinks(
      types: $types, minProjects: $minProjects, lowShare: $lowShare, dominance: $dominance,
      staleMonths: $staleMonths, first: 500, after: $after
    ) {
      graphVersion asOf region warnings ties considered weak notRankedCount missing hasNextPage
      definition { text version }
      thresholds { minProjects lowShare dominance staleMonths }
      notEvaluated { name reason }
      foundByRule { rule count }
      rows {
        cursor rules newestEnterpriseTie
        organization { __typename id name }
        largestEnterprise { id name }
        peerGroup { type system { label } }
        rank { first last of }
        indicators {
          name value numerator denominator missingShare definition { text version }
        }
      }
      notRanked { activity reason organization { __typename id name } }
    }
  }
}
"""


class ReportRefused(Exception):
    """The API refused the question; the message is its sentence."""


async def ask_weak_links(service: Service, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer with all its rows.

    Parameters
    ----------
    service : Service
    arguments : mapping
        Arguments of the field; what is left out or None has its default.

    Returns
    -------
    dict
        The JSON object of the field.

    Raises
    ------
    ReportRefused
        If an argument is not possible, or the graph changed between two pages.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    answer = await _page(service, given)
    while answer["hasNextPage"]:
        more = await _page(service, {**given, "after": answer["rows"][-1]["cursor"]})
        if more["graphVersion"] != answer["graphVersion"]:
            raise ReportRefused("The graph changed while it was read; write the report again.")
        answer["rows"] += more["rows"]
        answer["hasNextPage"] = more["hasNextPage"]
    return answer


async def _page(service: Service, variables: Mapping[str, Any]) -> dict[str, Any]:
    answered = await service.answer(WEAK_LINKS_QUERY, variables)
    if answered.get("errors"):
        raise ReportRefused(answered["errors"][0]["message"])
    found: dict[str, Any] = answered["data"]["analytics"]["weakIndustryLinks"]
    return found
