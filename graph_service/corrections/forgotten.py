"""What people may not say again: it was forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graph_service.corrections.values import CorrectionRefused
from graph_service.forgetting.refusals import Refusals
from graph_service.store.ledger import Ledger
from loaders.drafts import DraftNode
from schema.columns import Stated

__all__ = ["refuse_forgotten"]


async def refuse_forgotten(
    ledger: Ledger, draft: DraftNode, values: Mapping[str, Stated], *, id_: str = ""
) -> None:
    """Refuse a record or a value that an import would refuse too.

    Parameters
    ----------
    ledger : Ledger
    draft : DraftNode
        What the values say of the record.
    values : mapping of str to Stated
    id_ : str
        Of the record, if it is there.

    Raises
    ------
    CorrectionRefused
    """
    refusals = await Refusals.of(ledger)
    if refusals is None:
        return
    keys = (*draft.identifiers, *draft.name_keys)
    if not id_ and refusals.refuses_record(keys, draft.name_keys, draft.traits):
        raise CorrectionRefused(
            "This record was forgotten: whoever asked to be forgotten is not to be kept."
        )
    said = {name: value for name, value in values.items() if value is not None}
    found_by: Collection[str] = (f"id:{id_}", *keys) if id_ else keys
    refused = sorted(refusals.refused_of(found_by, said))
    if refused:
        raise CorrectionRefused(
            f"{', '.join(refused)}: what was forgotten of this record is not to be kept."
        )
