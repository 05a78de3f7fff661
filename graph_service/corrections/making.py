"""Corrections by people: values that are wrong, records and links that are missing or not so.

Each is a statement of the source ``manual``, which is believed most, in a run of its own: it is
taken back like an import. Who made it, when and why is written to the ledger with it, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from uuid import uuid4

from graph_service.clock import Clock, utc_now
from graph_service.corrections.answers import (
    UNASKED,
    Corrected,
    CorrectedMeanwhile,
    NothingThere,
    attempts,
    shown_text,
    told,
    united_note,
)
from graph_service.corrections.forgotten import refuse_forgotten
from graph_service.corrections.log import Act, CorrectionLog
from graph_service.corrections.subjects import Subjects
from graph_service.corrections.values import CorrectionRefused, Given, read_link, read_node
from graph_service.ingest_turn import PATIENCE, import_turn
from graph_service.store.port import Store
from graph_service.store.units import subject_text
from schema.catalogue import Catalogue
from schema.packs import MANUAL, Pack
from schema.statements import UNTYPED, WITHDRAWN, LinkStatement, NodeStatement, Run, Statement

__all__ = [
    "UNASKED",
    "Corrected",
    "CorrectedMeanwhile",
    "CorrectionRefused",
    "Corrections",
    "NothingThere",
]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people can do to a graph.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    pack : Pack
        Whose terms and districts values are read by.
    clock : callable
    """

    store: Store
    catalogue: Catalogue
    pack: Pack
    clock: Clock = utc_now

    async def correct(
        self,
        id_: str,
        name: str,
        value: Given,
        *,
        by: str,
        reason: str,
        expected: Given = UNASKED,
    ) -> Corrected:
        """Say what the value of a property is; None says that it is wrong and not known.

        Parameters
        ----------
        id_ : str
        name : str
            Of the property.
        value : Given
        by, reason : str
            Who says so, and why.
        expected : Given
            The value that is believed to be shown now, None for none.

        Raises
        ------
        NothingThere
            If there is no such record.
        CorrectedMeanwhile
            If another value is shown than was expected.
        CorrectionRefused
            If the value cannot be one of this property, or nobody says who says so and why.
        """
        who, why = told(by, reason)

        async def attempt() -> Corrected:
            """Look at it, and say it unless somebody else does meanwhile."""
            id_now = (await self._subjects.record(id_)).id
            revision = await self._revision(id_now)
            record = await self._subjects.record(id_now)
            declared = self.catalogue.by_name[record.type]
            draft, values = read_node(self.catalogue, self.pack, declared, {name: value})
            shown = record.values.get(name)
            if expected is not UNASKED:
                wanted = read_node(self.catalogue, self.pack, declared, {name: expected})[1][name]
                if wanted != shown:
                    raise CorrectedMeanwhile(
                        f"{record.id}: {name} is not {expected!r} but {shown_text(shown)}: somebody"
                        " changed it, or a source did. Look at it again and repeat the correction"
                        " if it is still meant."
                    )
            keys = (*draft.identifiers, *draft.name_keys)
            said = NodeStatement(1, record.id, UNTYPED, values, keys)
            await refuse_forgotten(self.store.ledger, draft, values, id_=record.id)
            act = self._act("CORRECT", record.id, (name,), who, why)
            version = await self._say(said, act, revision)
            now = await self._subjects.record(record.id)
            return Corrected(
                act,
                record.id,
                version,
                before={name: shown},
                after={name: now.values.get(name)},
                notice=united_note(id_, record.id),
            )

        return await attempts(attempt)

    async def add_node(
        self,
        type_: str,
        values: Mapping[str, Given],
        *,
        by: str,
        reason: str,
        patience: float = PATIENCE,
    ) -> Corrected:
        """Add a record that no source has.

        Parameters
        ----------
        type_ : str
            A concrete type.
        values : mapping of str to Given
        by, reason : str
            Who says so, and why.
        patience : float
            Seconds to wait for an import: both look for records before they make them.

        Raises
        ------
        CorrectionRefused
            If it is there already or withdrawn, a value cannot be one of its property, nothing tells it from
            others, or nobody says who says so and why.
        """
        who, why = told(by, reason)
        declared = self.catalogue.by_name.get(type_)
        if declared is None or declared.abstract or declared.standing == "unclassified":
            raise CorrectionRefused(f"{type_!r} is no type of which a record can be added.")
        given = {name: value for name, value in values.items() if value is not None}
        draft, said = read_node(self.catalogue, self.pack, declared, given)
        if not draft.identified:
            raise CorrectionRefused(
                f"Neither a name nor an identifier tells this {type_} ({declared.label}) from"
                " others: give one."
            )
        await refuse_forgotten(self.store.ledger, draft, said)
        async with import_turn(self.store.ledger, patience=patience) as turn:
            id_ = await self._subjects.new_id(draft)
            await self._subjects.refuse_withdrawn(id_)
            await turn.confirm()
            act = self._act("ADD_NODE", id_, tuple(said), who, why)
            statement = NodeStatement(1, id_, type_, said, draft.keys)
            version = await self._say(statement, act, await self._revision(id_))
        record = await self._subjects.record(id_)
        return Corrected(
            act,
            id_,
            version,
            before=dict.fromkeys(said),
            after={name: record.values.get(name) for name in said},
        )

    async def add_link(
        self,
        type_: str,
        source: str,
        target: str,
        values: Mapping[str, Given],
        *,
        by: str,
        reason: str,
    ) -> Corrected:
        """Add a link between two records, or say of one that is there what its properties are.

        Parameters
        ----------
        type_ : str
            A link type.
        source, target : str
        values : mapping of str to Given
            Among them what tells parallel links apart, where there can be any.
        by, reason : str
            Who says so, and why.

        Raises
        ------
        NothingThere
            If an end is not there.
        CorrectionRefused
            If such records cannot be linked so, it is withdrawn, a value cannot be one of its
            property, or nobody says who says so and why.
        """
        who, why = told(by, reason)
        declared = self._subjects.link_type(type_)
        key, said = read_link(self.pack, declared, values)

        async def attempt() -> Corrected:
            """Look at it, and say it unless somebody else does meanwhile."""
            link = await self._subjects.between(declared, source, target, key)
            revision = await self._revision(subject_text(link))
            before = await self._subjects.link(link)
            if before is None:
                await self._subjects.refuse_withdrawn(subject_text(link))
            act = self._act("ADD_LINK", subject_text(link), tuple(said), who, why)
            version = await self._say(LinkStatement(1, *link, said), act, revision)
            now = await self._subjects.link(link)
            return Corrected(
                act,
                act.subject,
                version,
                before={name: before.values.get(name) if before else None for name in said},
                after={name: now.values.get(name) if now else None for name in said},
                notice=united_note(source, link[1]) + united_note(target, link[2]),
            )

        return await attempts(attempt)

    async def withdraw(self, id_: str, *, by: str, reason: str) -> Corrected:
        """Say that a record is not so: it is not to be seen, nor its links, until that is undone.

        What sources say of it is kept, and what they say later does not bring it back.

        Raises
        ------
        NothingThere
            If there is no such record.
        CorrectionRefused
            If nobody says who says so and why.
        """
        who, why = told(by, reason)

        async def attempt() -> Corrected:
            """Look at it, and say it unless somebody else does meanwhile."""
            record = await self._subjects.record(id_)
            revision = await self._revision(record.id)
            said = NodeStatement(1, record.id, UNTYPED, {WITHDRAWN: True})
            act = self._act("WITHDRAW", record.id, (), who, why)
            version = await self._say(said, act, revision)
            return Corrected(act, record.id, version, notice=united_note(id_, record.id))

        return await attempts(attempt)

    async def withdraw_link(
        self, type_: str, source: str, target: str, key: str = "", *, by: str, reason: str
    ) -> Corrected:
        """Say that a link is not so: it is not to be seen until that is undone.

        Raises
        ------
        NothingThere
            If there is no such link.
        CorrectionRefused
            If nobody says who says so and why.
        """
        who, why = told(by, reason)
        declared = self._subjects.link_type(type_)

        async def attempt() -> Corrected:
            """Look at it, and say it unless somebody else does meanwhile."""
            link = await self._subjects.between(declared, source, target, key)
            revision = await self._revision(subject_text(link))
            if await self._subjects.link(link) is None:
                await self._subjects.refuse_withdrawn(subject_text(link))
                raise NothingThere(f"There is no link {subject_text(link)}.")
            act = self._act("WITHDRAW", subject_text(link), (), who, why)
            version = await self._say(LinkStatement(1, *link, {WITHDRAWN: True}), act, revision)
            notice = united_note(source, link[1]) + united_note(target, link[2])
            return Corrected(act, act.subject, version, notice=notice)

        return await attempts(attempt)

    @property
    def _subjects(self) -> Subjects:
        return Subjects(self.store, self.catalogue)

    def _act(self, act: str, subject: str, names: tuple[str, ...], by: str, why: str) -> Act:
        at = self.clock().astimezone(UTC).isoformat(timespec="seconds")
        return Act(uuid4().hex, act, subject, names, by, at, why)

    async def _revision(self, subject: str) -> int:
        """What is noted about a subject, before it is looked at: nobody else corrects it meanwhile."""
        return (await CorrectionLog(self.store.ledger).last(subject))[0]

    async def _say(self, said: Statement, act: Act, revision: int) -> str:
        """Say it and note who did; `Overtaken` if somebody corrected the same since `revision`."""
        run = Run(act.run, MANUAL, "", self.pack.priority(MANUAL))
        notes = CorrectionLog.notes(run, act, revision)
        return (await self.store.apply([said], run, notes)).version
