"""The languages in which the service's pages are written, and which a reader gets."""

from __future__ import annotations

from enum import StrEnum

from graph_service.http.graphql.weighted import weighted

__all__ = ["Language", "language_of"]


class Language(StrEnum):
    """Languages of pages, that of who says nothing first."""

    ENGLISH = "en"
    CHINESE = "zh"

    @property
    def other(self) -> Language:
        """The one to switch to."""
        return Language.CHINESE if self is Language.ENGLISH else Language.ENGLISH


def language_of(query: bytes, accept_language: str | None) -> Language:
    """Choose a page's language: what the address names, else what the browser asks for.

    Parameters
    ----------
    query : bytes
        Of the address; `lang=zh` or `lang=en` in it decides.
    accept_language : str or None
        The header.

    Examples
    --------
    >>> language_of(b"", "zh-CN,zh;q=0.9,en;q=0.8").value
    'zh'
    >>> language_of(b"lang=en", "zh").value
    'en'
    >>> language_of(b"", "de, en;q=0.3, zh;q=0.2").value
    'en'
    """
    parts = query.split(b"&")
    for language in Language:
        if f"lang={language}".encode() in parts:
            return language
    weights = dict.fromkeys(Language, 0.0)
    for choice in weighted(accept_language or ""):
        name = choice.name.partition("-")[0]
        for language in Language:
            if name == language:
                weights[language] = max(weights[language], choice.weight)
    return max(weights, key=lambda language: weights[language])
