"""A table as an XLSX file, in pieces as its rows come: of one sheet, with a row on top that stays.

By our own hand: openpyxl takes 14 s of a processor for twenty thousand rows, and gives nothing away before
the last. It reads what is written here (tests).
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

ZERO = datetime(1899, 12, 30)  # a spreadsheet counts days from here
PIECE = 500  # rows
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KINDS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KINDS}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Style 1 is a moment; the fills and borders are what a spreadsheet program insists on.
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}


class _Pipe:
    """What the ZIP writes is taken away at once."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing below to flush to."""

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def xlsx(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]], widths: Sequence[int]
) -> Iterator[bytes]:
    """`rows` hold text (`kit.safe_cells` went over it), whole numbers, moments without a zone, and None."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, words in PARTS.items():
            archive.writestr(part, HEAD + words)
        archive.writestr("xl/workbook.xml", HEAD + _workbook(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((HEAD + _before(widths)).encode())
            waiting: list[str] = []
            for number, row in enumerate(chain([header], rows), start=1):
                waiting.append(_row(number, row))
                if len(waiting) == PIECE:
                    sheet.write("".join(waiting).encode())
                    waiting.clear()
                    yield pipe.take()
            sheet.write(("".join(waiting) + "</sheetData></worksheet>").encode())
    yield pipe.take()


def _workbook(name: str) -> str:
    sheet = f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/>'
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheet}</sheets></workbook>'


def _before(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
    return f'<worksheet xmlns="{MAIN}">{views}<cols>{columns}</cols><sheetData>'


def _row(number: int, row: Sequence[object]) -> str:
    cells = "".join(_cell(f"{_letters(at)}{number}", value) for at, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(at: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return f'<c r="{at}" s="1"><v>{(value - ZERO).total_seconds() / 86400:.10f}</v></c>'
    if isinstance(value, int):
        return f'<c r="{at}"><v>{int(value)}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def _letters(at: int) -> str:
    """0 is A, 26 is AA."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)
