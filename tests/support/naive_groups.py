"""Groups of the records of a map by loops over the rows of links: the oracle."""

from __future__ import annotations

from naive_weak_links import links

STAGES = ("BASIC", "APPLIED", "TACKLING", "PILOT", "INDUSTRIALISATION")
LAST_LEVELS = (2, 4, 6, 7, 9)
POSITIONS = ("UPSTREAM", "MIDSTREAM", "DOWNSTREAM")


def groups(graph, question, here, by):
    """{record: places of its groups}, and the names of these in their order, None last."""
    if by == "TYPE":
        return {r: {question.types.index(t)} for r, t in here.items()}, [*question.types, None]
    if by == "RECORD":
        names = sorted(here)
        return {r: {names.index(r)} for r in here}, [*names, None]
    named, names = {
        "DISTRICT": located,
        "STAGE": staged,
        "POSITION": positioned,
    }[by](graph, question)
    found = {record: {names.index(n) for r, n in named if r == record and n} for record in here}
    return {record: of or {len(names)} for record, of in found.items()}, [*names, None]


def located(graph, _):
    codes = {id_: said.get("code", "") for id_, said in graph["more"]["District"].items()}
    rows = [(record, district) for record, district, _ in links(graph, "LOCATED_IN")]
    return rows, sorted(codes, key=lambda id_: (codes[id_], id_))


def staged(graph, _):
    rows = []
    for type_ in ("Project", "TechnologyContract", "Patent", "Achievement"):
        for id_, said in graph["more"].get(type_, {}).items():
            stage, level = said.get("stage"), said.get("trl")
            if stage is None and level is not None:
                stage = next(s for s, m in zip(STAGES, LAST_LEVELS, strict=True) if level <= m)
            rows.append((id_, stage))
            for kind in ("PARTICIPATES_IN", "PARTY_TO", "CO_APPLIED", "OWNS", "OWNS_PATENT"):
                rows += [(record, stage) for record, work, _ in links(graph, kind) if work == id_]
    return rows, STAGES


def positioned(graph, question):
    rows = []
    for segment, said in graph["more"]["ChainSegment"].items():
        if question.chain and (segment, question.chain) not in {
            (s, c) for s, c, _ in links(graph, "SEGMENT_OF")
        }:
            continue
        position = said.get("position")
        serving = {
            kind: {record for record, served, _ in links(graph, kind) if served == segment}
            for kind in ("SERVES", "OPERATES_IN", "CARRIER_SERVES")
        }
        hosts = {h for h, c, _ in links(graph, "HOSTS") if c in serving["CARRIER_SERVES"]}
        rows += [(record, position) for record in {segment, *hosts}.union(*serving.values())]
    return rows, POSITIONS
