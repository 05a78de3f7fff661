"""A typed client of the innovation-ecosystem graph service, to copy and to go on from.

It needs httpx and pydantic. Run it beside a server::

    python ecosystem.py http://127.0.0.1:8000/graphql

What a question asks for and what its answer is stand beside each other: `WEAK` and `Weak`. An
answer that is not as declared is an error of pydantic, never a surprise later.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ApiError", "Client", "platforms", "weak_platforms"]

T = TypeVar("T", bound="Answer")


class Answer(BaseModel):
    """A part of an answer: exactly what was asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ApiError(Exception):
    """An operation was refused or answered with errors.

    Attributes
    ----------
    code : str
        ``BAD_USER_INPUT``, ``UNAUTHENTICATED``, ``FORBIDDEN``, ``NOT_FOUND``, ``LIMIT_EXCEEDED``, ...
    request_id : str
        By which the operator finds the request.
    """

    def __init__(self, message: str, code: str = "", request_id: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.request_id = request_id


class Client:
    """Asks one service.

    Parameters
    ----------
    url : str
        Of its ``/graphql``.
    key : str or None
        An API key, for what anonymous readers may not see or do.
    patience : float
        Seconds to wait at most where the service says that it is asked too often.
    pause : callable
        Waits for so many seconds.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        patience: float = 60.0,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        headers = {"Accept": "application/graphql-response+json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(headers=headers, timeout=30.0)
        self._url = url
        self._patience = patience
        self._pause = pause

    def __enter__(self) -> Self:
        """Keep connections open until the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        self._http.close()

    def ask(self, document: str, answer: type[T], /, **variables: object) -> T:
        """Ask one operation.

        Parameters
        ----------
        document : str
        answer : type
            What ``data`` must be.
        **variables
            Of the operation.

        Raises
        ------
        ApiError
        """
        request = {"query": document, "variables": variables}
        response, waited = self._http.post(self._url, json=request), 0.0
        while response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            seconds = float(response.headers.get("Retry-After", "1"))
            waited += seconds
            if waited > self._patience:
                break
            self._pause(seconds)
            response = self._http.post(self._url, json=request)
        told: Mapping[str, Any] = response.json()
        for error in told.get("errors", ()):
            extensions = error.get("extensions", {})
            raise ApiError(
                error["message"], extensions.get("code", ""), extensions.get("requestId", "")
            )
        response.raise_for_status()
        return answer.model_validate(told["data"])


class PageInfo(Answer):
    """Where a page of a list ends."""

    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: str | None = Field(alias="endCursor")


N = TypeVar("N", bound=Answer)


class Page(Answer, Generic[N]):
    """A page of a list."""

    total_count: int = Field(alias="totalCount")
    page_info: PageInfo = Field(alias="pageInfo")
    nodes: list[N]


PLATFORMS = """
query Platforms($after: String, $first: Int!) {
  platforms(first: $first, after: $after, orderBy: [{projectsCount: DESC}]) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { id name system { code label } projects { totalCount } }
  }
}
"""


class Count(Answer):
    """How many there are."""

    total_count: int = Field(alias="totalCount")


class Term(Answer):
    """A word of a list, with its Chinese label."""

    code: str
    label: str


class Platform(Answer):
    """A platform."""

    id: str
    name: str | None
    system: Term | None
    projects: Count


class Platforms(Answer):
    """The answer to `PLATFORMS`."""

    platforms: Page[Platform]


def platforms(client: Client, *, at_once: int = 50) -> Iterator[Platform]:
    """All platforms, those with most projects first, page after page."""
    after: str | None = None
    while True:
        page = client.ask(PLATFORMS, Platforms, after=after, first=at_once).platforms
        yield from page.nodes
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


WEAK = """
query Weak($first: Int!) {
  analytics {
    weakIndustryLinks(types: [PLATFORM], first: $first) {
      asOf graphVersion considered weak
      definition { text version }
      rows { organization { id name } rules newestEnterpriseTie rank { first last of } }
    }
  }
}
"""


class Definition(Answer):
    """What was counted."""

    text: str
    version: str


class Organization(Answer):
    """An organisation."""

    id: str
    name: str | None


class Rank(Answer):
    """A place among peers, as an interval."""

    first: int
    last: int
    of: int


class WeakPlatform(Answer):
    """A platform with weak links to industry, and why it counts as one."""

    organization: Organization
    rules: list[str]
    newest_enterprise_tie: str | None = Field(alias="newestEnterpriseTie")
    rank: Rank


class WeakLinks(Answer):
    """Which platforms are weak, of how many, by what definition."""

    as_of: str = Field(alias="asOf")
    graph_version: str = Field(alias="graphVersion")
    considered: int
    weak: int
    definition: Definition
    rows: list[WeakPlatform]


class Analytics(Answer):
    """The analytics that `WEAK` asks for."""

    weak_industry_links: WeakLinks = Field(alias="weakIndustryLinks")


class Weak(Answer):
    """The answer to `WEAK`."""

    analytics: Analytics


def weak_platforms(client: Client, *, first: int = 10) -> WeakLinks:
    """Platforms with weak links to industry, the weakest first."""
    return client.ask(WEAK, Weak, first=first).analytics.weak_industry_links


def main() -> None:
    """Print what a service knows of platforms."""
    (url,) = sys.argv[1:]
    with Client(url) as client:
        for platform in platforms(client):
            print(f"{platform.projects.total_count:4} {platform.name}")
        found = weak_platforms(client, first=5)
        print(f"{found.weak} of {found.considered} are weak on {found.as_of}, first of all:")
        for row in found.rows:
            print(f"{row.organization.name}: {', '.join(row.rules)}")


if __name__ == "__main__":
    main()
