"""Sends the page of the query editor and its files, compressed once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph_service.examples import read_examples
from graph_service.http.graphiql.assets import Asset, Assets
from graph_service.http.graphiql.page import POLICY, editor_page
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.encodings import Compressor
from graph_service.http.graphql.reply import Reply
from graph_service.http.languages import Language, language_of
from graph_service.http.problems import Problem, answer

__all__ = ["Editor"]

_NOT_SNIFFED: Final = (b"x-content-type-options", b"nosniff")
_PAGE: Final = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"vary", b"Accept, Accept-Encoding, Accept-Language"),
    _NOT_SNIFFED,
]
_FILE: Final = [
    # A file's address has the digest of its bytes.
    (b"cache-control", b"public, max-age=31536000, immutable"),
    (b"vary", b"Accept-Encoding"),
    _NOT_SNIFFED,
]


class Editor:
    """The query editor, with a page for each language."""

    def __init__(self) -> None:
        self._assets = Assets()
        self._pages: dict[Language, Asset] = {}
        self._compressor = Compressor()

    @property
    def routes(self) -> list[Route]:
        """Where its files are."""
        return [Route(f"/graphiql/{self._assets.digest}/{{name}}", self._file)]

    async def page(self, call: Call, region: str) -> Reply:
        """Return the page in the reader's language.

        Parameters
        ----------
        call : Call
        region : str
            Of which graph it asks, in the words of the pack; always the same.
        """
        language = language_of(call.query, call.header(b"accept-language"))
        if language not in self._pages:
            html = editor_page(language, read_examples(), self._assets.digest, region)
            self._pages[language] = Asset("", html.encode())
        return await self._reply(self._pages[language], _PAGE, call.header(b"accept-encoding"))

    async def _file(self, request: Request) -> Response:
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            return answer(Problem(HTTPStatus.NOT_FOUND, "The query editor has no such file."))
        headers = [(b"content-type", asset.media_type.encode()), *_FILE]
        sent = await self._reply(asset, headers, request.headers.get("accept-encoding"))
        response = Response(sent.body)
        response.raw_headers += sent.headers
        return response

    async def _reply(
        self, asset: Asset, headers: list[tuple[bytes, bytes]], accepted: str | None
    ) -> Reply:
        body, encoding = await self._compressor.taken(asset.body, accepted, asset.forms)
        told = [(b"content-encoding", encoding.encode())] if encoding else []
        return Reply(HTTPStatus.OK.value, [*headers, *told], body)
