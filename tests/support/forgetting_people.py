"""People to forget, and how that is asked for."""

from __future__ import annotations

from graph_service.forgetting.forget import forget

NAME = "欧阳测试君"


async def person(store, name: str = NAME) -> str:
    found = await store.lookup([f"name:Talent:{name}"])
    (record,) = next(iter(found.values()))
    return record.id


async def forgotten(store, catalogue, id_: str, property_: str = "", **asked):
    words = {"by": "李明", "reason": "本人申请", **asked}
    return await forget(store, catalogue, id_, property_=property_, **words)
