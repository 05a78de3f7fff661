"""Matching: which record a draft speaks of. Pure: the store is asked by whoever calls.

An identifier finds a record anywhere in its family; then the exact name or alias does, unless
something that tells records apart contradicts. Nothing is ever found by likeness alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from loaders.drafts import DraftNode
from loaders.identity import (
    content_key,
    contradicts,
    differs_by_trait,
    keys_beside,
    names_agree,
    outweighs,
    own_keys,
    search_keys,
)
from loaders.names import match_key
from loaders.records import Candidate, FoundRecord, Record
from schema.catalogue import Catalogue

__all__ = ["Session"]

_NAMESAKES = 10


@dataclass(slots=True)
class Session:
    """What one import knows of records: those the store found and those it made.

    A batch is matched in this order: `wanted` names lookup keys, `learn` takes what the store
    found, `settle` gives every draft its record; then again for drafts that are found only
    beside others (people); at last `fresh` names ids of new records and `rename` changes those
    that the store already uses.

    Attributes
    ----------
    catalogue : Catalogue
    candidates : list of Candidate
        Those since `take_candidates` was called.
    compared : frozenset of str
        Families of whose new records the names are to be compared with others.
    resumed : bool
        Whether an import goes on that was cut short: then those that it finds may be its own.
    newcomers : dict of Record to int
        The records whose names are to be compared, with the rows that brought them up.
    """

    catalogue: Catalogue
    candidates: list[Candidate] = field(default_factory=list)
    compared: frozenset[str] = frozenset()
    resumed: bool = False
    newcomers: dict[Record, int] = field(default_factory=dict)
    _index: dict[str, Record | list[Record]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _by_id: dict[str, Record] = field(default_factory=dict)
    _fresh: list[Record] = field(default_factory=list)

    def wanted(self, drafts: Iterable[DraftNode]) -> list[str]:
        """Lookup keys of unsettled drafts that the store was not asked for yet."""
        asked = self._asked
        wanted: dict[str, None] = {}
        for draft in drafts:
            if not draft.settled:
                for key in search_keys(draft):
                    if key not in asked:
                        wanted[key] = None
        return list(wanted)

    def learn(self, asked: Iterable[str], found: Mapping[str, Sequence[FoundRecord]]) -> None:
        """Take what the store found for the keys it was asked for."""
        for key in asked:
            self._asked.add(key)
            for hit in found.get(key, ()):
                record = self._by_id.get(hit.id)
                if record is None:
                    record = self._by_id[hit.id] = Record(hit.id, hit.type, name=hit.name)
                record.add_keys(tuple(hit.keys))
                self._file(key, record)

    def settle(
        self, drafts: Sequence[tuple[int, DraftNode]], *, last: bool = False
    ) -> list[tuple[int, DraftNode]]:
        """Give drafts their records; return those that need another look-up first.

        Parameters
        ----------
        drafts : sequence of (int, DraftNode)
            With the ordinal of the row that said it first.
        last : bool
            Whether to settle all with what is known.
        """
        later = []
        known = self._asked.issuperset
        doubtful = [one for one in drafts if one[1].parts]
        if doubtful:
            # Who is stated beside what may be several names is known when that is looked at.
            drafts = [*(one for one in drafts if not one[1].parts), *doubtful]
        for row, draft in drafts:
            if draft.settled:
                continue
            ready = last or (
                known(search_keys(draft)) and (not draft.near or all(n.settled for n in draft.near))
            )
            if ready and (self._find_named(row, draft) or self._match(row, draft)):
                draft.settled = True
            else:
                later.append((row, draft))
        return later

    def fresh(self) -> list[str]:
        """Ids of new records that nobody compared with the store's."""
        return [record.id for record in self._fresh]

    def rename(self, used: Collection[str]) -> None:
        """Give other ids to new records whose ids the store uses; the rest are confirmed."""
        renamed = []
        for record in self._fresh:
            if record.id in used:
                record.id = self._free(record.id.partition("~")[0], record)
                renamed.append(record)
        self._fresh = renamed

    def take_candidates(self) -> list[Candidate]:
        """Return the candidates since the last call."""
        taken, self.candidates = self.candidates, []
        return taken

    def _find_named(self, row: int, draft: DraftNode) -> bool:
        """Give a mention that is nothing but a name the one record of that name, if it is one.

        That is what `_match` does too, with more ado.
        """
        names = draft.name_keys
        if not draft.mention or len(names) != 1 or draft.bound or draft.home:
            return False
        if draft.identifiers or draft.traits or draft.lent_keys or draft.contested or draft.parts:
            return False
        hits = self._hits(names[0], draft.family)
        if len(hits) != 1 or not hits[0].name:
            return False
        draft.record, draft.keys = hits[0], names
        hits[0].add_keys(names)
        if self.resumed and draft.family in self.compared:
            self.newcomers.setdefault(hits[0], row)
        return True

    def _match(self, row: int, draft: DraftNode) -> bool:
        if draft.parts and self._is_divided(draft):
            draft.divided = True
            for part in draft.parts:
                part.settled = part.settled or self._match(row, part)
            return True
        record = self._by_identifier(row, draft)
        if record is None:
            hits, rivals, reason = self._by_name(draft)
            if len(hits) > 1 and draft.mention:
                draft.rivals = tuple(hits)
                return True
            unclear = len(hits) > 1 or (draft.bound and not hits and not draft.home)
            if unclear and not draft.identifiers:
                if not draft.contested:
                    draft.contested = True
                    return False
                rivals, reason = hits or rivals, "SAME_NAME"
                hits = self._hits(content_key(draft), draft.family)
            if hits:
                record = hits[0]
            elif draft.type:
                record = self._create(draft)
                if rivals:
                    self._doubt(record, rivals, reason, row)
            else:
                return True
        self._take(record, draft, row)
        return True

    def _is_divided(self, draft: DraftNode) -> bool:
        """Say whether a name that may be several is: each part is known, and the whole is not."""
        if self._known(draft):
            draft.doubt = None
            return False
        return all(len(self._known(part)) == 1 for part in draft.parts)

    def _known(self, draft: DraftNode) -> list[Record]:
        """Records of a known type that a draft's identifier or name finds."""
        keys = (*draft.identifiers, *draft.name_keys)
        found = dict.fromkeys(r for key in keys for r in self._hits(key, draft.family))
        return [r for r in found if self.catalogue.by_name[r.type].standing != "unclassified"]

    def _take(self, record: Record, draft: DraftNode, row: int) -> None:
        """Let a draft speak of a record, which its keys find from now on."""
        draft.record = record
        if draft.family in self.compared and draft.name_keys and (self.resumed or not record.name):
            self.newcomers.setdefault(record, row)
        record.name = record.name or str(draft.values.get("name", ""))
        for key in draft.lent_keys:
            bearers = [r for r in self._hits(key, draft.family) if _is_called(r, key)]
            if any(r is not record for r in bearers):
                self._doubt(record, bearers, "SAME_NAME", row)
        draft.keys = own_keys(draft)
        record.add_keys(draft.keys)
        for key in draft.keys:
            self._file(key, record)

    def _by_identifier(self, row: int, draft: DraftNode) -> Record | None:
        chosen: Record | None = None
        for i, key in enumerate(draft.identifiers):
            hits = self._hits(key, draft.family)
            before = draft.identifiers[:i]
            agreeing = [r for r in hits if names_agree(r, draft) and not outweighs(before, r)]
            if chosen is not None:
                others = [r for r in agreeing if r is not chosen]
                if others and chosen not in agreeing:
                    self._doubt(chosen, others, "SEVERAL_IDENTIFIERS", row)
            elif agreeing:
                exact = [r for r in agreeing if r.has_any(draft.name_keys)]
                chosen = (exact or agreeing)[0]
            elif hits:
                chosen = self._create(draft)
                self._doubt(chosen, hits, "SAME_IDENTIFIER", row)
        return chosen

    def _by_name(self, draft: DraftNode) -> tuple[list[Record], list[Record], str]:
        """Records that the name finds, those it finds but that differ, and the reason to doubt."""
        if not draft.name_keys:
            return [], [], ""
        name, *aliases = draft.name_keys
        namesakes = self._hits(name, draft.family)
        if draft.bound:
            hits = self._found_beside(draft, draft.home) or self._found_beside(draft, draft.near)
            common = self.catalogue.by_name[draft.type].common_names if draft.type else False
            return hits, [] if common else namesakes, "SAME_NAME"
        hits = [r for r in namesakes if not contradicts(r, draft)]
        if len(hits) > 1 and draft.traits:
            hits = [r for r in hits if draft.traits[0] in r.keys] or hits
        if namesakes or draft.mention:
            rivals = [r for r in namesakes if not differs_by_trait(r, draft)]
            return hits, rivals, "SAME_NAME"
        # A short name that so far only links mentioned gets its full name here.
        called: list[Record] = []
        for alias in aliases:
            # Two that are called otherwise may well share letters that both are called for short.
            known = [
                r
                for r in self._hits(alias, draft.family)
                if _is_called(r, alias) and not contradicts(r, draft)
            ]
            hits = [r for r in known if self.catalogue.by_name[r.type].standing == "unclassified"]
            if len(hits) == 1:
                return hits, [], ""
            called.extend(known)
        return [], called, "SAME_NAME"

    def _found_beside(self, draft: DraftNode, others: Iterable[DraftNode]) -> list[Record]:
        keys = [key for other in others for key in keys_beside(draft, other)]
        hits = dict.fromkeys(r for key in keys for r in self._hits(key, draft.family))
        return [r for r in hits if not contradicts(r, draft)]

    def _create(self, draft: DraftNode) -> Record:
        if draft.identifiers:
            value = draft.identifiers[0].partition(":")[2]
        else:
            value = blake2b(self._telling_key(draft).encode(), digest_size=10).hexdigest()
        unclassified = self.catalogue.by_name[draft.type].standing == "unclassified"
        prefix = draft.family if unclassified else draft.type
        record = Record("", draft.type)
        record.id = self._free(f"{prefix}:{value}", record)
        self._fresh.append(record)
        return record

    def _free(self, base: str, record: Record) -> str:
        id_, n = base, 1
        while id_ in self._by_id:
            n += 1
            id_ = f"{base}~{n}"
        self._by_id[id_] = record
        return id_

    def _doubt(self, record: Record, others: Sequence[Record], reason: str, row: int) -> None:
        rivals = tuple(r for r in others if r is not record)[:_NAMESAKES]
        self.candidates.append(Candidate(record, rivals, reason, row))

    def _telling_key(self, draft: DraftNode) -> str:
        """The key that best tells a draft without identifier from others."""
        if draft.contested:
            return content_key(draft)
        beside = [key for near in draft.home for key in keys_beside(draft, near)]
        return (*beside[-1:], *draft.traits, *draft.name_keys)[0]

    def _hits(self, key: str, family: str) -> list[Record]:
        found = self._index.get(key)
        if found is None:
            return []
        if isinstance(found, Record):
            return [found] if self.catalogue.family(found.type) == family else []
        hits = [r for r in found if self.catalogue.family(r.type) == family]
        return sorted(hits, key=lambda r: r.id) if len(hits) > 1 else hits

    def _file(self, key: str, record: Record) -> None:
        # Nearly every key finds one record, and there may be millions of them.
        known = self._index.setdefault(key, record)
        if isinstance(known, list):
            if record not in known:
                known.append(record)
        elif known is not record:
            self._index[key] = [known, record]


def _is_called(record: Record, key: str) -> bool:
    """Say whether a lookup key is made of the name that is shown of a record."""
    return match_key(record.name) == key.split(":", 2)[2]
