"""Tables of the domain's types come in under the headers that offices use, with their links."""

from __future__ import annotations

import pytest
from read_back import linked_names, nodes_by_name

TABLES = {
    "资质认定.csv": """认定名称,认定类别,认定级别,单位名称,生效日期,失效日期,证书编号
高新技术企业,高企,国家级,甲公司,2020-12-01,2023-11-30,GR202033000001
高新技术企业,高企,国家级,乙公司,2020-12-01,2023-11-30,GR202033000002
高新技术企业,高企,国家级,甲公司,2023-12-01,2026-11-30,GR202033000003
省级新型研发机构,新型研发机构,省级,丙研究院,2022,,
省级新型研发机构,新型研发机构,省级,丁研究院,2022,,
""",
    "人才认定.csv": """认定名称,认定类别,人才类别,人才目录,获认定人才,生效日期
高层次人才,人才认定,C类,2017版,张三,2021
高层次人才,人才认定,D类,2017版,李四,2021
""",
    "资金事件.csv": """资金事件名称,资金类型,金额(万元),日期,投资方,融资企业
A轮融资,风险投资,1000,2021-06,红基金,甲公司
A轮融资,风险投资,500,2021-06,红基金,乙公司
""",
    "名称记录.csv": """原名称,现名称,启用日期,停用日期
老厂,甲公司,1990,2001
老厂,乙公司,1985,1999
""",
    "技术合同.csv": """合同名称,合同登记编号,合同类别,合同成交额(万元),签订日期,买方,卖方,中介方,标的成果
阀门技术转让,HT1,专利许可,12,2021-05-01,甲公司,温州大学,戊中介,一种阀门
阀门技术许可,HT2,许可,3,2021-06-01,甲公司,温州大学,,一种阀门
""",
    "科技成果.csv": """成果名称,技术成熟度,创新链阶段,完成日期,完成单位,转化单位,转化方式,转化日期,落地区划,落地日期,服务环节
一种阀门,8,,2021-03,温州大学,甲公司,作价入股,2021-07,鹿城区,2021-08,阀门制造
""",
    "专利.csv": """专利名称,申请号,专利类型,申请日,申请人,专利权人,发明人
阀体,ZL201710601862.3,发明,2017-07-21,温州大学；甲公司,甲公司,张三
""",
    "产业链环节.csv": """环节名称,环节位置,环节顺序,所属产业链,链主企业,配套企业
阀门制造,中游,2,泵阀产业链,甲公司,乙公司；丙公司
阀门铸造,上游,1,泵阀产业链,,丙公司
""",
    "产业链.csv": "产业链名称,所属产业\n泵阀产业链,泵阀\n",
    "产业.csv": "产业名称,对应产业,产业分组,国民经济行业代码\n泵阀,泵阀,传统产业,C344；C3443\n",
    "产品.csv": "产品名称,所属环节,生产企业,下游产品\n铸件,阀门铸造,丙公司,闸阀\n闸阀,阀门制造,甲公司,\n",
    "技术.csv": "技术名称,是否卡脖子,应用产品\n精密铸造,是,铸件\n",
    "创新载体.csv": "载体名称,载体类别,载体级别,依托单位\n泵阀工程中心,省工程研究中心,省级,温州大学\n",
    "人才团队.csv": "团队名称,团队级别,引进单位,团队带头人\n铸造团队,市级,温州大学,张三\n",
}


@pytest.fixture
async def loaded(store, load):
    """The store after all tables; nobody says the types."""
    reports = {name: await load(name, text) for name, text in TABLES.items()}
    return store, reports


async def test_every_row_of_every_table_comes_in_without_an_issue(loaded):
    _, reports = loaded
    for name, report in reports.items():
        rows = TABLES[name].strip().count("\n")
        assert (report.total("read"), report.total("rejected")) == (rows, 0), name
        issues = [i for run in report.runs for i in run.issues]
        # The only word that is no kind of contract.
        assert [(i.code, i.value) for i in issues] == (
            [("UNKNOWN_TERM", "专利许可")] if name == "技术合同.csv" else []
        ), name


