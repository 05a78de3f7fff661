"""A workbook as an office has it, part by part: what no library for tables writes is in it too."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SHEET = "xl/worksheets/sheet1.xml"
LAST_ROW = 51
"""Rows 2 to 41 are bad in turn in B (成立日期) and C (注册资本); the others are good."""
BAD_CELLS = tuple(f"{'BC'[row % 2]}{row}" for row in range(2, 42))

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_KINDS = "application/vnd.openxmlformats-officedocument."
_HEADERS = ("企业名称", "成立日期", "注册资本(万元)", "员工人数", "地址")


def office_parts() -> dict[str, bytes]:
    """A chart, an image, a pivot, merges, two conditional formats, formulas, 40 bad cells, ..."""
    cells = _Cells()
    rows = "".join(_row(n, cells) for n in range(1, LAST_ROW + 1))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("worksheet", "worksheets/sheet2.xml"),
            ("worksheet", "worksheets/sheet3.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ),
        "xl/styles.xml": _STYLES,
        SHEET: _SHEET.format(rows=rows),
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            ("drawing", "../drawings/drawing1.xml"), ("printerSettings", "../printer1.bin")
        ),
        "xl/printer1.bin": "\x01\x02\x03",
        "xl/worksheets/sheet2.xml": _PIVOT_SHEET,
        "xl/worksheets/_rels/sheet2.xml.rels": _relations(
            ("pivotTable", "../pivotTables/pivotTable1.xml")
        ),
        "xl/worksheets/sheet3.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1">'
        "<v>44197</v></c></row></sheetData></worksheet>",
        "xl/sharedStrings.xml": cells.shared(),
        "xl/drawings/drawing1.xml": _DRAWING,
        "xl/drawings/_rels/drawing1.xml.rels": _relations(
            ("chart", "../charts/chart1.xml"), ("image", "../media/image1.png")
        ),
        "xl/charts/chart1.xml": _CHART,
        "xl/media/image1.png": _png(),
        "xl/pivotCache/pivotCacheDefinition1.xml": _pivot_cache(),
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": _relations(
            ("pivotCacheRecords", "pivotCacheRecords1.xml")
        ),
        "xl/pivotCache/pivotCacheRecords1.xml": _pivot_records(),
        "xl/pivotTables/pivotTable1.xml": _PIVOT_TABLE,
        "xl/pivotTables/_rels/pivotTable1.xml.rels": _relations(
            ("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
        ),
    }
    return {
        name: part
        if isinstance(part, bytes)
        else ((_HEAD if name.endswith((".xml", ".rels")) else "") + part).encode()
        for name, part in parts.items()
    }


def write_package(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def read_package(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replaced(parts: Mapping[str, bytes], name: str, *pairs: tuple[str, str]) -> dict[str, bytes]:
    """The parts with something else in one of them; each text must stand there."""
    text = parts[name].decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return {**parts, name: text.encode()}


def with_part(
    parts: Mapping[str, bytes], name: str, content: str | bytes, kind: str = ""
) -> dict[str, bytes]:
    """The parts and one more, of a kind of content."""
    added = dict(parts)
    if kind:
        override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
        added = replaced(added, "[Content_Types].xml", ("</Types>", override))
    added[name] = content if isinstance(content, bytes) else content.encode()
    return added


def with_relation(
    parts: Mapping[str, bytes], owner: str, id_: str, kind: str, target: str
) -> dict[str, bytes]:
    told = f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/></Relationships>'
    return replaced(parts, owner, ("</Relationships>", told))


class _Cells:
    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def text(self, name: str, words: str, style: int) -> str:
        number = self._texts.setdefault(words, len(self._texts))
        return f'<c r="{name}" s="{style}" t="s"><v>{number}</v></c>'

    def shared(self) -> str:
        items = "".join(f"<si><t>{words}</t></si>" for words in self._texts)
        return f'<sst xmlns="{MAIN}" uniqueCount="{len(self._texts)}">{items}</sst>'


def _row(number: int, cells: _Cells) -> str:
    if number == 1:
        inside = "".join(
            cells.text(f"{letter}1", words, 1)
            for letter, words in zip("ABCDE", _HEADERS, strict=True)
        )
        return f'<row r="1" spans="1:5" ht="24" customHeight="1">{inside}</row>'
    bad = f"{'BC'[number % 2]}{number}" in BAD_CELLS
    date = (
        cells.text(f"B{number}", "不详待查", 3)
        if bad and number % 2 == 0
        else f'<c r="B{number}" s="2"><v>{42000 + number}</v></c>'
    )
    capital = (
        cells.text(f"C{number}", "若干", 4)
        if bad and number % 2
        else f'<c r="C{number}" s="4"><v>{number}.5</v></c>'
    )
    return (
        f'<row r="{number}" spans="1:5">{cells.text(f"A{number}", f"示例{number}有限公司", 0)}'
        f'{date}{capital}<c r="D{number}"><f>ROW()*10</f><v>{number * 10}</v></c></row>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _content_types() -> str:
    kinds = {
        "/xl/workbook.xml": "spreadsheetml.sheet.main",
        "/xl/styles.xml": "spreadsheetml.styles",
        "/xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
        "/xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
        "/xl/worksheets/sheet2.xml": "spreadsheetml.worksheet",
        "/xl/worksheets/sheet3.xml": "spreadsheetml.worksheet",
        "/xl/drawings/drawing1.xml": "drawing",
        "/xl/charts/chart1.xml": "drawingml.chart",
        "/xl/pivotCache/pivotCacheDefinition1.xml": "spreadsheetml.pivotCacheDefinition",
        "/xl/pivotCache/pivotCacheRecords1.xml": "spreadsheetml.pivotCacheRecords",
        "/xl/pivotTables/pivotTable1.xml": "spreadsheetml.pivotTable",
    }
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_KINDS}{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin"'
        f' ContentType="{_KINDS}spreadsheetml.printerSettings"/><Default Extension="png"'
        ' ContentType="image/png"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _png(width: int = 48, height: int = 32) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + b"\x20\x60\xc0" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _pivot_cache() -> str:
    names = "".join(f'<s v="示例{n}有限公司"/>' for n in range(2, LAST_ROW + 1))
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedVersion="3"'
        f' recordCount="{LAST_ROW - 1}"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:D{LAST_ROW}" sheet="名录"/></cacheSource><cacheFields count="4">'
        f'<cacheField name="企业名称" numFmtId="0"><sharedItems count="{LAST_ROW - 1}">{names}'
        '</sharedItems></cacheField><cacheField name="成立日期" numFmtId="0"><sharedItems/>'
        '</cacheField><cacheField name="注册资本(万元)" numFmtId="0"><sharedItems/></cacheField>'
        '<cacheField name="员工人数" numFmtId="0"><sharedItems containsSemiMixedTypes="0"'
        ' containsString="0" containsNumber="1" containsInteger="1"/></cacheField></cacheFields>'
        "</pivotCacheDefinition>"
    )


def _pivot_records() -> str:
    records = "".join(
        f'<r><x v="{n - 2}"/><s v=""/><s v=""/><n v="{n * 10}"/></r>'
        for n in range(2, LAST_ROW + 1)
    )
    return f'<pivotCacheRecords xmlns="{MAIN}" count="{LAST_ROW - 1}">{records}</pivotCacheRecords>'


_WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><bookViews><workbookView/>'
    '</bookViews><sheets><sheet name="名录" sheetId="1" r:id="rId1"/>'
    '<sheet name="透视" sheetId="4" r:id="rId2"/>'
    '<sheet name="底稿" sheetId="7" state="hidden" r:id="rId3"/></sheets><definedNames>'
    '<definedName name="_xlnm.Print_Titles" localSheetId="0">名录!$1:$1</definedName>'
    f'<definedName name="人数">名录!$D$2:$D${LAST_ROW}</definedName></definedNames>'
    '<calcPr calcId="191029"/><pivotCaches><pivotCache cacheId="9" r:id="rId6"/></pivotCaches>'
    "</workbook>"
)
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164"'
    ' formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><fonts count="2">'
    '<font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="12"/><name val="黑体"/></font>'
    '</fonts><fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFE2EFDA"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"'
    ' applyAlignment="1" applyProtection="1"><alignment horizontal="right"/>'
    '<protection locked="0"/></xf>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs></styleSheet>'
)
_SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
    f'<dimension ref="A1:E{LAST_ROW}"/><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    '</sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
    '<cols><col min="1" max="1" width="22" customWidth="1"/><col min="2" max="3" width="16"'
    ' customWidth="1"/></cols><sheetData>{rows}</sheetData>'
    '<mergeCells count="2"><mergeCell ref="E2:E5"/><mergeCell ref="E10:E12"/></mergeCells>'
    '<conditionalFormatting sqref="C2:C51"><cfRule type="cellIs" dxfId="0" priority="1"'
    ' operator="greaterThan"><formula>20</formula></cfRule></conditionalFormatting>'
    '<conditionalFormatting sqref="D2:D51"><cfRule type="dataBar" priority="2"><dataBar>'
    '<cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule>'
    '</conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1"'
    ' sqref="E2:E51"><formula1>"甲,乙"</formula1></dataValidation></dataValidations>'
    '<hyperlinks><hyperlink ref="A2" location="透视!A1"/></hyperlinks>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" r:id="rId2"/><drawing r:id="rId1"/>'
    '<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"/></extLst></worksheet>'
)
_PIVOT_SHEET = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="3"><c r="A3" t="inlineStr"><is><t>行标签</t></is>'
    '</c><c r="B3" t="inlineStr"><is><t>人数合计</t></is></c></row><row r="4"><c r="A4"'
    ' t="inlineStr"><is><t>总计</t></is></c><c r="B4"><v>13250</v></c></row></sheetData></worksheet>'
)
_PIVOT_TABLE = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="透视表1" cacheId="9" dataCaption="值">'
    '<location ref="A3:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
    f'<pivotFields count="4"><pivotField axis="axisRow" showAll="0"><items count="{LAST_ROW}">'
    + "".join(f'<item x="{n}"/>' for n in range(LAST_ROW - 1))
    + '<item t="default"/></items></pivotField><pivotField showAll="0"/><pivotField showAll="0"/>'
    '<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/>'
    '</rowFields><rowItems count="1"><i t="grand"><x/></i></rowItems><colItems count="1"><i/>'
    '</colItems><dataFields count="1"><dataField name="人数合计" fld="3" baseField="0" baseItem="0"/>'
    "</dataFields></pivotTableDefinition>"
)
_ANCHOR = (
    "<xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{2}</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>{3}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
)
_DRAWING_NAMES = "http://schemas.openxmlformats.org/drawingml/2006"
_DRAWING = (
    f'<xdr:wsDr xmlns:xdr="{_DRAWING_NAMES}/spreadsheetDrawing" xmlns:a="{_DRAWING_NAMES}/main"'
    f' xmlns:r="{OFFICE}"><xdr:twoCellAnchor>{_ANCHOR.format(6, 1, 12, 16)}'
    '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="图表 1"/>'
    '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/>'
    f'<a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="{_DRAWING_NAMES}/chart">'
    f'<c:chart xmlns:c="{_DRAWING_NAMES}/chart" r:id="rId1"/></a:graphicData></a:graphic>'
    "</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor><xdr:twoCellAnchor>"
    f'{_ANCHOR.format(6, 18, 9, 24)}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="图片 2"/>'
    '<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/>'
    '</a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    "</xdr:pic><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
_CHART = (
    f'<c:chartSpace xmlns:c="{_DRAWING_NAMES}/chart" xmlns:a="{_DRAWING_NAMES}/main"><c:chart>'
    '<c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser>'
    '<c:idx val="0"/><c:order val="0"/><c:spPr><a:solidFill><a:srgbClr val="4472C4"/></a:solidFill>'
    "</c:spPr><c:val><c:numRef>"
    f"<c:f>名录!$D$2:$D${LAST_ROW}</c:f></c:numRef></c:val></c:ser>"
    '<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling/>'
    '<c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx>'
    '<c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/>'
    "</c:valAx></c:plotArea></c:chart></c:chartSpace>"
)
