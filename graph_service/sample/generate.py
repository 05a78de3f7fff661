"""Making the sample: ``python -m graph_service.sample.generate FOLDER [SEED]``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Final

from graph_service.sample import SAMPLE_FILES
from graph_service.sample.bodies import (
    Body,
    Row,
    district_rows,
    enterprises,
    institutions,
    platforms,
    talents,
)
from graph_service.sample.projects import Ecosystem, plan_projects
from graph_service.sample.tables import write_csv, write_xlsx
from schema.packs import load_pack

__all__ = ["generate"]

_LEAST_SCALE: Final = 0.2
_NOTE: Final = """示例数据说明

本文件夹中的区县是真实的；机构、人员、项目、代码和金额全部为虚构，仅供演示，不代表任何真实单位或个人。
数据截至2023年12月31日。planted.json列出有意安排的产学研联系薄弱的平台及其原因。

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
    world = Ecosystem(random, academic, firms, bases, _people(people, [*academic, *bases, *firms]))
    plan_projects(world, max(1, round(4 * scale)), round(600 * scale))
    world.rows.sort(key=lambda row: str(row["项目编号"]))
    total = sum(float(str(row["总经费(万元)"])) for row in world.rows)
    firm_rows = [firm.row for firm in firms]
    base_rows = [base.row for base in bases]
    by_firm = {firm.name for firm in firms}
    _spoil(firm_rows, base_rows, people, [r for r in world.rows if r["牵头单位"] in by_firm])
    folder.mkdir(parents=True, exist_ok=True)
    districts, schools, register, overview, staff, projects = (
        folder / file.name for file in SAMPLE_FILES
    )
    write_csv(districts, district_rows(pack), "gb18030")
    write_xlsx(
        schools,
        {
            "高校": [b.row for b in academic if b.kind == "University"],
            "科研院所": [b.row for b in academic if b.kind == "ResearchInstitute"],
        },
        [["高校和科研院所名单（示例数据，机构均为虚构）"]],
    )
    write_csv(register, firm_rows, "utf-8-sig")
    title = ["温州市2023年创新平台一览表（示例数据，机构均为虚构）"]
    write_xlsx(overview, {"创新平台": base_rows}, [title, [], ["填报单位：示例", "", "2023年12月"]])
    write_xlsx(staff, {"人才": people}, [["高层次人才名单（示例数据，人员均为虚构）"]])
    footer = ["合计" if h == "项目编号" else "" for h in world.rows[0]]
    footer[list(world.rows[0]).index("总经费(万元)")] = f"{total:.2f}"
    write_csv(projects, world.rows, "utf-8", footer)
    (folder / "说明.txt").write_text(_NOTE, encoding="utf-8")
    planted = json.dumps([asdict(p) for p in world.planted], ensure_ascii=False, indent=1)
    (folder / "planted.json").write_text(planted + "\n", encoding="utf-8")


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
    projects[4]["立项日期"] = "待定"
    projects[6]["项目状态"] = "搁置"
    projects[8]["财政拨款(万元)"] = "约100"


if __name__ == "__main__":
    generate(int(next(iter(sys.argv[2:]), "1")), Path(sys.argv[1]))
