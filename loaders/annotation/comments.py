"""Comments on cells: what they say besides ours, and ours."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from loaders.annotation.cells import Place, cell_name, cell_place
from loaders.annotation.markup import Edit, Element, edited, read_markup, shown_text

__all__ = ["AUTHOR", "Commented", "commented", "places_of_ours"]

AUTHOR: Final = "数据核对"
"""Who the comments are by."""

_OURS: Final = f"【{AUTHOR}】"
"""What our words in a comment begin with; they reach to its end."""

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_THREADED: Final = "tc="
"""What the authors of comments begin with that only stand for a talk in a thread."""


@dataclass(frozen=True, slots=True)
class Commented:
    """A part that holds comments, changed.

    Attributes
    ----------
    data : bytes
    added, removed : set of Place
        Cells that had no comment and have one now, and the other way round.
    """

    data: bytes
    added: set[Place]
    removed: set[Place]


def places_of_ours(data: bytes) -> set[Place]:
    """The cells that have words of ours in their comments from an earlier time."""
    if _OURS.encode() not in data and b"&#" not in data:
        return set()
    listed = read_markup(data).child("commentList")
    found = set()
    for comment in listed.children if listed else ():
        place = cell_place(comment.attributes.get("ref", ""))
        if place and any(_OURS in _text(data, t) for _, t in _runs(comment.child("text"))):
            found.add(place)
    return found


def commented(data: bytes | None, texts: Mapping[Place, str], namespace: str) -> Commented:
    """Add comments to a part that holds comments, in the place of ours of an earlier time.

    What others say of a cell is kept, and ours is put after it; talks in threads are left alone,
    as programs make their comments anew from the thread.

    Parameters
    ----------
    data : bytes or None
        The part, if the sheet has one.
    texts : mapping of Place to str
    namespace : str
        The workbook's own, for a part that is missing.
    """
    if data is None:
        data = f'{_HEAD}<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode()
    root = read_markup(data)
    listed = root.child("commentList")
    number, threads, edits = _authors(data, root, listed)
    left = dict(texts)
    removed = set()
    for comment in listed.children if listed else ():
        place = cell_place(comment.attributes.get("ref", ""))
        if place is None:
            continue
        text = left.pop(place, "")
        if comment.attributes.get("authorId") in threads:
            continue
        kept, had_ours = _kept(data, comment)
        if had_ours and not kept and not text:
            edits.append((comment.start, comment.end, b""))
            removed.add(place)
        elif text or had_ours:
            edits.append(_replaced(data, comment, kept, text))
    prefix = root.prefix
    added = "".join(
        f'<{prefix}comment ref="{cell_name(*place)}" authorId="{number}"><{prefix}text>'
        f"{_run(prefix, _told(text))}</{prefix}text></{prefix}comment>"
        for place, text in sorted(left.items())
    )
    if listed is None:
        added = f"<{prefix}commentList>{added}</{prefix}commentList>"
        edits.append(root.appended(data, added.encode()))
    elif added:
        edits.append(listed.appended(data, added.encode()))
    return Commented(edited(data, edits), set(left), removed)


def _authors(
    data: bytes, root: Element, listed: Element | None
) -> tuple[int, set[str], list[Edit]]:
    """Our number among the authors, those of threads, and the change that adds us."""
    authors, prefix = root.child("authors"), root.prefix
    inner = f"<{prefix}author>{AUTHOR}</{prefix}author>"
    if authors is None:
        at = listed.start if listed else root.closing
        return 0, set(), [(at, at, f"<{prefix}authors>{inner}</{prefix}authors>".encode())]
    names = [_text(data, author) for author in authors.children]
    threads = {str(i) for i, name in enumerate(names) if name.startswith(_THREADED)}
    if AUTHOR in names:
        return names.index(AUTHOR), threads, []
    return len(names), threads, [authors.appended(data, inner.encode())]


def _runs(holder: Element | None) -> list[tuple[Element, Element]]:
    """The pieces of a text: each with the element that has its characters."""
    found = []
    for piece in holder.children if holder else ():
        characters = piece.child("t") if piece.local == "r" else piece
        if characters is not None and characters.local == "t":
            found.append((piece, characters))
    return found


def _kept(data: bytes, comment: Element) -> tuple[list[bytes], bool]:
    """What others say in a comment, as runs, and whether there were words of ours after it."""
    holder = comment.child("text")
    kept = []
    for piece, characters in _runs(holder):
        prefix = piece.prefix
        text = _text(data, characters)
        theirs, ours, _ = text.partition(_OURS)
        if not ours:
            run = data[piece.start : piece.end]
            # Characters without a run stand alone; beside runs they must be in one.
            bare = piece is characters
            kept.append(f"<{prefix}r>".encode() + run + f"</{prefix}r>".encode() if bare else run)
            continue
        theirs = theirs.rstrip("\r\n")
        if theirs:
            kept.append(_run(prefix, theirs).encode())
        return kept, True
    return kept, False


def _replaced(data: bytes, comment: Element, kept: list[bytes], text: str) -> Edit:
    holder = comment.child("text")
    prefix = (holder or comment).prefix
    ours = _run(prefix, ("\n\n" if kept else "") + _told(text)) if text else ""
    if holder is None:
        return comment.appended(data, f"<{prefix}text>{ours}</{prefix}text>".encode())
    spoken = b"".join(
        data[child.start : child.end]
        for child in holder.children
        if child.local in ("rPh", "phoneticPr")
    )
    inner = b"".join(kept) + ours.encode() + spoken
    return (
        holder.start,
        holder.end,
        f"<{prefix}text>".encode() + inner + f"</{prefix}text>".encode(),
    )


def _told(text: str) -> str:
    return f"{_OURS}\n{text}"


def _text(data: bytes, element: Element) -> str:
    return html.unescape(data[element.opened : element.closing].decode())


def _run(prefix: str, text: str) -> str:
    return f'<{prefix}r><{prefix}t xml:space="preserve">{shown_text(text)}</{prefix}t></{prefix}r>'
