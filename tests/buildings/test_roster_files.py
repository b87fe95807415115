"""Files that are no workbook, or one that means harm: each has its own sentence, and soon."""

import io
import random
import re
import time
import tracemalloc
import zipfile

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from django.utils import translation
from openpyxl.utils.datetime import WINDOWS_EPOCH

from buildings.roster import files, read_roster
from buildings.roster.sheet_xml import Budget, SheetReader, feed
from buildings.roster.sheets import Sheet
from kit.refused import Refused
from tests.kit.test_papers import circling

from .test_roster_sample import SAMPLE
from .workbooks import HEADER, roster, saved, workbook

ONE = ("1栋", None, 1, "0101", 80, "陈荔枝", "10000000001", "自住")
GOOD = workbook(HEADER, ONE).getvalue()


def refusal(content: bytes) -> str:
    with translation.override("en"), pytest.raises(Refused) as refused:
        read_roster(io.BytesIO(content))
    return str(refused.value)


def archive(parts: dict[str, str | bytes], source: bytes = b"") -> bytes:
    """A zip of `source`'s parts, some of them replaced; None leaves one out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        if source:
            with zipfile.ZipFile(io.BytesIO(source)) as old:
                for name in old.namelist():
                    if name not in parts:
                        new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def with_shared_strings(content: bytes) -> bytes:
    """As Excel and WPS save it: the texts in a part of their own, each once."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode()
        relations = source.read("xl/_rels/workbook.xml.rels").decode()
    texts: list[str] = []

    def shared(found: re.Match) -> str:
        texts.append(found[2])
        return f'<c{found[1]}t="s"><v>{len(texts) - 1}</v></c>'

    sheet = re.sub(r'<c([^>]*?)t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', shared, sheet, flags=re.S)
    phonetic = '<rPh sb="0" eb="1"><t>read aloud</t></rPh>'
    strings = "".join(f"<si><r><t>{text}</t></r>{phonetic}</si>" for text in texts)
    link = '<Relationship Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml" Id="rIdS"/></Relationships>'
    return archive(
        {
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", link),
        },
        content,
    )