async def test_recognitions_of_one_name_are_told_apart_by_whom_and_since_when(loaded):
    store, reports = loaded
    granted = await linked_names(store, "Accreditation", "GRANTED_TO", "Organization")
    assert granted == {
        ("高新技术企业", "甲公司"),
        ("高新技术企业", "乙公司"),
        ("省级新型研发机构", "丙研究院"),
        ("省级新型研发机构", "丁研究院"),
    }
    counted = (await store.info()).nodes
    # Three certificates, two institutions, two people.
    assert counted["Accreditation"] == 7
    assert (counted["FundingEvent"], counted["NameRecord"]) == (2, 2)
    # Names that many share are no reason to doubt; people without a place are.
    for name in ("资质认定.csv", "资金事件.csv", "名称记录.csv"):
        assert sum(len(run.candidates) for run in reports[name].runs) == 0, name


async def test_links_of_the_domain_lead_where_the_columns_say(loaded):
    store, _ = loaded
    expected = {
        ("Achievement", "CONVERTED_BY", "Organization"): {("一种阀门", "甲公司")},
        ("Achievement", "LANDED_IN", "District"): {("一种阀门", "鹿城区")},
        ("Achievement", "ACHIEVEMENT_SERVES", "ChainSegment"): {("一种阀门", "阀门制造")},
        ("ChainSegment", "SEGMENT_OF", "IndustryChain"): {
            ("阀门制造", "泵阀产业链"),
            ("阀门铸造", "泵阀产业链"),
        },
        ("IndustryChain", "CHAIN_OF", "Industry"): {("泵阀产业链", "泵阀")},
        ("Product", "UPSTREAM_OF", "Product"): {("铸件", "闸阀")},
        ("Product", "PRODUCT_OF", "ChainSegment"): {("铸件", "阀门铸造"), ("闸阀", "阀门制造")},
        ("Technology", "USED_IN", "Product"): {("精密铸造", "铸件")},
        ("TalentTeam", "TEAM_OF", "Organization"): {("铸造团队", "温州大学")},
        ("NameRecord", "NAME_OF", "Organization"): {("老厂", "甲公司"), ("老厂", "乙公司")},
        ("TechnologyContract", "CONTRACT_FOR", "Achievement"): {
            ("阀门技术转让", "一种阀门"),
            ("阀门技术许可", "一种阀门"),
        },
    }
    for (source, link, target), pairs in expected.items():
        assert await linked_names(store, source, link, target) == pairs, link


async def test_values_of_the_domain_are_read(loaded):
    store, _ = loaded
    contracts = await nodes_by_name(store, "TechnologyContract", "kind", "amountMinor")
    # 12 and 3 times 10,000 yuan of 100 fen
    assert contracts["阀门技术转让"]["kind"] is None
    assert contracts["阀门技术许可"]["kind"] == "LICENCE"
    assert [c["amountMinor"] for c in contracts.values()] == [12_000_000, 3_000_000]
    patents = await nodes_by_name(store, "Patent", "kind", "applicationNumber")
    assert patents["阀体"]["kind"] == "INVENTION"
    assert patents["阀体"]["applicationNumber"] == "201710601862.3"
    industries = await nodes_by_name(store, "Industry", "term", "group", "gbCodes")
    assert [industries["泵阀"][k] for k in ("term", "group", "gbCodes")] == [
        *("PUMPS_AND_VALVES", "TRADITIONAL"),
        ("C344", "C3443"),
    ]
    carriers = await nodes_by_name(store, "Carrier", "kind")
    assert carriers["泵阀工程中心"]["kind"] == "ENG_RESEARCH_CENTER"


async def test_the_same_tables_again_change_nothing(loaded, load):
    store, _ = loaded
    before = await store.info()
    for name, text in TABLES.items():
        report = await load(name, text)
        assert report.total("created") == report.total("updated") == 0, name
    after = await store.info()
    assert (after.nodes, after.links) == (before.nodes, before.links)
