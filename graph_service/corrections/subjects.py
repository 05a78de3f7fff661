"""The records and links that corrections speak of, as they are now."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.corrections.answers import NothingThere
from graph_service.corrections.log import CorrectionLog
from graph_service.corrections.values import CorrectionRefused
from graph_service.store.port import Described, DescribedLink, Store
from graph_service.store.units import LinkKey
from loaders.drafts import DraftNode
from loaders.matching import Session
from schema.catalogue import Catalogue
from schema.declarations import LinkType
from schema.statements import WITHDRAWN

__all__ = ["Subjects"]


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds what people mean, or says why it cannot be corrected.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    """

    store: Store
    catalogue: Catalogue

    async def record(self, id_: str) -> Described:
        """The record of this id, or the one that it was united with.

        Raises
        ------
        NothingThere
        CorrectionRefused
            If it is withdrawn.
        """
        (record,) = await self.store.describe([id_])
        if record is None:
            raise NothingThere(f"There is no record {id_}.")
        if record.withdrawn:
            run = next(
                run for run, said, _ in reversed(record.statements) if WITHDRAWN in said.values
            )
            raise await self._withdrawn(record.id, run.id)
        return record

    async def link(self, link: LinkKey) -> DescribedLink | None:
        """The link, if it is shown."""
        (described,) = await self.store.describe_links([link])
        return described

    def link_type(self, type_: str) -> LinkType:
        """The link type of this name.

        Raises
        ------
        CorrectionRefused
        """
        declared = self.catalogue.links.get(type_)
        if declared is None:
            raise CorrectionRefused(f"{type_!r} is no link type.")
        return declared

    async def between(self, declared: LinkType, source: str, target: str, key: str) -> LinkKey:
        """The link of a type between two records, whether or not it is there.

        Raises
        ------
        NothingThere
        CorrectionRefused
            If such records cannot be linked so.
        """
        ends = [await self.record(id_) for id_ in (source, target)]
        for end, wanted in zip(ends, (declared.source, declared.target), strict=True):
            if end.type not in self.catalogue.members(wanted):
                raise CorrectionRefused(
                    f"{declared.type} leads from {declared.source} to {declared.target}:"
                    f" {end.id} is {end.type}."
                )
        return declared.type, ends[0].id, ends[1].id, key

    async def refuse_withdrawn(self, subject: str) -> None:
        """Say so if somebody withdrew a record or link, of which perhaps nobody else says anything.

        Raises
        ------
        CorrectionRefused
        """
        log = CorrectionLog(self.store.ledger)
        _, run = await log.last(subject)
        act = (await log.acts([run])).get(run) if run else None
        stands = act is not None and any(s.run.id == run for s in await self.store.runs())
        if act is not None and act.act == "WITHDRAW" and stands:
            raise await self._withdrawn(subject, run)

    async def _withdrawn(self, subject: str, run: str) -> CorrectionRefused:
        act = (await CorrectionLog(self.store.ledger).acts([run])).get(run)
        who = f" by {act.by} on {act.at[:10]} ({act.reason})" if act else ""
        return CorrectionRefused(
            f"{subject} is withdrawn{who}. Take that back first: graph-service undo {run}"
        )

    async def new_id(self, draft: DraftNode) -> str:
        """Find a free id for a record that is not there yet.

        Raises
        ------
        CorrectionRefused
            If it is.
        """
        session = Session(self.catalogue)
        pending = [(1, draft)]
        while pending:
            wanted = session.wanted(one for _, one in pending)
            session.learn(wanted, await self.store.lookup(wanted))
            pending = session.settle(pending, last=not wanted)
        record = draft.record
        assert record is not None  # noqa: S101 - it is identified
        if record.id not in session.fresh():
            raise CorrectionRefused(
                f"This record is there already: {record.id}. Correct its properties instead."
            )
        while fresh := session.fresh():
            described = await self.store.describe(fresh)
            session.rename({i for i, d in zip(fresh, described, strict=True) if d is not None})
        return record.id
