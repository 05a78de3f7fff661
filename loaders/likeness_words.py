"""Words in Chinese names of bodies: what stands for places and kinds, and how each is shortened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from schema.packs import Pack
from schema.reference import district_by_code

__all__ = ["KINDS", "Words", "bare", "kind_of", "words_of"]

KINDS: Final[Mapping[str, str]] = {
    "大学": "大",
    "学院": "院",
    "研究院": "院",
    "科学院": "科院",
    "设计院": "院",
    "研究所": "所",
    "医院": "院",
    "研究中心": "中心",
    "委员会": "委",
}
"""Words for kinds of bodies by what they are shortened to."""
_QUALITIES: Final = re.findall(
    r"\S+",
    "医科 理工 工业 工程 师范 农业 林业 农林 科技 工商 财经 政法 交通 邮电 电子 航空 航天 海洋 中医药 中医"
    " 职业 技术 传媒 外国语 民族 体育 石油 矿业 地质 电力 水利 经贸 经济 音乐 美术 医学 科学 人民 附属 中国"
    " 国家 国际 信息 化工 冶金 建筑 机械",
)
_GROUPED: Final = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_RANK: Final = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$")
_COUNTY: Final = re.compile(r"[市区县]$")
_GENERIC: Final = re.compile("(?:集团)+$")
_LONGEST: Final = 6


@dataclass(frozen=True)
class Words:
    """What a language of names is made of.

    Attributes
    ----------
    short : mapping of str to str
        Provinces, cities, kinds and qualities by what each is shortened to.
    places : frozenset of str
        All places, counties too, by full and short names.
    """

    short: Mapping[str, str]
    places: frozenset[str]

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """How long the known words are that begin with a sign, the longest first."""
        return _lengths(self.short)

    @cached_property
    def _place_lengths(self) -> Mapping[str, tuple[int, ...]]:
        return _lengths(self.places)

    def cut(self, text: str) -> list[str]:
        """Cut a name into words; what is between known words is one."""
        parts: list[str] = []
        begun = at = 0
        known, lengths = self.short, self._lengths
        while at < len(text):
            for length in lengths.get(text[at], ()):
                if text[at : at + length] in known:
                    if begun < at:
                        parts.append(text[begun:at])
                    parts.append(text[at : at + length])
                    begun = at = at + length
                    break
            else:
                at += 1
        if begun < len(text):
            parts.append(text[begun:])
        return parts

    def place_before(self, text: str) -> str:
        """The longest place that a text begins with; empty if it begins with none."""
        for length in self._place_lengths.get(text[:1], ()):
            if text[:length] in self.places:
                return text[:length]
        return ""

    def places_in(self, text: str) -> list[str]:
        """The places that a name mentions, each without the word for its kind."""
        found: list[str] = []
        at = 0
        while at < len(text):
            place = self.place_before(text[at : at + _LONGEST])
            if place:
                found.append(bare(place))
            at += len(place) or 1
        return found


def words_of(pack: Pack) -> Words:
    """The words for a pack's country: its own districts, and China's where it uses their list."""
    large: set[str] = set()
    places: set[str] = set()
    for district in pack.districts:
        places.update((district.name, *district.aliases))
    if pack.district_standard == "gbt2260":
        for listed in district_by_code().values():
            if listed.name in _GROUPED:
                continue
            names = {listed.name, bare(listed.name)}
            places |= names
            if listed.code.endswith("00"):
                large |= names
    known = {name: name[0] for name in (*large, *_QUALITIES)}
    return Words(
        {n: s for n, s in {**known, **KINDS}.items() if len(n) > 1},
        frozenset(_of_length(places)),
    )


def bare(place: str) -> str:
    """A place without the word for its kind, if something is left of it.

    Examples
    --------
    >>> bare("浙江省"), bare("温州市"), bare("忠县")
    ('浙江', '温州', '忠县')
    """
    short = _RANK.sub("", place)
    short = _COUNTY.sub("", short) if short == place else short
    return short if len(short) > 1 else place


def kind_of(name: str) -> str:
    """The word for its kind that a name ends with; empty if it has none.

    Examples
    --------
    >>> kind_of("温州大学"), kind_of("温大"), kind_of("浙大温州院"), kind_of("正泰")
    ('大学', '大', '院', '')
    """
    for length in (4, 3, 2):
        if name[-length:] in KINDS:
            return name[-length:]
    return name[-1:] if name[-1:] in {"大", "院", "所", "委"} else ""


def _lengths(words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {sign: tuple(sorted(lengths, reverse=True)) for sign, lengths in found.items()}


def _of_length(names: Iterable[str]) -> Iterable[str]:
    return (name for name in names if 1 < len(name) <= _LONGEST)
