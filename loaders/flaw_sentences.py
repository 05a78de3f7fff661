"""What is said of a flaw and its remedy, in Chinese: the sentences of the code, translated."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["in_chinese"]

_HOLE: Final = re.compile(r"\{(,?)\}")
_SENTENCES: Final = (
    # Names, texts, lists
    ("{} is no name.", "“{0}”不是名称。"),
    ("Write the name, or leave the cell empty.", "请填写名称，没有则留空。"),
    ("{} may name others than {}, as which it was read.", "“{0}”可能还包含其他名称，目前按“{1}”读取。"),
    ("Separate names with ；, and write all of them.", "多个名称请用分号“；”隔开，并写全称。"),
    ("{} has no label in {}, where others have one: what it does was left open.", "“{1}”中的“{0}”没有标注，而其他名称有：其角色未填。"),
    ("Write the label behind each name, such as 温州大学（牵头）；正泰电器（参与）.", "请在每个名称后面标注，例如 温州大学（牵头）；正泰电器（参与）。"),
    ("{} is no label of {}; {} was left out.", "“{0}”不是“{1}”的可选标注，“{2}”没有读取。"),
    ("{} holds {} for {} names and was given to none of them.", "“{0}”有 {1} 个值，而名称有 {2} 个，没有分给任何一个。"),
    ("Write one value for each of them, in their order.", "请按名称的顺序，每个名称写一个值。"),
    ("{} are several values; the first was taken.", "“{0}”是多个值，只取第一个。"),
    ("Leave only one of them.", "请只保留一个值。"),
    ("The text has {} characters; here it may have {}.", "文字有 {0} 个字符，这里最多 {1} 个。"),
    ("Shorten it, or move it to a column for remarks.", "请缩短，或移到备注列。"),
    ("{} has a character that only its author's font can show.", "“{0}”含有只有原作者字体才能显示的字符。"),
    ("Write the character by its Unicode number, if it has one by now.", "如该字已有标准编码，请改用标准字。"),
    ("{} is neither yes nor no.", "“{0}”既不是“是”也不是“否”。"),
    ("Write 是 or 否.", "请填写“是”或“否”。"),
    ("{} is no value of {}.", "“{0}”不是“{1}”的可选值。"),
    ("Did you mean {,}?", "是否应为：{0}？"),
    ("Known are {,}.", "可选值：{0}。"),
    ("{} is no type of record.", "“{0}”不是已知的类型。"),
    ("The row names no {} ({}): neither a name nor a valid identifier.", "这一行没有写明是哪个“{1}”：既没有名称，也没有有效编码。"),
    ("Fill in {,}.", "请填写：{0}。"),
    # Rows, columns, cells
    ("The cell shows the error {}.", "单元格显示公式错误 {0}。"),
    ("Repair the formula.", "请改正公式。"),
    ("The cell holds a formula whose result was not saved.", "单元格里的公式没有保存计算结果。"),
    ("Open the workbook in Excel, let it calculate, and save it.", "请用 Excel 打开，计算后保存。"),
    ("The column is hidden; it was read like the others.", "这一列是隐藏的，与其他列一样读取了。"),
    ("The row is hidden, by hand or by a filter; it was read like the others.", "这一行被手工或筛选隐藏，与其他行一样读取了。"),
    ("Rows {} to {} are hidden, by hand or by a filter; they were read like the others.", "第 {0} 行到第 {1} 行被手工或筛选隐藏，与其他行一样读取了。"),
    ("{} more rows from row {} to {} are hidden, by hand or by a filter; they were read like the others.", "第 {1} 行到第 {2} 行之间还有 {0} 行被手工或筛选隐藏，与其他行一样读取了。"),
    ("{} hidden, by hand or by a filter; {} read like the others.", "有的行被手工或筛选隐藏，与其他行一样读取了。"),
    ("Delete what was not meant to be sent.", "如不应报送，请删除。"),
    ("Rows {} to {} are empty; they were counted as one.", "第 {0} 行到第 {1} 行是空的，只算作一行。"),
    ("Look whether what stands below them belongs to the table.", "请检查下面的内容是否属于这张表。"),
    ("The column holds values of the type {}, which stand in no table; it was not read.", "这一列的数据类型是 {0}，不能用作表格内容，没有读取。"),
    ("Export what it says as text, numbers or dates.", "请以文本、数字或日期导出。"),
    ("Delete it if it was not meant to be sent.", "如不应报送，请删除。"),
    ("The row cannot be read: {,}", "这一行无法读取：{0}"),
    ("it is no object.", "不是 JSON 对象。"),
    ("it is no object with named fields.", "不是带字段名的 JSON 对象。"),
    ("at character {} it is no JSON: {}.", "第 {0} 个字符处不是 JSON（{1}）。"),
    ("the field {} stands twice in one object.", "字段“{0}”在一个对象里出现了两次。"),
    ("two of its fields are called {}.", "有两个字段都叫“{0}”。"),
    ("it is nested more than {} levels deep.", "嵌套超过 {0} 层。"),
    ("it is nested too deeply.", "嵌套过深。"),
    ("its fields are nested more than {} levels deep.", "字段嵌套超过 {0} 层。"),
    ("two of its columns are called {}.", "有两列都叫“{0}”。"),
    ("it holds text that is not UTF-8.", "含有不是 UTF-8 编码的文字。"),
    ("it holds a text longer than {} characters.", "含有超过 {0} 个字符的文字。"),
    ("it holds a date that no calendar has.", "含有不存在的日期。"),
    ("it holds a time that no day has.", "含有不存在的时刻。"),
    ("its times are of the zone {}, which nobody knows.", "时区“{0}”不存在。"),
    ("it holds more than {} values; this is no row of a table.", "含有超过 {0} 个值，不是表格的一行。"),
    ("it holds half a character (a lone surrogate).", "含有不完整的字符。"),
    ("it holds a NUL character; the file is damaged, export it again.", "含有空字符，文件已损坏，请重新导出。"),
    ("Correct it and import the file again; the other rows were read.", "请改正后重新导入，其他行已读取。"),
    ("The row has {} cells, the header {}.", "这一行有 {0} 个单元格，表头只有 {1} 个。"),
    ("Look whether cells of this row are shifted.", "请检查这一行是否错位。"),
    ("A column {} was left out: {} has no such property, or an earlier column holds it.", "“{0}”这一列没有读取：没有这一属性，或前面已有相同含义的列。"),
    ("Rename the column if it holds something that the type has.", "如需要这一列，请修改列名。"),
    # Links
    ("{} names several records: {}. No link was made.", "“{0}”对应多条记录（{1}），没有建立关联。"),
    ("Give the identifier, or a name that only one of them has.", "请填写编码，或只属于其中一条的名称。"),
    ("{} names no record that is known.", "没有名为“{0}”的记录。"),
    ("Import the table that states it first, or correct the name.", "请先导入含有该记录的表，或改正名称。"),
    ("{} names {,}; the column adds nothing.", "“{0}”是{1}，没有重复建立关联。"),
    ("Leave the name out here, if it was not meant for another record.", "如果不是指另一条记录，请删去。"),
    # Dates and periods
    ("{} is not a date.", "“{0}”不是日期。"),
    ("{} is not a date of the Gregorian calendar.", "“{0}”不是公历日期。"),
    ("{} does not say the century.", "“{0}”没有写明世纪。"),
    ("{} may be January or October; only the year was taken.", "“{0}”可能是 1 月，也可能是 10 月，只取了年份。"),
    ("Write the month with two digits, such as 2021-10.", "月份请写两位数字，例如 2021-10。"),
    ("Write 2021, 2021-09 or 2021-09-03.", "请写成 2021、2021-09 或 2021-09-03。"),
    ("Write 2021, 2021-09 or 2021-09-03, all digits.", "请写全数字：2021、2021-09 或 2021-09-03。"),
    ("{} is a period where one date is expected.", "“{0}”是起止时间，这里应填一个日期。"),
    ("Name the column 起止年月, or write start and end into columns of their own.", "请将列名改为“起止年月”，或将起、止分成两列。"),
    ("{} is one date and no period.", "“{0}”只有一个日期，不是起止时间。"),
    ("{} is not a period.", "“{0}”不是起止时间。"),
    ("{} ends before it begins.", "“{0}”先后颠倒。"),
    ("Write both ends, such as 2018-01至2020-12.", "请写明起止，例如 2018-01至2020-12。"),
    # Numbers, money, totals
    ("{} is not a number.", "“{0}”不是数字。"),
    ("{} is a range.", "“{0}”是一个范围。"),
    ("{} is not exact.", "“{0}”不是确切的数字。"),
    ("{} is a share.", "“{0}”是比例。"),
    ("{} is not a whole number.", "“{0}”不是整数。"),
    ("{} is larger than a number can be.", "“{0}”超出了数字的范围。"),
    ("{} is larger than an amount can be.", "“{0}”超出了金额的范围。"),
    ("{} was shortened by a spreadsheet.", "“{0}”被表格软件缩写了。"),
    ("Write digits only, such as 1234.5.", "请只写数字，例如 1234.5。"),
    ("Write one number, such as 1234.5.", "请只写一个数字，例如 1234.5。"),
    ("Write the number itself.", "请写确切的数字。"),
    ("Write the number that it is a share of.", "请写绝对数，不写比例。"),
    ("Write it without a fraction.", "请写整数。"),
    ("Look whether a unit or a decimal point is missing.", "请检查是否缺了单位或小数点。"),
    ("Format the column as a number and save it again.", "请将该列设为数字格式，重新保存。"),
    ("Neither the header nor the cells say the unit of these amounts.", "表头和单元格都没有写明金额的单位。"),
    ("Name it in the header, such as 经费(万元).", "请在表头写明单位，例如 经费(万元)。"),
    ("The total {} cannot be compared: {,}.", "合计“{0}”无法核对：{1}。"),
    ("Write the sum of the rows above in their unit, in digits.", "请用数字填写上面各行之和，单位与各行一致。"),
    ("The total is in {}, the rows above are in {}.", "合计的币种是 {0}，上面各行是 {1}。"),
    ("{}: {} is written; {,}, {}, add up to {}; the difference is {}.", "{0}：合计写的是 {1}；{2}（{3} 行）之和为 {4}；相差 {5}。"),
    ("Look for rows that are missing or twice, and for values that were not taken.", "请检查是否有遗漏、重复的行或未读取的数值。"),
    # Identifiers
    ("Format the column as text and enter the identifier again.", "请将该列设为文本格式，重新填写编码。"),
    ("Format the column as text and enter it again.", "请将该列设为文本格式，重新填写。"),
    ("Compare it with the certificate and enter it again.", "请与证书核对后重新填写。"),
    ("Compare it with the certificate.", "请与证书核对。"),
    ("{} is a date, not an identifier.", "“{0}”是日期，不是编码。"),
    ("{} is no identifier.", "“{0}”不是编码。"),
    ("{} is a number whose last digits the spreadsheet lost.", "“{0}”的后几位数字已被表格软件丢失。"),
    ("{} was turned into a number; digits are lost.", "“{0}”被改成了数字，部分位数已丢失。"),
    ("{} is a date, which a spreadsheet may have made of an identifier.", "“{0}”是日期，可能是表格软件由编码改成的。"),
    ("{} is what a spreadsheet shows where a column is too narrow.", "“{0}”是列宽不够时的显示，不是编码。"),
    ("{} is a number of {} digits; zeros at its beginning may be lost.", "“{0}”是 {1} 位数字，开头的 0 可能已丢失。"),
    ("{} has {} digits; zeros at its beginning may be lost.", "“{0}”有 {1} 位数字，开头的 0 可能已丢失。"),
    ("{} was read as {}: with 0 for O and 1 for I its check digits are right.", "“{0}”已按“{1}”读取：O 改为 0、I 改为 1 后校验位正确。"),
    ("Write the digits 0 and 1 in it.", "请改用数字 0 和 1。"),
    ("{} has a wrong check digit.", "“{0}”的校验位不对。"),
    ("{} has wrong check digits.", "“{0}”的校验位不对。"),
    ("{} has {} digits, as registration numbers had before social credit codes.", "“{0}”有 {1} 位，是统一社会信用代码之前的工商注册号。"),
    ("Move it to a column 工商注册号 and enter the 18 characters of the code here.", "请移到“工商注册号”列，这里填写 18 位统一社会信用代码。"),
    ("{} is an organisation code, not a social credit code.", "“{0}”是组织机构代码，不是统一社会信用代码。"),
    ("Move it to a column 组织机构代码 and enter the 18 characters of the code here.", "请移到“组织机构代码”列，这里填写 18 位统一社会信用代码。"),
    ("{} is not a social credit code: 18 digits and capital letters without I O S V Z.", "“{0}”不是统一社会信用代码：应为 18 位数字和大写字母（不含 I、O、S、V、Z）。"),
    ("{} begins with {}, which no registering office gives.", "“{0}”以 {1} 开头，没有这种登记管理部门。"),
    ("{} is a social credit code, not an organisation code.", "“{0}”是统一社会信用代码，不是组织机构代码。"),
    ("{} is a social credit code, not a registration number.", "“{0}”是统一社会信用代码，不是工商注册号。"),
    ("Move it to a column {}.", "请移到“{0}”列。"),
    ("{} is not an organisation code: 8 digits or capital letters and a check digit.", "“{0}”不是组织机构代码：应为 8 位数字或大写字母加 1 位校验码。"),
    ("{} is not a registration number: 15 digits, or 13 in old ones.", "“{0}”不是工商注册号：应为 15 位数字，旧号 13 位。"),
    ("{} has 5 digits; the national code of a school has 10.", "“{0}”是 5 位，学校标识码应为 10 位。"),
    ("{} is not the national code of a school: 10 digits.", "“{0}”不是学校标识码：应为 10 位数字。"),
    ("{} has 10 digits; the code of a college has 5.", "“{0}”是 10 位，院校代码应为 5 位。"),
    ("{} is not the code of a college: 5 digits.", "“{0}”不是院校代码：应为 5 位数字。"),
    ("{} is not the code of a stock: 6 digits, or with the exchange: 00700.HK.", "“{0}”不是证券代码：应为 6 位数字，或带交易所，例如 00700.HK。"),
    ("{} is no number of a high-tech certificate: GR, the year, two digits of the province and six more.", "“{0}”不是高新技术企业证书编号：应为 GR、年份、2 位省份代码和 6 位序号。"),
    ("{} is no application number but the number of a publication.", "“{0}”是公开（公告）号，不是申请号。"),
    ("{} is no application number: 12 digits, or 8 before 2003, a dot and a check digit.", "“{0}”不是申请号：应为 12 位数字（2003 年以前 8 位）、小数点和校验位。"),
    ("{} has {} for the kind of patent, which is none of 1, 2, 3, 8, 9.", "“{0}”的专利类型是 {1}，应为 1、2、3、8、9 之一。"),
    ("{} is not {,}: 16 digits.", "“{0}”不是{1}：应为 16 位数字。"),
    ("{} is not a ROR id: 0, six letters or digits, two digits.", "“{0}”不是 ROR 编号：应为 0、6 位字母或数字、2 位数字。"),
    ("{} is not a Wikidata item: Q and a number.", "“{0}”不是 Wikidata 编号：应为 Q 加数字。"),
    ("{} is not an OpenAlex id: a letter such as I or A, and a number.", "“{0}”不是 OpenAlex 编号：应为一个字母（如 I、A）加数字。"),
    ("{} is not a DOI: 10., four to nine digits, a slash and a suffix.", "“{0}”不是 DOI：应为 10.、4 到 9 位数字、斜线和后缀。"),
    ("{} begins with {}, a kind of school or a province that is not listed.", "“{0}”以 {1} 开头，代码表中没有这种学校类别或省份。"),
    ("Compare it with the ministry's list of schools.", "请与教育部的学校名单核对。"),
    ("{} has {} for the province, which is not listed.", "“{0}”的省份代码 {1} 不在代码表中。"),
    # Industries and districts
    ("{} is no code of GB/T 4754: a letter A to T and two to four digits.", "“{0}”不是国民经济行业代码：应为 A 到 T 的字母和 2 到 4 位数字。"),
    ("{} begins with {}, a division that no edition of GB/T 4754 has.", "“{0}”以 {1} 开头，各版 GB/T 4754 都没有这个大类。"),
    ("Compare it with the classification.", "请与分类标准核对。"),
    ("{} contradicts itself: {} belongs to {,}.", "“{0}”自相矛盾：{1} 属于门类 {2}。"),
    ("{} is a code of the edition of {}; that of {} numbers it otherwise.", "“{0}”是 {1} 年版的代码，{2} 年版的编号不同。"),
    ("Write the code of the edition of {}.", "请填写 {0} 年版的代码。"),
    ("{} means other industries in other editions of GB/T 4754.", "“{0}”在各版 GB/T 4754 中含义不同。"),
    ("Write the letter before it: {,}.", "请在前面写明门类字母：{0}。"),
    ("{} is not the code of a district: six digits, or nine of a township.", "“{0}”不是区划代码：应为 6 位数字，乡镇（街道）为 9 位。"),
    ("Look the district up in the list of codes (GB/T 2260).", "请在区划代码表（GB/T 2260）中查找。"),
    ("{} is no code of a district that {} lists; it was kept as it is.", "“{0}”不在区划代码表（{1}）中，已原样保留。"),
    ("Compare it with the list of codes.", "请与代码表核对。"),
    ("{} is no district that the pack {} knows.", "“{0}”不是已知的行政区划。"),
    ("Write the district's full name or its code.", "请填写区划的全称或代码。"),
    ("{} is a functional zone, which is no district and may lie in several.", "“{0}”是功能区，不是行政区划，可能跨几个区划。"),
    ("Write the county, district or city that the place lies in.", "请填写所在的县（市、区）。"),
    ("{} was taken as {}: {} was made in {}, after {}.", "“{0}”已对应到“{1}”：{2}设立于 {3}，晚于 {4}。"),
    ("Write the district that the place belonged to at that time.", "请填写当时所属的区划。"),
    ("{} was taken as {}, which was {} until {}.", "“{0}”已对应到“{1}”（{3} 以前为{2}）。"),
    ("{} was taken as {}, once {}.", "“{0}”已对应到“{1}”（曾为{2}）。"),
    ("{} was taken as {}, {}.", "“{0}”已对应到“{1}”（{2}）。"),
    ("Write the present name or code.", "请填写现行名称或代码。"),
    ("{} was {} and is no longer listed; the last list with it is of {}.", "“{0}”曾是{1}，现已撤销，最后见于 {2} 年的代码表。"),
    ("Write the present code.", "请填写现行代码。"),
)  # fmt: skip
"""As the code writes them, and in Chinese. They have holes: ``{}`` for what the sender wrote, which
stays as it is, and ``{,}`` for words of the code's own and what it lists."""

