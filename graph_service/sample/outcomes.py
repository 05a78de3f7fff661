"""Invented patents, achievements and technology contracts: what comes of working together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from graph_service.sample.bodies import Body, Row
from graph_service.sample.chain_plan import is_planted, open_segments
from graph_service.sample.chain_words import Segment
from graph_service.sample.chance import sometimes
from graph_service.sample.codes import invented_application
from graph_service.sample.spellings import spell_date, spell_day
from graph_service.sample.stages import STAGES, written_stage
from graph_service.sample.words import INDUSTRIES, STRANGERS
from graph_service.sample.world import Ecosystem, random_day

__all__ = ["achievements", "contracts", "patents"]

_LAST: Final = date(2023, 12, 31)
_FILED: Final = (date(2016, 1, 1), date(2023, 6, 30))
_COMPLETED: Final = (date(2019, 1, 1), date(2023, 9, 30))
_SIGNED: Final = (date(2019, 1, 1), date(2023, 11, 30))
_KINDS: Final = {
    1: ("发明专利", "发明"),
    2: ("实用新型专利", "实用新型"),
    3: ("外观设计专利", "外观设计"),
}
_FORMS: Final = ("新办企业", "技术合同", "产线", "生产线")
_MODES: Final = ("转让", "许可", "合作实施", "作价投资", "作价入股")
_THINGS: Final = ("工艺", "装置", "系统", "方法", "材料配方", "检测方法")
_CONTRACTS: Final = (
    "技术开发",
    "技术开发",
    "技术转让",
    "技术许可",
    "技术咨询",
    "技术服务",
    "技术服务",
)


def patents(world: Ecosystem, size: int) -> list[Row]:
    """Patents, some of several applicants, granted or not."""
    random = world.random
    rows: list[Row] = []
    for number in range(1, size + 1):
        first = random.choice([*world.academic, *world.firms, *world.open_platforms])
        others = random.sample(
            [b for b in (*world.academic, *world.firms, *world.open_platforms) if b is not first],
            random.choices((0, 1, 2), (60, 30, 10))[0],
        )
        found = _segment(world, first)
        kind = random.choices((1, 2, 3), (60, 33, 7))[0]
        filed = random_day(random, _FILED)
        granted = filed + timedelta(days=random.randint(200, 900))
        code = invented_application(filed.year, kind, number)
        given = granted <= _LAST and sometimes(random, 0.8)
        people = world.people.get(first.name, [])
        stage = str(written_stage(random, random.choice(STAGES))["创新链阶段"])
        rows.append(
            {
                "专利名称": f"{_subject(world, found)}{random.choice(_THINGS)}（示例专利{number}）",
                "申请号": f"ZL{code}" if given and sometimes(random, 0.3) else code,
                "专利类型": random.choice(_KINDS[kind]),
                "申请人": "；".join(b.spelled(random) for b in (first, *others)),
                "发明人": "、".join(random.sample(people, min(len(people), random.choice((1, 2))))),
                "专利权人": first.name if given else "",
                "申请日": spell_day(random, filed),
                "授权日": spell_day(random, granted) if given else "",
                "服务环节": found.name if found else "",
                "创新链阶段": stage,
            }
        )
    return rows


def achievements(world: Ecosystem, patented: list[Row], size: int) -> list[Row]:
    """Achievements, many out of projects; some were taken up by enterprises and landed."""
    random = world.random
    free = [
        row
        for row in world.rows
        if row["牵头单位"] not in world.sealed and not is_planted(str(row["服务环节"]))
    ]
    rows: list[Row] = []
    for number in range(1, size + 1):
        project: Row = random.choice(free) if sometimes(random, 0.65) else {}
        owner = (
            world.leads[str(project["项目编号"])]
            if project
            else random.choice([*world.academic, *world.open_platforms, *world.firms[:100]])
        )
        firm = owner in world.quiet
        found = _segment(world, owner) if not project else None
        name = str(project["服务环节"]) if project else found.name if found else ""
        subject = str(project["攻关技术"]) if project else ""
        subject = subject or _subject(world, found)
        done = random_day(random, _COMPLETED)
        row: Row = {
            "成果名称": f"{subject}{random.choice(_THINGS)}（示例成果{number}）",
            "成果登记号": f"CG{done.year}{number:04}",
            "完成单位": owner.spelled(random),
            "来源项目": str(project.get("项目名称", "")),
            "来源专利": str(random.choice(patented)["专利名称"]) if sometimes(random, 0.15) else "",
            **written_stage(random, random.choice(STAGES)),
            "完成日期": spell_date(random, done),
            "服务环节": name,
            "转化企业": "",
            "转化方式": "",
            "转化日期": "",
            "转化形式": "",
            "落地区县": "",
            "落地日期": "",
            "落地形式": "",
            "备注": "示例",
        }
        if not firm and sometimes(random, 0.45):
            _convert(world, row, owner, done)
        rows.append(row)
    return rows


def contracts(world: Ecosystem, results: list[Row], size: int) -> list[Row]:
    """Technology contracts: who sells, who buys, who brought them together."""
    random = world.random
    owned: dict[str, list[str]] = {}
    for row in results:
        owned.setdefault(str(row["完成单位"]), []).append(str(row["成果名称"]))
    rows: list[Row] = []
    for number in range(1, size + 1):
        seller = random.choice([*world.academic, *world.open_platforms, *world.firms[:150]])
        buyer = random.choice([firm for firm in world.firms if firm is not seller])
        found = _segment(world, seller)
        signed = random_day(random, _SIGNED)
        price = random.choice((5, 12, 30, 48.5, 80, 150, 300, 1200))
        about = owned.get(seller.name, [])
        rows.append(
            {
                "合同登记编号": f"HT{signed.year}{number:05}",
                "合同名称": f"{_subject(world, found)}{random.choice(_CONTRACTS)}（示例合同{number}）",
                "合同类别": random.choice(_CONTRACTS),
                "卖方": seller.spelled(random),
                "买方": buyer.spelled(random),
                "中介方": random.choice(STRANGERS) if sometimes(random, 0.08) else "",
                "合同成交额(万元)": f"{price:,}" if sometimes(random, 0.3) else price,
                "技术交易额(万元)": round(price * random.choice((0.6, 0.9, 1)), 2),
                "签订日期": spell_day(random, signed),
                "登记日期": spell_day(random, min(_LAST, signed + timedelta(days=20))),
                "标的成果": random.choice(about) if about and sometimes(random, 0.4) else "",
                "服务环节": found.name if found else "",
                "创新链阶段": written_stage(random, random.choice(STAGES))["创新链阶段"],
                "备注": "示例",
            }
        )
    return rows


def _convert(world: Ecosystem, row: Row, owner: Body, done: date) -> None:
    random = world.random
    own = owner.kind == "Enterprise" and sometimes(random, 0.3)
    firm = owner if own else random.choice([f for f in world.firms if f is not owner])
    taken = min(_LAST, done + timedelta(days=random.randint(10, 300)))
    row["转化企业"] = firm.spelled(random)
    row["转化方式"] = "自行投资实施" if own else random.choice(_MODES)
    row["转化日期"] = spell_date(random, taken)
    row["转化形式"] = random.choice(_FORMS)
    if sometimes(random, 0.7):
        row["落地区县"] = firm.row["所在县(市、区)"]
        landed = min(_LAST, taken + timedelta(days=60))
        row["落地日期"] = spell_date(random, landed)
        row["落地形式"] = random.choice(_FORMS)


def _segment(world: Ecosystem, body: Body) -> Segment | None:
    """A segment that a body may work for: of its industries, or any if it has none."""
    industries = body.industries or tuple(INDUSTRIES)
    known = open_segments(world.random.choice(industries))
    return world.random.choice(known) if known and sometimes(world.random, 0.75) else None


def _subject(world: Ecosystem, found: Segment | None) -> str:
    return world.random.choice(found.technologies) if found else "通用技术"
