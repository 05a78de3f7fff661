"""Names: which spellings are one name, and which cells are several."""

from __future__ import annotations

import pytest

from loaders.names import core_name, match_key
from loaders.several import split_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华北电力大学(北京)", "华北电力大学（北京）"),
        ("华北电力大学【北京】", "华北电力大学 (北京)"),
        ("北京工商大学　商学院", "北京工商大学商学院"),
        ("中国航发北京航空材料研究\n院", "中国航发北京航空材料研究院"),
        ("ＬＭ艾瑞克生（ＰＵＢＬ）电话公司", "LM艾瑞克生(publ)电话公司"),
        ("University of  Plymouth ", "UNIVERSITY OF PLYMOUTH"),
        ("温州\u200b大学", "温州大学"),
    ],
)
def test_spellings_of_one_name_agree(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华北电力大学（北京）", "华北电力大学（保定）"),
        ("温州大学", "温州大学瓯江学院"),
        ("浙江大学", "浙江大学温州研究院"),
        ("OPEN UNIVERSITY", "OPENUNIVERSITY"),
    ],
)
def test_different_names_stay_different(one, other):
    assert match_key(one) != match_key(other)


def test_a_legal_form_is_no_part_of_the_core():
    assert core_name(match_key("浙江正泰电器股份有限公司")) == match_key("浙江正泰电器")
    assert core_name(match_key("Acme, Ltd.")) == "acme"
    assert core_name("公司") == "公司"


@pytest.mark.parametrize(
    ("cell", "names", "doubtful"),
    [
        (
            "温州大学、浙江大学温州研究院；正泰电器",
            ("温州大学", "浙江大学温州研究院", "正泰电器"),
            False,
        ),
        ("山东大学宗教、科学与社会问题研究所", ("山东大学宗教、科学与社会问题研究所",), True),
        ("张三、李四\n王五", ("张三", "李四", "王五"), False),
        ("温州大学；温州大学; ", ("温州大学",), False),
        ("Acme, Ltd; Other plc", ("Acme, Ltd", "Other plc"), False),
    ],
)
def test_cells_of_several_names(cell, names, doubtful):
    assert split_names(cell) == (names, doubtful)


def test_very_long_names_are_told_apart_by_a_short_key():
    one, other = "名" * 5_000, "名" * 4_999 + "字"

    assert match_key(one) == match_key(f" {one} ")
    assert match_key(one) != match_key(other)
    assert len(match_key(one).encode()) < 1_000