_ADDED: Final = (
    ("{} Rows that have no value: {,}.", "{0}没有数值的行：{1}。"),
    ("{} Rows that could not be read: {,}.", "{0}未能读取的行：{1}。"),
)
"""Sentences that may stand after others; the last one first."""

_WORDS: Final = {
    "the record itself": "本记录自己",
    "a record that this row links already": "同一行已关联的记录",
    "the rows since the last subtotal": "上次小计以来的各行",
    "all rows": "所有行",
    "it is no number": "不是数字",
    "the rows above are in several currencies": "上面各行的币种不同",
    "an ORCID": " ORCID ",
    "an ISNI": " ISNI ",
}
_MORE: Final = re.compile(r"(?: and |,? ?)(\d+) more$")


class _Pattern(NamedTuple):
    """A sentence with holes.

    Attributes
    ----------
    piece : str
        Its longest piece without a hole: what lacks that is another sentence.
    form : Pattern
    own : tuple of bool
        Of each hole whether the code's own words fill it.
    chinese : str
    """

    piece: str
    form: re.Pattern[str]
    own: tuple[bool, ...]
    chinese: str

    def said(self, *filled: str) -> str:
        """The sentence in Chinese."""
        holes = zip(filled, self.own, strict=True)
        return self.chinese.format(*(_word(text) if own else text for text, own in holes))


