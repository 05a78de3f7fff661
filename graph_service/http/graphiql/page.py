"""The page of the query editor, in either language."""

from __future__ import annotations

from html import escape
from typing import Final

import orjson

from graph_service.examples import Example
from graph_service.http.languages import Language

__all__ = ["POLICY", "editor_page"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing comes from elsewhere and nothing goes there; dialogs of the editor bring style along."""

_WORDS: Final = {
    Language.ENGLISH: {
        "title": "Query editor",
        "home": "Innovation ecosystem graph",
        "language": "中文",
        "key": "API key",
        "keep": "keep it in this browser",
        "examples": "Examples",
        "loading": "Loading the query editor ...",
        "scripts": "The query editor needs JavaScript.",
    },
    Language.CHINESE: {
        "title": "查询编辑器",
        "home": "创新生态图谱",
        "language": "English",
        "key": "API 密钥",
        "keep": "保存在此浏览器",
        "examples": "示例查询",
        "loading": "正在载入查询编辑器……",
        "scripts": "查询编辑器需要启用 JavaScript。",
    },
}
_STYLES: Final = ("graphiql.css", "explorer.css", "editor.css")
_SCRIPTS: Final = ("react.js", "react-dom.js", "graphiql.js", "explorer.js", "editor.js")


def editor_page(language: Language, examples: tuple[Example, ...], digest: str, region: str) -> str:
    """Return the page; its addresses are relative, so that it can lie below another path.

    Parameters
    ----------
    language : Language
    examples : tuple of Example
        Its tabs.
    digest : str
        Of its files.
    region : str
        Of which graph it asks.
    """
    words = _WORDS[language]
    given = {
        "words": words,
        "examples": [
            {
                "name": example.name,
                "title": example.title[language],
                "about": example.about[language],
                "query": example.query,
                "variables": example.variables,
            }
            for example in examples
        ],
    }
    # In a script element the text ends at the next tag, whatever it is.
    data = orjson.dumps(given).decode().replace("<", "\\u003c")
    place = f"graphiql/{digest}"
    styles = "\n".join(f'<link rel="stylesheet" href="{place}/{name}">' for name in _STYLES)
    scripts = "\n".join(f'<script defer src="{place}/{name}"></script>' for name in _SCRIPTS)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]} · {words["home"]} (GraphiQL)</title>
<link rel="icon" type="image/svg+xml" href="{place}/icon.svg">
{styles}
<script id="given" type="application/json">{data}</script>
{scripts}
</head>
<body>
<header>
<h1><a href="./?lang={language}">{words["home"]}</a></h1>
<span class="where">{escape(region)}</span>
<a href="?lang={language.other}" hreflang="{language.other}" lang="{language.other}">{words["language"]}</a>
<form>
<label for="key">{words["key"]}</label> <input id="key" type="password" autocomplete="off" spellcheck="false">
<label><input id="keep" type="checkbox" autocomplete="off"> {words["keep"]}</label>
</form>
</header>
<main id="editor"><p>{words["loading"]}</p><noscript><p>{words["scripts"]}</p></noscript></main>
</body>
</html>
"""
