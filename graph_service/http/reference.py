"""Sends the reference of the API, a page for each language."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph_service.http.graphiql.assets import Asset
from graph_service.http.graphql.encodings import Compressor
from graph_service.http.languages import Language, language_of
from graph_service.reference.page import POLICY, reference_page
from graph_service.reference.sentences import read_sentences

__all__ = ["Reference"]

_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "vary": "Accept-Encoding, Accept-Language",
    "x-content-type-options": "nosniff",
}


class Reference:
    """The pages, made when they are first asked for.

    Parameters
    ----------
    editor : bool
        Whether there is a query editor to link to.
    """

    def __init__(self, *, editor: bool) -> None:
        self._editor = editor
        self._pages: dict[Language, Asset] = {}
        self._compressor = Compressor()

    @property
    def routes(self) -> list[Route]:
        """Where the page is."""
        return [Route("/reference", self._page)]

    async def _page(self, request: Request) -> Response:
        accepted = request.headers.get("accept-language")
        language = language_of(request.scope["query_string"], accepted)
        page = self._pages.get(language)
        if page is None:
            schema = request.state.service.built.graphql
            html = await asyncio.to_thread(
                reference_page, schema, language, read_sentences(), editor=self._editor
            )
            page = self._pages[language] = Asset("", html.encode())
        headers = _HEADERS | {"content-language": language.value}
        body, encoding = await self._compressor.taken(
            page.body, request.headers.get("accept-encoding"), page.forms
        )
        if encoding is not None:
            headers["content-encoding"] = encoding
        return Response(body, headers=headers, media_type="text/html; charset=utf-8")
