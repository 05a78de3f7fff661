"""The data dictionary: types, fields, columns of tables and vocabularies, as one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph_service.dictionary_lists import VOCABULARY_HEAD, lists_of, term_row, word_row
from graph_service.dictionary_tables import anchor, code, table
from schema.catalogue import Catalogue
from schema.declarations import Access, EntityType, Kind, LinkColumn, LinkEnd, LinkType, Property
from schema.derived import Derived
from schema.packs import Pack
from schema.vocabularies import Basis, Vocabulary

__all__ = ["dictionary"]

_HEAD = """# Data dictionary 数据字典

Written by `graph-service export-dictionary` from the catalogue and the pack `{name}` ({label}).

- **Columns** are the headers under which a table of the type is read, the preferred one first; English names are read too. A header may begin with the name of its type (平台名称 is the 名称 of a 平台) and end with a unit (经费(万元)). Letter case, spaces, hyphens and kinds of brackets do not count.
- A header with (start) or (end) behind it is that of a column of periods, such as 起止年月 with 2018.01-2020.12; the value is that end of the period. A column of its own goes before.
- A column of a **link** names records at the far end, separated by ；. Where columns themselves say something of the link, it stands behind them: 牵头单位；承担单位 (role = LEAD).
- **Derived** fields are worked out when they are read, on the day asked about (`asOf`); no table has them.
- A meaning that begins with *Proposed* is configuration: no official text says it. One that begins with *Unverified* is common knowledge that was not found in an official text.
"""
_SEPARATOR = "；"
"""Between headers, which may themselves have a 、."""
_PROPERTY_HEAD = ("field", "名称", "kind", "meaning", "columns")
_LINK_HEAD = ("field", "名称", "link", "far end", "meaning", "columns")


def dictionary(catalogue: Catalogue, pack: Pack) -> str:
    """Return the data dictionary of a catalogue and a pack as Markdown."""
    parts: list[str] = [_HEAD.format(name=pack.name, label=pack.label)]
    parts += ["## Types 类型", _overview(catalogue)]
    for declared in _ordered(catalogue):
        parts += _type(catalogue, declared)
    parts += ["## Links 关系", _links(catalogue)]
    for link in catalogue.links.values():
        if link.properties:
            parts += [f"### {link.type}", table(_PROPERTY_HEAD, map(_property, link.properties))]
    parts.append("## Vocabularies 词表")
    for vocabulary in _vocabularies(catalogue):
        parts += [
            f"### {vocabulary.__name__}",
            " ".join((vocabulary.__doc__ or "").split()),
            table(VOCABULARY_HEAD, map(word_row, vocabulary)),
        ]
    parts += [f"## Lists of the pack {pack.name} 地区词表", pack.description]
    for name, terms in lists_of(pack):
        parts += [f"### {name}", table(VOCABULARY_HEAD, map(term_row, terms))]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _ordered(catalogue: Catalogue) -> Iterator[EntityType]:
    """All types by name, those of an abstract type behind it."""
    for declared in sorted(catalogue.types, key=lambda t: t.name):
        if declared.parent is None:
            yield declared
            yield from (t for t in catalogue.types if t.parent == declared.name)


def _overview(catalogue: Catalogue) -> str:
    return table(
        ("type", "类型", "lists", "also called"),
        (
            (f"[{t.name}]({anchor(_title(t))})", t.label, code(t.plural), "、".join(t.synonyms))
            for t in _ordered(catalogue)
        ),
    )


def _type(catalogue: Catalogue, declared: EntityType) -> Iterator[str]:
    yield f"### {_title(declared)}"
    said = [declared.description]
    parent = catalogue.by_name[declared.parent] if declared.parent else None
    if parent:
        said.append(f"It has also what every [{parent.name}]({anchor(_title(parent))}) has.")
    if declared.found_by:
        said.append(f"Told apart from namesakes by {', '.join(map(code, declared.found_by))}.")
    if declared.access is not Access.PUBLIC:
        said.append(f"Access: {declared.access.value}.")
    yield " ".join(said)
    inherited = parent.properties if parent else ()
    own = [p for p in declared.properties if p not in inherited]
    if own:
        yield table(_PROPERTY_HEAD, map(_property, own))
    derived = [d for d in declared.derived if not parent or d not in parent.derived]
    if derived:
        yield table(("derived field", "名称", "kind", "meaning"), map(_derived, derived))
    ends = [e for e in catalogue.ends(declared.name) if e.near == declared.name]
    if ends:
        yield table(_LINK_HEAD, (_end(catalogue, e) for e in ends))


def _property(declared: Property) -> Sequence[str]:
    headers = dict.fromkeys((declared.label, *declared.columns))
    return (
        code(declared.name),
        declared.label,
        _kind(declared),
        declared.description,
        _SEPARATOR.join((*headers, *_periods(declared))),
    )


def _periods(declared: Property) -> Iterator[str]:
    for header in declared.opens:
        yield f"{header} (start)"
    for header in declared.closes:
        yield f"{header} (end)"


def _derived(derived: Derived) -> Sequence[str]:
    basis = f", with its {_to('Basis')}" if derived.based else ""
    shown = derived.shown
    return code(shown.name), shown.label, _kind(shown) + basis, shown.description


def _end(catalogue: Catalogue, end: LinkEnd) -> Sequence[str]:
    far = catalogue.by_name[end.far]
    arrow = "→" if end.direction.value == "out" else "←"
    columns = list(map(_column, end.columns))
    if columns and not any(end.label in column.headers for column in end.columns):
        columns.append(end.label)
    return (
        code(end.name),
        end.label,
        f"{arrow} {end.link.type}",
        f"[{far.name}]({anchor(_title(far))})",
        end.description,
        " / ".join(columns),
    )


def _column(column: LinkColumn) -> str:
    stated = ", ".join(f"{name} = {value}" for name, value in column.values)
    return _SEPARATOR.join(column.headers) + (f" ({stated})" if stated else "")


def _links(catalogue: Catalogue) -> str:
    return table(
        ("link", "from", "to", "properties", "parallel links", "true for some time only"),
        (
            (
                f"[{link.type}]({anchor(link.type)})" if link.properties else link.type,
                f"{link.source}.{code(link.name)}",
                f"{link.target}.{code(link.inverse)}",
                ", ".join(code(p.name) for p in link.properties),
                f"one for each {code(link.key)}" if link.key else "",
                "yes" if link.validity else "",
            )
            for link in sorted(catalogue.links.values(), key=_name)
        ),
    )


def _name(link: LinkType) -> str:
    return link.type


def _kind(declared: Property) -> str:
    word = declared.kind.value
    match declared.vocabulary:
        case None:
            pass
        case str() as name:
            word = f"{word} of {_to(name)}"
        case vocabulary:
            word = f"{word} {_to(vocabulary.__name__)}"
    more = [
        *([declared.unit] if declared.unit else []),
        *([f"identifier {declared.identifier}"] if declared.identifier else []),
        *([f"code of {declared.notation}"] if declared.notation else []),
        *(["names the record"] if declared.naming else []),
        *([declared.access.value] if declared.access is not Access.PUBLIC else []),
    ]
    return ", ".join((word, *more))


def _title(declared: EntityType) -> str:
    return f"{declared.name} {declared.label}"


def _to(heading: str) -> str:
    return f"[{heading}]({anchor(heading)})"


def _vocabularies(catalogue: Catalogue) -> Iterable[type[Vocabulary]]:
    shown = [p for t in catalogue.types for p in t.properties]
    shown += [p for link in catalogue.links.values() for p in link.properties]
    derived = [d for t in catalogue.types for d in t.derived]
    shown += [d.shown for d in derived]
    found = {p.vocabulary for p in shown if p.kind is Kind.ENUM}
    if any(d.based for d in derived):
        found.add(Basis)
    return sorted((v for v in found if isinstance(v, type)), key=lambda v: v.__name__)
