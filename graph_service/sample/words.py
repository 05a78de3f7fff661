"""Invented names. Brands pair characters that no firm pairs; people bear just such given names."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BRAND_FIRST",
    "BRAND_SECOND",
    "FUNDERS",
    "GIVEN",
    "INDUSTRIES",
    "INSTITUTES",
    "OUTSIDE_FIRM",
    "PLATFORM_KINDS",
    "STRANGERS",
    "SURNAMES",
    "TOPICS",
    "UNIVERSITIES",
]

BRAND_FIRST: Final = "澍昉晞琰岫洄渌沄泠翊珩鸢鹮麂榉槭楸"
BRAND_SECOND: Final = "砚筏笺篁簌舫舲艋苕荇荻菡萸蓼蕤藜蘅虬蜃"

INDUSTRIES: Final = {
    "电气": (("电气",), ("电器", "开关", "断路器", "成套设备")),
    "鞋业": (("鞋业", "制鞋"), ("鞋业", "鞋材", "鞋机")),
    "服装": (("服装",), ("服饰", "制衣")),
    "汽车零部件": (("汽车零部件", "汽摩配"), ("汽车部件", "汽摩配件", "底盘系统")),
    "泵阀": (("泵阀",), ("阀门", "泵业", "流体控制")),
    "数字经济": (("数字经济",), ("软件", "数据", "物联网")),
    "智能装备": (("智能装备", "高端装备"), ("智能装备", "机器人", "自动化")),
    "生命健康": (("生命健康", "大健康"), ("生物", "医疗器械", "药业")),
    "新能源智能网联汽车": (("新能源智能网联汽车", "新能源汽车"), ("电驱", "车载电子", "电池")),
    "新材料": (("新材料",), ("新材料", "复合材料", "高分子")),
    "眼视光": (("眼视光",), ("眼镜", "光学")),
    "智能锁具": (("智能锁具",), ("智能锁", "锁业")),
    "印包装备": (("印包装备",), ("印刷机械", "包装设备")),
}
"""Industry: how offices spell it, and products in the names of its firms."""

UNIVERSITIES: Final = (
    ("澜屿大学", "澜大", "鹿城区", ""),
    ("岫岩湾理工大学", "岫理工", "瓯海区", ""),
    ("雁汀医科大学", "雁医大", "瓯海区", ""),
    ("括荻职业技术学院", "括荻职院", "乐清市", ""),
    ("楠筏师范学院", "楠师院", "瑞安市", ""),
    ("沄江大学", "沄大", "", "985、211、双一流"),
    ("霁川科技大学", "霁川科大", "", "双一流"),
    ("翊华大学", "翊大", "", "985、211、双一流"),
    ("洄洲工业大学", "洄工大", "", "211、双一流"),
)
"""Name, short name, district (none outside the city), national programmes."""

INSTITUTES: Final = (
    ("泠溪先进材料研究所", "泠溪材料所", "龙湾区"),
    ("渌汀生命健康研究所", "渌汀健康所", "瓯海区"),
    ("晞湾海洋技术研究所", "晞湾海洋所", "洞头区"),
    ("沄江精密仪器研究所", "沄江仪器所", ""),
    ("翊华自动化研究所", "翊华自动化所", ""),
    ("鸢台能源技术研究所", "鸢台能源所", ""),
)
"""Name, short name, district (none outside the city)."""

STRANGERS: Final = (
    "杭州岫舲检测技术有限公司",
    "上海昉蜃工业设计有限公司",
    "宁波鹮艋模具有限公司",
    "深圳渌荇传感技术有限公司",
    "苏州珩蕤半导体有限公司",
    "麂岛标准化协会",
)
"""Organisations that projects name and no register lists."""

OUTSIDE_FIRM: Final = "苏州珩蕤半导体有限公司"
"""One of the strangers, of which a table of a chain says that it is an enterprise."""

FUNDERS: Final = (
    ("温州岫岩湾科技创新资金管理中心", "财政资助"),
    ("瓯渌江科技专项资金办公室", "财政资助"),
    ("洄江商业银行温州分行", "贷款"),
    ("岫海农商银行", "贷款"),
    ("澍昉创业投资有限公司", "股权投资"),
    ("温州翊珩股权投资中心", "股权投资"),
    ("瓯岫产业母基金", "产业基金"),
    ("沄江财产保险公司温州中心", "科技保险"),
)
"""Invented givers of money that no register lists, and what they mainly give."""

PLATFORM_KINDS: Final = (
    ("战略平台", "实验室", "实验室"),
    ("科研平台", "研究院", "研究院"),
    ("科研平台", "重点实验室", "重点实验室"),
    ("孵化平台", "科技企业孵化器", "孵化器"),
    ("孵化平台", "众创空间", "众创空间"),
    ("产业平台", "产业创新服务综合体", "综合体"),
    ("产业平台", "制造业创新中心", "创新中心"),
)
"""Sub-system of platforms, end of the name, end of the short name."""

SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高郑叶项潘金谢蔡戴夏"
GIVEN: Final = BRAND_FIRST + BRAND_SECOND

TOPICS: Final = {
    "关键技术研究": "应用研究",
    "核心部件攻关": "技术攻关",
    "成套装备研制": "技术攻关",
    "中试工艺开发": "中试",
    "可靠性评价方法研究": "应用研究",
    "产业化应用示范": "产业化",
    "质量检测平台建设": "应用研究",
    "基础理论研究": "基础研究",
}
"""What projects are about, and the stage of the innovation chain."""