def in_chinese(sentence: str) -> str:
    """Translate a sentence about a flaw; empty if there is no translation.

    Examples
    --------
    >>> in_chinese("someday is not a date."), in_chinese("No such sentence.")
    ('“someday”不是日期。', '')
    """
    told = _whole().get(sentence)
    if told is not None:
        return told
    for pattern in _added():
        found = _found(pattern, sentence)
        before = in_chinese(found[1]) if found else ""
        if found and before:
            return pattern.said(before, *found.groups()[1:])
    for pattern in _with_holes():
        found = _found(pattern, sentence)
        if found:
            return pattern.said(*found.groups())
    return ""


def _found(pattern: _Pattern, sentence: str) -> re.Match[str] | None:
    return pattern.form.fullmatch(sentence) if pattern.piece in sentence else None


@lru_cache(maxsize=1)
def _whole() -> dict[str, str]:
    return {english: chinese for english, chinese in _SENTENCES if not _HOLE.search(english)}


@lru_cache(maxsize=1)
def _with_holes() -> list[_Pattern]:
    """Those that leave the least open come first."""
    pairs = [pair for pair in _SENTENCES if _HOLE.search(pair[0])]
    return [_pattern(*pair) for pair in sorted(pairs, key=lambda pair: -len(pair[0]))]


@lru_cache(maxsize=1)
def _added() -> list[_Pattern]:
    return [_pattern(*pair) for pair in _ADDED]


def _pattern(english: str, chinese: str) -> _Pattern:
    pieces = _HOLE.split(english)
    pieces, own = pieces[::2], tuple(map(bool, pieces[1::2]))
    form = re.compile("(.+?)".join(map(re.escape, pieces)), re.DOTALL)
    return _Pattern(max(pieces, key=len), form, own, chinese)


def _word(text: str) -> str:
    """What the code says in a hole, in Chinese."""
    known = _WORDS.get(text) or in_chinese(text)
    return known or _MORE.sub(r" 等，另有 \1 项", text.replace(" or ", " 或 "))