def protected() -> bytes:
    file = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(GOOD)).encrypt("secret", file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param("楼栋,房号\n1栋,0101\n".encode("gb18030"), "text file", id="csv"),
        pytest.param("楼栋\t房号".encode("utf-16"), "text file", id="utf-16 text"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 600, "picture", id="jpeg named xlsx"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 600, "picture", id="png"),
        pytest.param(b"%PDF-1.7\n\x00", "PDF", id="pdf"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", "web page", id="html named xls"),
        pytest.param(b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "web page", id="xml spreadsheet"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "old Office file", id="xls"),
        pytest.param(protected(), "password", id="password"),
        pytest.param(b"PK\x03\x04 and then nothing", "damaged", id="no zip after all"),
        pytest.param(GOOD[: len(GOOD) // 2], "damaged", id="cut off"),
        pytest.param(archive({"word/document.xml": "<w/>"}), "Word", id="docx"),
        pytest.param(archive({"ppt/presentation.xml": "<p/>"}), "presentation", id="pptx"),
        pytest.param(archive({"mimetype": "x", "content.xml": "<o/>"}), "ods", id="ods"),
        pytest.param(archive({"名册.xlsx": GOOD}), "zip archive", id="zipped workbook"),
        pytest.param(archive({"readme.txt": "hello"}), "not an .xlsx", id="other zip"),
        pytest.param(b"\x00\x01\x02\x03" * 200, "not an .xlsx", id="noise"),
        pytest.param(
            archive({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row"}, GOOD),
            "damaged",
            id="broken xml",
        ),
        pytest.param(archive({"xl/worksheets/sheet1.xml": None}, GOOD), "No table", id="sheet missing"),
        pytest.param(
            archive({"xl/sharedStrings.xml": None}, with_shared_strings(GOOD)),
            "damaged",
            id="strings missing",
        ),
        pytest.param(
            archive(
                {"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'},
                GOOD,
            ),
            "damaged",
            id="entities",
        ),
        pytest.param(
            archive({"xl/worksheets/sheet1.xml": b" " * 60_000_000}, GOOD), "far too much", id="zip bomb"
        ),
        pytest.param(
            archive({f"x/{n}": "" for n in range(6000)}, GOOD), "far too much", id="thousands of parts"
        ),
        pytest.param(GOOD + b"\x00" * (21 * 1024 * 1024), "larger than 20 MB", id="too large"),
    ],
)
def test_each_wrong_file_has_its_own_sentence(content, says):
    assert says in refusal(content)


def test_a_size_that_the_archive_understates_gains_nothing():
    """What is read ends where the stated size ends, and then the checksum does not fit."""
    honest = archive({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"}, GOOD)
    understated = honest.replace((60_000_023).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert understated != honest
    assert "damaged" in refusal(understated)


def test_what_is_packed_as_no_program_packs_workbooks_is_not_unpacked():
    """Python would unpack each piece of it whole, and a piece of 200 bytes can hold 60 MB."""
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_BZIP2) as new, pytest.warns(UserWarning, match="Duplicate"):
        new.writestr("xl/worksheets/sheet1.xml", b" " * 10_000_000)
    tracemalloc.start()
    assert "damaged" in refusal(file.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_an_old_file_that_leads_in_circles_is_not_followed():
    tracemalloc.start()
    assert "old Office file" in refusal(circling(at1268=2, at1272=64_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def rows_of(count: int) -> bytes:
    head = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in HEADER)
    body = "".join(
        f'<row r="{n}"><c t="inlineStr"><is><t>1栋</t></is></c><c/><c><v>1</v></c><c><v>{n}</v></c><c><v>80</v></c></row>'
        for n in range(2, count + 2)
    )
    sheet = f'<worksheet xmlns="x"><sheetData><row r="1">{head}</row>{body}</sheetData></worksheet>'
    return archive({"xl/worksheets/sheet1.xml": sheet}, GOOD)


def test_two_hundred_thousand_rows_are_refused_with_the_limit():
    assert "more than 50,000 rows" in refusal(rows_of(200_000))


def with_sheet(more: str, picture: int = 0, **parts) -> bytes:
    """The good workbook with more at the end of its rows, and beside it a picture of so many bytes."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode()
    changed = {"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"{more}</sheetData>")}
    return archive({**changed, "xl/media/a.png": random.Random(1).randbytes(picture), **parts}, GOOD)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param('<row r="20">' + "<c/>" * 15_000_000 + "</row>", id="15 million cells in a row"),
        pytest.param('<row r="20">' + "<c/>" * 20_000 + "</row>", id="more cells than a row may have"),
        pytest.param(
            "".join(f'<row r="{n}">{"<c/>" * 10_000}</row>' for n in range(20, 240)), id="2.2 million cells"
        ),
    ],
)
def test_blank_cells_without_end_are_refused_soon(more):
    """A picture beside them makes the file shrink no more than a real one."""
    content = with_sheet(more, picture=400_000)
    began = time.process_time()
    assert "far too much" in refusal(content)
    assert time.process_time() - began < 20


def test_a_sheet_named_a_thousand_times_is_not_read_a_thousand_times():
    sheets = "".join(
        f'<sheet name="{n}" sheetId="{n}" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        for n in range(1, 1000)
    )
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        book = source.read("xl/workbook.xml").decode()
    many = re.sub(r"<sheets>.*</sheets>", f"<sheets>{sheets}</sheets>", book, flags=re.S)
    assert many != book
    content = with_sheet(" " * 5_000_000, picture=400_000, **{"xl/workbook.xml": many})
    assert "far too much" in refusal(content)


def test_elements_of_any_kind_are_counted():
    reader = SheetReader(Sheet("", is_hidden=False), set(), WINDOWS_EPOCH, 10)
    feed(reader, io.BytesIO(b"<a>" + b"<x/>" * 9 + b"</a>"), Budget(elements=10))
    with pytest.raises(Refused):
        feed(reader, io.BytesIO(b"<a>" + b"<x/>" * 10 + b"</a>"), Budget(elements=10))


def test_what_stands_right_of_the_hundredth_column_is_not_read():
    cells = "".join(
        f'<c r="{column}2" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in (("CV", "read"), ("CW", "not read"), ("ZZZZZ", "not read"))
    )
    sheet = Sheet("", is_hidden=False)
    reader = SheetReader(sheet, set(), WINDOWS_EPOCH, 10)
    feed(reader, io.BytesIO(f'<sheetData><row r="2">{cells}</row></sheetData>'.encode()), Budget())
    assert [row.values for row in sheet.rows] == [{100: "read"}]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("陈_x0009_荔枝", ["陈荔枝"]),
        ("陈_x0000__x001F_荔枝", ["陈荔枝"]),
        ("_x9648_荔枝", ["陈荔枝"]),
        ("陈荔枝_x000D__x000a_黄木棉", ["陈荔枝", "黄木棉"]),
        ("区_xD842__xDFB7_祥", ["区𠮷祥"]),
        ("区_xD842_祥", ["区\ufffd祥"]),
        ("Max_x005F_x0041_Chen", ["Max_x0041_Chen"]),
        ("陈_xyz_荔枝", ["陈_xyz_荔枝"]),
    ],
)
def test_what_a_workbook_writes_as_an_escape_is_read(written, names, apart):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode()
    content = archive({"xl/worksheets/sheet1.xml": sheet.replace("陈荔枝", written)}, GOOD)
    read = read_roster(io.BytesIO(with_shared_strings(content) if apart else content))
    assert [owner.name for owner in read.rows[0].owners] == names


def test_rows_that_are_merely_formatted_do_not_count():
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(100, 60_000))
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode()
    padded = archive(
        {"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"{blank}</sheetData>")}, GOOD
    )
    assert len(read_roster(io.BytesIO(padded)).rows) == 1


def test_reading_stops_at_the_limit_and_memory_stays_small():
    import tracemalloc

    content = rows_of(200_000)
    tracemalloc.start()
    refusal(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 1024 * 1024
    assert files.MAX_ROWS == 50_000


def test_our_reader_sees_what_openpyxl_sees():
    from buildings.roster.sheets import column_letter
    from buildings.roster.xlsx import read_sheets

    with zipfile.ZipFile(SAMPLE) as opened:
        ours = read_sheets(opened)[0]
    theirs = openpyxl.load_workbook(SAMPLE, data_only=True).worksheets[0]
    for row in ours.rows:
        for column, value in row.values.items():
            cell = theirs[f"{column_letter(column)}{row.number}"].value
            assert (
                value == "formula" if cell is None else str(cell) == str(value) or float(cell) == float(value)
            )
    counted = sum(
        cell is not None and str(cell).strip() != ""
        for line in theirs.iter_rows(values_only=True)
        for cell in line
    )
    assert sum(value != "formula" for row in ours.rows for value in row.values.values()) == counted
    assert len(ours.merges) == len(theirs.merged_cells.ranges) == 11


def test_names_with_a_prefix_are_understood():
    """Some programs write <x:row> for <row>."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode()
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")
    assert len(read_roster(io.BytesIO(archive({"xl/worksheets/sheet1.xml": prefixed}, GOOD))).rows) == 1


def test_the_size_that_a_sheet_states_of_itself_is_not_believed():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode()
    lying = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', sheet)
    assert lying != sheet
    assert len(read_roster(io.BytesIO(archive({"xl/worksheets/sheet1.xml": lying}, GOOD))).rows) == 1


def test_rich_text_and_phonetic_readings():
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(ONE)
    book.active["F2"] = CellRichText("陈", TextBlock(InlineFont(b=True), "荔枝"))
    assert read_roster(saved(book)).rows[0].owners[0].name == "陈荔枝"


def test_a_good_file_is_read():
    assert len(roster(HEADER, ONE).rows) == 1


def test_texts_that_the_workbook_keeps_apart_are_found():
    apart = with_shared_strings(SAMPLE.read_bytes())
    assert b'inlineStr"><is>' not in zipfile.ZipFile(io.BytesIO(apart)).read("xl/worksheets/sheet1.xml")
    one, other = read_roster(io.BytesIO(apart)), read_roster(io.BytesIO(SAMPLE.read_bytes()))
    assert one == other
