"""A table by our own hand, read again by a program that reads everybody's."""

import io
import zipfile
from datetime import datetime
from itertools import count, islice

import openpyxl

from kit.workbooks import PIECE, xlsx

HEADER = ["编号", "标题", "报事时间"]
WIDTHS = [11, 44, 17]


def read(pieces) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))


def test_what_is_in_it_comes_back_as_it_was():
    text = " <b>\"水管\" & '电'</b>\n第二行 𠮷 "
    rows = [
        [12, text, datetime(2026, 11, 28, 22, 30)],
        [None, "", datetime(2024, 2, 29, 0, 0)],
        [-3, "007", None],
    ]
    book = read(xlsx('诉求 & "表"', HEADER, rows, WIDTHS))
    assert book.sheetnames == ['诉求 & "表"']
    sheet = book.active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        HEADER,
        rows[0],
        [None, None, rows[1][2]],
        rows[2],
    ]
    assert sheet.freeze_panes == "A2"
    assert [round(sheet.column_dimensions[letter].width) for letter in "ABC"] == WIDTHS
    assert sheet["C2"].is_date
    assert sheet["B4"].data_type != "n", "a text of figures stays a text"


def test_more_columns_than_letters():
    book = read(xlsx("a", [f"c{n}" for n in range(60)], [], [9] * 60))
    assert [cell.value for cell in book.active[1]] == [f"c{n}" for n in range(60)]
    assert book.active["BH1"].value == "c59"


def test_it_goes_out_while_its_rows_are_read():
    taken = count()
    rows = ([next(taken), "水", None] for _ in range(PIECE * 4))
    pieces = xlsx("a", HEADER, rows, WIDTHS)
    first = list(islice(pieces, 1))
    assert next(taken) <= PIECE, "the rest is not read yet"
    whole = b"".join([*first, *pieces])
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    assert read([whole]).active.max_row == PIECE * 4 + 1
