"""Two packages compared part by part, and parts that differ element by element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET


class Difference(NamedTuple):
    """Something that is in one part and not in the other.

    Attributes
    ----------
    kind : str
        ``added`` (an element), ``removed`` (an element), ``attribute`` or ``text``.
    path : str
        Names of the elements down to it, with the name of a cell or the number of a row.
    old, new : str
    """

    kind: str
    path: str
    old: str = ""
    new: str = ""


def changed_parts(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """Names of the parts whose bytes are others or that are gone."""
    return {name for name in before if after.get(name) != before[name]}


def differences(before: bytes, after: bytes) -> list[Difference]:
    """What is different; of one parent's elements those of `before` must come in their order."""
    return list(_compared("", ET.fromstring(before), ET.fromstring(after)))


def _compared(path: str, old, new):
    path = f"{path}/{_name(old)}"
    for name in sorted(old.attrib.keys() | new.attrib.keys()):
        was, is_ = old.get(name, ""), new.get(name, "")
        if was != is_:
            yield Difference("attribute", f"{path}@{name}", was, is_)
    for was, is_ in ((old.text, new.text), (old.tail, new.tail)):
        if (was or "") != (is_ or ""):
            yield Difference("text", path, was or "", is_ or "")
    left = list(new)
    for child in old:
        same = next((i for i, other in enumerate(left) if _name(other) == _name(child)), None)
        if same is None:
            yield Difference("removed", f"{path}/{_name(child)}")
            continue
        for other in left[:same]:
            yield Difference("added", f"{path}/{_name(other)}", "", _written(other))
        yield from _compared(path, child, left[same])
        del left[: same + 1]
    for other in left:
        yield Difference("added", f"{path}/{_name(other)}", "", _written(other))


def _name(element) -> str:
    local = element.tag.rpartition("}")[2]
    return local + (f"[{element.get('r')}]" if local in ("row", "c") else "")


def _written(element) -> str:
    return ET.tostring(element, encoding="unicode")
