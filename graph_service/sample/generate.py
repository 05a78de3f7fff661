"""Making the sample: ``python -m graph_service.sample.generate FOLDER [SEED]``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Final

from graph_service.sample.accreditations import accreditation_sheets
from graph_service.sample.bodies import (
    Body,
    Row,
    district_rows,
    enterprises,
    institutions,
    platforms,
    talents,
)
from graph_service.sample.carriers import carriers
from graph_service.sample.chain_plan import chain_sheets, operator_rows, serve
from graph_service.sample.network import QUIET
from graph_service.sample.outcomes import achievements, contracts, patents
from graph_service.sample.planted import Planted
from graph_service.sample.projects import plan_projects
from graph_service.sample.support import former_names, funding, incubated, teams, trained
from graph_service.sample.tables import write_csv, write_xlsx
from graph_service.sample.world import Ecosystem
from schema.packs import load_pack

__all__ = ["generate"]

_LEAST_SCALE: Final = 0.2
_NOTE: Final = """示例数据说明

本文件夹中的区县是真实的；机构、人员、项目、代码和金额全部为虚构，仅供演示，不代表任何真实单位或个人。
数据截至2023年12月31日。产业链环节划分仅供演示。planted.json列出有意安排的薄弱平台、产业链缺口、
网络中介和关键节点及其原因。

The districts in this folder are real. All organisations, people, projects, codes and amounts are
invented and illustrative; they stand for nobody. A few cells are wrong on purpose.
"""


def generate(seed: int, folder: Path, scale: float = 1.0) -> None:
    """Write the sample; the same seed gives the same bytes.

    Parameters
    ----------
    seed : int
        Of the only source of chance.
    folder : Path
        Where the files go; made if absent.
    scale : float
        1 for 60 platforms, 800 enterprises, 2,000 talents and 600 projects, less for fewer.

    Raises
    ------
    ValueError
        If `scale` is below 0.2, too small for a platform of each kind.
    """
    if scale < _LEAST_SCALE:
        raise ValueError(f"scale is at least {_LEAST_SCALE}: each kind of platform needs one.")
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    pack = load_pack("wenzhou-2021")
    academic = institutions(random, pack)
    firms = enterprises(random, pack, round(800 * scale))
    bases = platforms(random, pack, round(60 * scale))
    people = talents(random, [*academic, *academic, *bases, *firms[:300]], round(2000 * scale))
    names = _people(people, [*academic, *bases, *firms])
    quiet = random.sample(firms, QUIET)
    others = [firm for firm in firms if firm not in quiet]
    world = Ecosystem(random, academic, others, bases, quiet, names)
    plan_projects(world, max(1, round(4 * scale)), round(600 * scale))
    serve(world)
    operators = operator_rows(world)
    world.rows.sort(key=lambda row: str(row["项目编号"]))
    total = sum(float(str(row["总经费(万元)"])) for row in world.rows)
    patented = patents(world, round(300 * scale))
    results = achievements(world, patented, round(300 * scale))
    hosted = carriers(world, round(80 * scale))
    recognised = accreditation_sheets(world, hosted, people)
    by_firm = {firm.name for firm in firms}
    books = {
        "产业链图谱": chain_sheets(),
        "高校院所": {
            "高校": [b.row for b in academic if b.kind == "University"],
            "科研院所": [b.row for b in academic if b.kind == "ResearchInstitute"],
        },
        "企业名录": {"企业": [firm.row for firm in firms]},
        "产业链企业": {"产业链企业": operators},
        "创新平台一览表": {"创新平台": [base.row for base in bases]},
        "在孵企业": {"在孵企业": incubated(world)},
        "人才": {"人才": people},
        "人才团队": {"人才团队": teams(world, round(60 * scale))},
        "科技项目": {"科技项目": world.rows},
        "专利": {"专利": patented},
        "科技成果": {"科技成果": results},
        "创新载体": {"创新载体": hosted},
        "资质认定": recognised,
        "资金事件": {"资金事件": funding(world, round(160 * scale))},
    }
    texts = {
        "技术合同": (contracts(world, results, round(300 * scale)), "gb18030"),
        "企业曾用名": (former_names(world, round(40 * scale)), "utf-8-sig"),
        "人才培养": (trained(world, people, round(150 * scale)), "utf-8"),
    }
    _spoil(
        [firm.row for firm in firms],
        [base.row for base in bases],
        people,
        [r for r in world.rows if r["牵头单位"] in by_firm],
    )
    _spoil_results(patented, results, texts["技术合同"][0])
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "区县.csv", district_rows(pack), "gb18030")
    for name, (rows, encoding) in texts.items():
        write_csv(folder / f"{name}.csv", rows, encoding)
    for name, sheets in books.items():
        below = _footer(world.rows, total) if name == "科技项目" else ()
        write_xlsx(folder / f"{name}.xlsx", sheets, _above(name), below)
    (folder / "说明.txt").write_text(_NOTE, encoding="utf-8")
    planted = json.dumps([_told(p) for p in world.planted], ensure_ascii=False, indent=1)
    (folder / "planted.json").write_text(planted + "\n", encoding="utf-8")


def _above(name: str) -> list[list[str]]:
    """The rows over a header; each says that the table is illustrative."""
    title = [f"温州市2023年{name}（示例数据，机构、人员和项目均为虚构）"]
    if name == "创新平台一览表":
        return [title, [], ["填报单位：示例", "", "2023年12月"]]
    return [title]


def _footer(rows: Sequence[Row], total: float) -> list[str]:
    headers = list(rows[0])
    footer = ["合计" if header == headers[0] else "" for header in headers]
    footer[headers.index("总经费(万元)")] = f"{total:.2f}"
    return footer


def _told(planted: Planted) -> dict[str, object]:
    return {key: value for key, value in asdict(planted).items() if value or key == "finding"}


def _people(rows: Sequence[Row], bodies: Sequence[Body]) -> dict[str, list[str]]:
    full = {spelling: b.name for b in bodies for spelling in (b.name, b.other)}
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(full[str(row["工作单位"])], []).append(str(row["姓名"]))
    return found


def _spoil(firms: list[Row], bases: list[Row], people: list[Row], projects: list[Row]) -> None:
    """Damage a few cells in the ways offices do, so that a report has something to show."""
    code = str(firms[3]["统一社会信用代码"])
    firms[3]["统一社会信用代码"] = code[:-1] + ("0" if code[-1] != "0" else "1")
    firms[7]["统一社会信用代码"] = "9.1330E+17"
    firms[11]["统一社会信用代码"] = str(firms[11]["统一社会信用代码"]).lower()
    firms[13]["员工人数"] = "约120"
    firms[17]["注册资本(万元)"] = "/"
    firms[19]["成立日期"] = "不详"
    bases[2]["平台级别"] = "国家队"
    people[5]["人才类别"] = "F类"
    projects[4]["立项日期"] = "年底前"
    projects[6]["项目状态"] = "搁置"
    projects[8]["财政拨款(万元)"] = "约100"


def _spoil_results(patents: list[Row], results: list[Row], contracts: list[Row]) -> None:
    code = str(patents[4]["申请号"])
    patents[4]["申请号"] = code[:-1] + ("0" if code[-1] != "0" else "1")
    results[3]["技术成熟度"] = "较高"
    contracts[5]["合同类别"] = "技术合伙"


if __name__ == "__main__":
    generate(int(next(iter(sys.argv[2:]), "1")), Path(sys.argv[1]))
