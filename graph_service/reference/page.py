"""The page: what can be asked and changed, then every type, with descriptions and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    ast_from_value,
    get_named_type,
    print_ast,
)

from graph_service.http.languages import Language
from graph_service.reference.sentences import Sentences

__all__ = ["POLICY", "reference_page"]

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_WORDS: Final = {
    Language.ENGLISH: {
        "title": "API reference",
        "home": "Innovation ecosystem graph",
        "other": "中文",
        "Query": "Questions",
        "Analytics": "Analytics",
        "Mutation": "Changes",
        "Subscription": "Live",
        "types": "Types",
        "made": "Pages, filters, orders and counts",
        "made_said": "Made alike of every type of record and link.",
        "default": "default",
        "implements": "is a",
        "of": "is one of",
        "old": "Deprecated",
        "editor": "Query editor",
    },
    Language.CHINESE: {
        "title": "接口参考",
        "home": "创新生态图谱",
        "other": "English",
        "Query": "查询",
        "Analytics": "分析",
        "Mutation": "修改",
        "Subscription": "实时订阅",
        "types": "类型",
        "made": "分页、筛选、排序与统计",
        "made_said": "各类记录与联系均有，形式相同。",
        "default": "默认",
        "implements": "属于",
        "of": "为以下之一",
        "old": "已弃用",
        "editor": "查询编辑器",
    },
}
_FIRST: Final = ("Query", "Analytics", "Mutation", "Subscription")
_MADE: Final = (
    "Aggregate",
    "Connection",
    "Edge",
    "FacetField",
    "Filter",
    "LinkWhere",
    "LinksWhere",
    "Order",
    "Where",
)
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0; }
header { padding: .7rem 1.2rem; border-bottom: 1px solid var(--line); display: flex; gap: 1.5rem; }
header h1 { font-size: 1.1rem; margin: 0; flex: 1; }
main { display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; box-sizing: border-box;
  border-right: 1px solid var(--line); font-size: .85rem; }
nav ul { list-style: none; padding: 0; margin: 0 0 1rem; }
article { padding: 0 1.5rem 4rem; max-width: 60rem; }
section { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 1.5rem; }
h2 { margin: 2rem 0 .5rem; } h3 { margin: .5rem 0; }
code { font: .9em ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
dl { margin: .5rem 0; } dt { margin-top: .6rem; } dd { margin: 0 0 0 1.5rem; }
dl dl { border-left: 2px solid var(--soft); padding-left: .8rem; font-size: .92em; }
a { text-decoration: none; } a:hover { text-decoration: underline; }
:target { background: var(--soft); }
@media (max-width: 50rem) { main { display: block; } nav { position: static; height: auto; } }
"""


def reference_page(
    schema: GraphQLSchema, language: Language, sentences: Sentences, *, editor: bool = False
) -> str:
    """Return the reference of a schema as an HTML page, which needs nothing else.

    Parameters
    ----------
    schema : GraphQLSchema
    language : Language
    sentences : Sentences
    editor : bool
        Whether the page links to the query editor.

    Returns
    -------
    str
        In UTF-8.
    """
    page = _Page(language, sentences)
    named = {n: t for n, t in schema.type_map.items() if not n.startswith("__")}
    first = [named[name] for name in _FIRST if name in named]
    left = sorted((t for t in named.values() if t not in first), key=lambda t: t.name.lower())
    made = [t for t in left if t.name.endswith(_MADE)]
    types = [t for t in left if t not in made]
    words = page.words
    link = f'<a href="/graphql">{words["editor"]}</a>' if editor else ""
    return "".join(
        (
            f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{words['title']} · {words['home']}</title><style>{_STYLE}</style></head>",
            f'<body><header><h1><a href="/">{words["home"]}</a> · {words["title"]}</h1>{link}',
            f'<a href="?lang={language.other}" lang="{language.other}">{words["other"]}</a></header>',
            f"<main><nav>{page.contents(first, types, made)}</nav><article>",
            *(f"<h2>{words[t.name]}</h2>{page.type_(t)}" for t in first),
            f"<h2>{words['types']}</h2>",
            *map(page.type_, types),
            f"<h2>{words['made']}</h2><p>{words['made_said']}</p>",
            *map(page.type_, made),
            "</article></main></body></html>\n",
        )
    )


