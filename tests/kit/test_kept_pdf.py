"""A paper that is the same for all is drawn once, and another one anew."""

import re

from kit.pdf import Kept, pdf_of
from tests.buildings.test_sheets import pdf_text

PAPER = {"styles": ("linli/paper_pdf.css",), "more": "", "without": "no letters here"}


def test_the_same_is_drawn_once_and_what_changed_anew():
    kept = Kept()
    first = kept.pdf_of("<p>共 2 票</p>", **PAPER)
    assert kept.pdf_of("<p>共 2 票</p>", **PAPER) is first
    assert first.startswith(b"%PDF-")
    corrected = kept.pdf_of("<p>共 3 票</p>", **PAPER)
    assert corrected != first
    wide = kept.pdf_of("<p>共 2 票</p>", **PAPER | {"more": "@page{size:A3}"})
    assert wide != first
    assert kept.pdf_of("<p>共 2 票</p>", **PAPER) is first


def test_what_was_fetched_last_stays_and_the_rest_makes_room():
    size = len(pdf_of("<p>1</p>", **PAPER, aloud=True))
    kept = Kept(most=size * 5 // 2)
    papers = {n: kept.pdf_of(f"<p>{n}</p>", **PAPER) for n in "12"}
    assert kept.pdf_of("<p>1</p>", **PAPER) is papers["1"]
    kept.pdf_of("<p>3</p>", **PAPER)
    assert kept.pdf_of("<p>1</p>", **PAPER) is papers["1"]
    assert kept.pdf_of("<p>2</p>", **PAPER) is not papers["2"]
    tiny = Kept(most=1)
    assert tiny.pdf_of("<p>1</p>", **PAPER) is not tiny.pdf_of("<p>1</p>", **PAPER)


def test_minutes_and_records_say_their_headings_and_tables_to_a_screen_reader():
    words = '<html lang="zh-CN"><h1>纪要</h1><table><tr><th>户</th><td>同意</td></tr></table></html>'
    read, hung_up = Kept().pdf_of(words, **PAPER), pdf_of(words, **PAPER)
    structure = pdf_text(read)
    for part in (rb"/StructTreeRoot", rb"/S /H1", rb"/S /Table", rb"/S /TH", rb"/Lang \(zh-CN\)"):
        assert re.search(part.replace(b" ", rb"\s*"), structure), part
    assert b"/StructTreeRoot" not in pdf_text(hung_up)
