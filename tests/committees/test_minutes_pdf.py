"""The minutes on paper: which version for whom, its pages and type, and what is said where none can be made."""

import re
import sys

import pytest

from committees.minutes import document_to_show
from committees.minutes_pdf import foot_of_pages, hash_of, minutes_html
from committees.operations import close_meeting, record_resolution
from tests.buildings.test_sheets import pdf_text
from tests.committees.sealing import DURING, OVER, attended, held, sealed
from tests.committees.test_minutes import full  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf_text(content)))


def html(meeting, *, whole: bool) -> str:
    document = document_to_show(meeting, whole=whole, now=OVER)
    address = "https://linli.example/meetings/1/minutes/"
    return minutes_html(meeting, document, whole=whole, address=address, language="zh-hans")


def test_names_and_reasons_are_for_the_parties_only(estate, full):  # noqa: F811
    whole, public = html(full, whole=True), html(full, whole=False)
    for words in ("女儿生病", estate.captain.display_name):
        assert words in whole
        assert words not in public
    for page in (whole, public):
        assert "第二百七十八条" in page
        assert "2026 年 3 月 11 日" in page
        assert "<svg" in page


def test_the_seal_and_the_parties_word_stand_on_it(estate):
    meeting = held(estate)
    meeting.minutes = minutes = sealed(estate, meeting)
    whole, public = html(meeting, whole=True), html(meeting, whole=False)
    seals = {True: minutes.sha256, False: minutes.document["public_sha256"]}
    for is_whole, seal in seals.items():
        foot = foot_of_pages(hash_of(minutes, is_whole), "zh-hans")
        assert f'@bottom-left{{content:"SHA-256 {seal}"}}' in foot
        assert '@bottom-right{content:"第 " counter(page) " / " counter(pages) " 页"}' in foot
    assert whole.count("已确认") == public.count("已确认") == 4
    assert estate.president.display_name in whole
    assert estate.president.display_name not in public


def test_a4_with_chinese_type_on_as_many_pages_as_it_takes(estate, visit):
    meeting = attended(estate, estate.convene())
    for number in range(12):
        words = f"第 {number} 件。" * 20
        record_resolution(by=estate.staff, meeting=meeting, text=words, outcome="noted", now=DURING)
    close_meeting(by=estate.staff, meeting=meeting, minutes="议了很多。\n\n" * 20, now=OVER)
    sealed(estate, meeting)
    for user in (estate.manager, estate.resident):
        answer = visit(user).get(f"/meetings/{meeting.pk}/minutes.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        text = pdf_text(answer.content)
        assert b"NotoSansSC" in text or b"Noto-Sans" in text or b"Linli" in text
        assert pages_of(answer.content) >= 2
        boxes = {
            tuple(round(float(n)) for n in box.split())
            for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", text)
        }
        assert boxes == {(0, 0, 595, 842)}  # in points


def test_without_the_libraries_one_clear_sentence(estate, visit, monkeypatch):
    meeting = held(estate)
    sealed(estate, meeting)
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as where it cannot be imported
    answer = visit(estate.resident).get(f"/meetings/{meeting.pk}/minutes.pdf", follow=True)
    assert answer.redirect_chain[-1][0] == f"/meetings/{meeting.pk}/minutes/"
    assert "Pango" in answer.content.decode()