class _Page:
    """Pieces of the page."""

    def __init__(self, language: Language, sentences: Sentences) -> None:
        self.words: Mapping[str, str] = _WORDS[language]
        self._language = language
        self._sentences = sentences

    def contents(
        self,
        first: Iterable[GraphQLNamedType],
        types: Iterable[GraphQLNamedType],
        made: Iterable[GraphQLNamedType],
    ) -> str:
        def listed(names: Iterable[str]) -> str:
            items = (f'<li><a href="#{n}">{n.rpartition(".")[2]}</a></li>' for n in names)
            return f"<ul>{''.join(items)}</ul>"

        parts = []
        for type_ in first:
            fields = (f"{type_.name}.{name}" for name in sorted(getattr(type_, "fields", {})))
            parts.append(f"<strong>{self.words[type_.name]}</strong>{listed(fields)}")
        parts.append(f"<strong>{self.words['types']}</strong>{listed(t.name for t in types)}")
        names = listed(t.name for t in made)
        parts.append(f"<details><summary>{self.words['made']}</summary>{names}</details>")
        return "".join(parts)

    def type_(self, type_: GraphQLNamedType) -> str:
        said = self._said(type_.description)
        below = "".join(self._below(type_))
        return (
            f'<section id="{type_.name}"><h3><code>{type_.name}</code></h3>'
            f"<p>{said}</p>{below}</section>"
        )

    def _below(self, type_: GraphQLNamedType) -> Iterator[str]:
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and type_.interfaces:
            names = ", ".join(_linked(i.name, i.name) for i in type_.interfaces)
            yield f"<p>{self.words['implements']} {names}</p>"
        if isinstance(type_, GraphQLUnionType):
            names = ", ".join(_linked(t.name, t.name) for t in type_.types)
            yield f"<p>{self.words['of']} {names}</p>"
        if isinstance(type_, GraphQLEnumType):
            values = type_.values.items()
            rows = (f"<dt><code>{n}</code></dt>{self._told(v.description)}" for n, v in values)
            yield f"<dl>{''.join(rows)}</dl>"
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            fields: Mapping[str, GraphQLField | GraphQLInputField] = type_.fields
            rows = (self._field(f"{type_.name}.{n}", n, f) for n, f in fields.items())
            yield f"<dl>{''.join(rows)}</dl>"

    def _field(
        self, place: str, name: str, field: GraphQLField | GraphQLInputField | GraphQLArgument
    ) -> str:
        arguments = getattr(field, "args", {})
        below = "".join(self._field(f"{place}.{n}", n, a) for n, a in arguments.items())
        return (
            f'<dt id="{place}"><code>{name}: {_shown(field)}</code>{self._default(field)}</dt>'
            f"{self._told(field.description, field.deprecation_reason)}"
            + (f"<dd><dl>{below}</dl></dd>" if below else "")
        )

    def _default(self, field: GraphQLField | GraphQLInputField | GraphQLArgument) -> str:
        value = getattr(field, "default_value", Undefined)
        if value is Undefined or isinstance(field, GraphQLField):
            return ""
        node = ast_from_value(value, field.type)
        shown = escape(print_ast(node)) if node else "null"
        return f" <small>({self.words['default']} <code>{shown}</code>)</small>"

    def _told(self, text: str | None, deprecated: str | None = None) -> str:
        old = (
            f"<dd><em>{self.words['old']}: {self._said(deprecated)}</em></dd>" if deprecated else ""
        )
        said = self._said(text)
        return (f"<dd>{said}</dd>" if said else "") + old

    def _said(self, text: str | None) -> str:
        return escape(self._sentences.told(text, self._language))


def _shown(field: GraphQLField | GraphQLInputField | GraphQLArgument) -> str:
    name = get_named_type(field.type).name
    before, _, after = str(field.type).partition(name)
    return f"{before}{_linked(name, name)}{after}"


def _linked(place: str, text: str) -> str:
    return f'<a href="#{place}">{text}</a>'
