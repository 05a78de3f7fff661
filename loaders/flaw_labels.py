"""What each kind of flaw is called by people, in Chinese."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["FLAW_LABELS", "FlawLabel", "label_of"]


class FlawLabel(NamedTuple):
    """A kind of flaw for people.

    Attributes
    ----------
    problem, remedy : str
        What is wrong, and what to do.
    """

    problem: str
    remedy: str


FLAW_LABELS: Final = {
    code: FlawLabel(problem, remedy)
    for code, problem, remedy in (
        ("AMBIGUOUS_LIST", "含顿号，不能确定是一个名称还是几个，按一个处理。", "多个名称请用分号“；”隔开。"),
        ("AMBIGUOUS_MONTH", "月份不明确：.1 可能是 1 月，也可能是 10 月，只取了年份。", "请写成 2021-01 或 2021-10。"),
        ("AMBIGUOUS_NAME", "名称对应多条记录，没有建立关联。", "请填写编码，或只属于其中一条的名称。"),
        ("AUTOFILL_RUN", "这一列从本行起逐行加一，像是拖动填充造成的，这些值没有读取。", "请逐行填写原值；按住 Ctrl 拖动是复制。"),
        ("BAD_BOOLEAN", "不是“是”或“否”，没有读取。", "请填写“是”或“否”。"),
        ("BAD_DATE", "不是可识别的日期，没有读取。", "请写成 2021、2021-09 或 2021-09-03。"),
        ("BAD_NAME", "不是有效的名称，没有读取。", "请填写名称，没有则留空。"),
        ("BAD_NUMBER", "不是可识别的数字或金额，没有读取。", "请只写数字，例如 1234.5。"),
        ("BAD_PERIOD", "起止时间不可识别或先后颠倒。", "请写成 2018-01 至 2020-12，先起后止。"),
        ("BLANK_ROWS", "这里有大量空行，按一行计。", "请检查空行之后的内容是否属于本表。"),
        ("CELL_ERROR", "单元格显示的是公式错误，没有读取。", "请改正公式。"),
        ("CONTRADICTION", "同一记录（或同一关联）在不同行的内容不一致，只取了一个。", "请更正其中一行，或将其中一格留空。"),
        ("DAMAGED_ROW", "这一行无法读取。", "请改正后重新导入，其他行已读取。"),
        ("EXTRA_CELLS", "这一行的单元格多于表头。", "请检查这一行是否错位。"),
        ("FILE_NOT_READ", "整个文件没有读取，原因见英文说明。", "请按英文说明改正后重新导入。"),
        ("FORGOTTEN", "内容已被要求删除（遗忘），没有导入。", "请从表中删去。"),
        ("FORMULA_WITHOUT_VALUE", "公式没有保存计算结果，没有读取。", "请用 Excel 打开，计算后保存。"),
        ("HIDDEN_COLUMN", "这一列是隐藏的，仍照常读取。", "如不应报送，请删除。"),
        ("HIDDEN_ROW", "这里的行是隐藏的，仍照常读取。", "如不应报送，请删除。"),
        ("ID_DAMAGED", "编码已损坏（可能被 Excel 改成数字或日期），没有读取。", "请将该列设为文本格式，重新填写编码。"),
        ("ID_INVALID", "编码格式或校验位不对，没有读取。", "请与证书核对后重新填写。"),
        ("ID_REPAIRED", "编码中的字母与数字形近，已按校验位更正。", "请核对更正后的编码。"),
        ("NO_IDENTITY", "这一行没有名称，也没有有效编码，整行没有导入。", "请填写名称或编码。"),
        ("NO_LABEL", "同一单元格内其他名称标明了角色，此名称没有，角色留空。", "请在每个名称后注明角色，如“甲大学（牵头）；乙公司（参与）”。"),
        ("PUA_CHAR", "含有非标准字符（造字），已原样保留。", "如该字已有标准编码，请改用标准字。"),
        ("ROW_SHIFTED", "这一行的单元格像是错开了一列，不合本列的值没有读取。", "请将单元格移回原来的列，重新导入。"),
        ("SEVERAL_VALUES", "填写了多个值，只取第一个。", "请只保留一个值。"),
        ("SUPERFLUOUS_LINK", "指向本记录自己，或同一行已关联过，没有重复建立。", "如果不是指另一条记录，请删去。"),
        ("TOO_LONG", "文字过长，没有读取。", "请缩短。"),
        ("TOTAL_MISMATCH", "合计与各行之和不一致。", "请检查是否有遗漏、重复的行或未读取的数值。"),
        ("TOTAL_UNCHECKED", "合计无法核对。", "请用数字填写，单位与上面各行一致。"),
        ("UNEVEN_LIST", "值的个数与名称的个数不一致，没有分配。", "请按名称的顺序逐一填写，一个名称一个值。"),
        ("UNIT_MISSING", "金额没有单位，整列没有读取。", "请在表头写明单位，例如 经费(万元)。"),
        ("UNKNOWN_CODE", "编码格式正确，但不在已知的代码表中，已保留。", "请与代码表核对。"),
        ("UNKNOWN_COLUMN", "不认识这一列，或前面已有相同含义的列，没有读取。", "如需要这一列，请修改列名。"),
        ("UNREADABLE_COLUMN", "这一列的数据类型不能用作表格内容，没有读取。", "请以文本、数字或日期导出。"),
        ("DISTRICT_RENAMED", "这是曾用的区划名称或代码，已对应到当时的区划。", "请核对，并改用现行名称或代码。"),
        ("DISTRICT_ZONE", "这是功能区，不是县级区划。", "如已知所在县（市、区），请填写其全称或代码。"),
        ("UNKNOWN_DISTRICT", "不是已知的行政区划。", "请填写区划的全称或代码。"),
        ("UNKNOWN_REFERENCE", "名称没有对应的记录，没有建立关联。", "请先导入含有该记录的表，或改正名称。"),
        ("UNKNOWN_TERM", "不在可选值之中，没有读取。", "请从可选值中选一项（见详细说明）。"),
        ("UNKNOWN_TYPE", "不是已知的类型。", "请从可选类型中选一项（见详细说明）。"),
    )
}  # fmt: skip
"""By code: one for every code that is raised."""

_OTHER: Final = FlawLabel("这里的内容有问题。", "请看详细说明。")


def label_of(code: str) -> FlawLabel:
    """What a kind of flaw is called; a sentence that sends on where there is none."""
    return FLAW_LABELS.get(code, _OTHER)
