"""Papers are told by what is in them, and no archive makes the server unpack the world."""

import struct
import tracemalloc
import zipfile
from io import BytesIO

import msoffcrypto
import pytest
from openpyxl import Workbook

from kit import papers
from kit.papers import clean_paper
from kit.refused import Refused
from kit.uploads import MAX_BYTES

PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MAIN = "application/vnd.openxmlformats-officedocument.%s.main+xml"


def office(part: str = "wordprocessingml.document", **entries: bytes) -> bytes:
    """The bones of a .docx."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{MAIN % part}"/></Types>')
        archive.writestr("word/document.xml", "<w:document>停水</w:document>")
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def sheet() -> bytes:
    out, book = BytesIO(), Workbook()
    book.active.append(["楼栋", "时间"])
    book.save(out)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    out = BytesIO()
    msoffcrypto.OfficeFile(BytesIO(data)).encrypt("1234", out)
    return out.getvalue()


def ole(*streams: str) -> bytes:
    """A compound file (MS-CFB, version 3) with empty streams by these names."""
    names = ["Root Entry", *streams]
    names += [""] * (-len(names) % 4)
    entries = b""
    for index, name in enumerate(names):
        text = name.encode("utf-16-le") + b"\0\0" if name else b""
        kind = 5 if index == 0 else 2 if name else 0
        right = index + 1 if 0 < index < len(streams) else -1
        child = 1 if index == 0 and streams else -1
        entries += text.ljust(64, b"\0") + struct.pack(
            "<HBBiii16sIQQIQ", len(text), kind, 1, -1, right, child, b"", 0, 0, 0, 0xFFFFFFFE, 0
        )
    sectors = len(entries) // 512
    head = papers.OLE_HEAD + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    fat = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return head.ljust(512, b"\xff") + table + entries


def refusal(data: bytes, name: str = "x.docx") -> object:
    with pytest.raises(Refused) as no:
        clean_paper(data, name=name)
    return no.value.sentence


def refusal_in_little_memory(data: bytes) -> object:
    tracemalloc.start()
    try:
        sentence = refusal(data)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    return sentence


def circling(**numbers: int) -> bytes:
    """An older file of 2,000 bytes whose third sector is followed by itself; `at`: a number there."""
    data = bytearray(ole("WordDocument")) + b"\0" * 512
    struct.pack_into("<I", data, 512 + 2 * 4, 2)
    for at, number in numbers.items():
        struct.pack_into("<I", data, int(at.removeprefix("at")), number)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "name", "extension"),
    [
        (PDF, "带脚本.pdf", "pdf"),
        (office(), "通知.docx", "docx"),
        (office("presentationml.presentation"), "讲稿.zip", "pptx"),
        (sheet(), "表.xlsx", "xlsx"),
        (ole("WordDocument"), "旧.doc", "doc"),
        (ole("WordDocument"), "旧.wps", "wps"),
        (ole("Workbook"), "旧.et", "et"),
        (ole("PowerPoint Document"), "旧.exe", "ppt"),
    ],
)
def test_what_it_is_says_its_content(data, name, extension):
    paper = clean_paper(data, name=name)
    assert (paper.extension, paper.content) == (extension, data), "it is kept as it came"
    assert paper.mime == papers.MIME[extension]


def test_no_macros_no_passwords_no_pictures_that_run():
    assert refusal(office(word__vbaProject_bin=b"x")) is papers.MACROS
    assert refusal(ole("WordDocument", "Macros")) is papers.MACROS
    assert refusal(locked(sheet())) is papers.LOCKED
    for data in (SVG, b"<html><script>alert(1)</script>", b"MZ\x90\0", b"\xff\xd8\xff\xe0"):
        assert refusal(data) is papers.UNKNOWN


def test_damaged_empty_and_strange_ones_have_their_sentences():
    assert refusal(b"") is papers.NOTHING_IN_IT
    assert refusal(PDF[:-7]) is papers.BROKEN_PDF
    assert refusal(office()[:-30]) is papers.BROKEN
    assert refusal(papers.OLE_HEAD + b"\0" * 600) in (papers.BROKEN, papers.UNKNOWN)
    assert refusal(ole("Other")) is papers.UNKNOWN
    assert refusal(PDF + b"\0" * MAX_BYTES) is papers.TOO_HEAVY
    plain = BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "no Office file")
    assert refusal(plain.getvalue()) is papers.UNKNOWN


def test_a_bomb_named_docx_is_not_unpacked():
    assert refusal(office(word__bomb_xml=b"\0" * (papers.MOST_INFLATED + 1))) is papers.BOMB


def test_a_bomb_that_lies_about_its_size_is_stopped_on_the_way():
    """The directory says ten bytes; a hundred megabytes would come out."""
    data = bytearray(office(word__bomb_xml=b"\0" * 3_000_000))
    for head, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = -1
        while (start := data.find(head, start + 1)) >= 0:
            if data[start + offset : start + offset + 4] == struct.pack("<I", 3_000_000):
                data[start + offset : start + offset + 4] = struct.pack("<I", 10)
    assert refusal(bytes(data)) is papers.BROKEN


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_packed_in_a_way_that_office_never_packs_is_not_unpacked_at_all(way):
    """Of these ways Python unpacks each piece whole: 60 MB and more come out before anybody can stop them."""
    out = BytesIO(office())
    with zipfile.ZipFile(out, "a", way) as archive:
        archive.writestr("word/bomb.xml", b"\0" * 60_000_000)
    assert refusal_in_little_memory(out.getvalue()) is papers.BROKEN


STREAM = 1024 + 128  # the second entry of the directory: where its stream begins, and how long it says it is


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(circling(**{f"at{STREAM + 116}": 2, f"at{STREAM + 120}": 64_000_000}), id="a stream"),
        pytest.param(
            circling(at60=2, at64=125_000, at1140=2, at1144=512, **{f"at{STREAM + 120}": 600}),
            id="the table of small sectors",
        ),
        pytest.param(
            circling(at44=109 + 127 * 120, at68=2, at72=120, **{f"at{76 + 4 * n}": 0 for n in range(109)})[
                :-512
            ]
            + struct.pack("<128I", *([0] * 127), 2),
            id="the table of tables",
        ),
    ],
)
def test_an_older_file_that_leads_in_circles_is_not_followed(data):
    assert refusal_in_little_memory(data) is papers.BROKEN


def test_many_small_entries_are_a_bomb_too(monkeypatch):
    monkeypatch.setattr(papers, "MOST_ENTRIES", 20)
    assert refusal(office(**{f"a{n}": b"" for n in range(20)})) is papers.BOMB


def test_damaged_streams_inside_are_found():
    data = bytearray(office(word__x_xml=bytes(range(256)) * 40))
    start = data.find(b"word/x.xml") + 30
    data[start : start + 20] = b"\xff" * 20
    assert refusal(bytes(data)) in (papers.BROKEN, papers.BOMB)
