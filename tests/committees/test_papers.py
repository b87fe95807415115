"""Papers of an item: PDFs, Office files and photos, for whoever may read the meeting."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from committees.models import AgendaPaper
from committees.operations import ItemPlan, add_paper, cancel_meeting, drop_item, withdraw_paper
from issues.models import Category, Issue, IssueState
from issues.operations import report_issue
from kit.refused import Refused
from tests.buildings.workbooks import workbook
from tests.committees.ground import NOW, convene_soon, make_place, member
from tests.committees.pages import text_of
from tests.issues.photos import not_a_picture, picture

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks):
    """What happens after the commit happens at the end of each step that asks for it."""
    return django_capture_on_commit_callbacks


def files(media) -> list[str]:
    return [str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()]


def pdf(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("报价.pdf", content, content_type="application/pdf")


def second_item(meeting):
    return meeting.agenda.select_related("meeting").get(position=2)


def test_a_pdf_and_a_photo_lie_under_names_that_nobody_guesses(estate, media, committed):
    item = second_item(estate.convene())
    with committed(execute=True):
        plan = add_paper(by=estate.staff, item=item, name="充电点\n图纸", file=pdf(), now=NOW)
        photo = add_paper(by=estate.manager, item=item, name="现场", file=picture(size=(2000, 1000)), now=NOW)
    assert sorted(files(media)) == sorted([plan.file.name, photo.file.name])
    assert "图纸" not in plan.file.name
    assert (plan.is_photo, photo.is_photo, plan.size) == (False, True, len(PDF))
    with Image.open(media / photo.file.name) as kept:
        assert kept.size == (1600, 800)
    assert add_paper(by=estate.staff, item=item, name="充电点 图纸", file=pdf(), now=NOW) == plan


@pytest.mark.parametrize(
    "file, sentence",
    [
        (lambda: pdf(b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024)), "超过 10 MB"),
        (lambda: pdf(PDF[:-7] + b"0" * 2000), "不完整"),
        (lambda: pdf(b"<html>" + PDF), "不是 PDF"),
        (not_a_picture, "不是 PDF"),
        (lambda: io.BytesIO(b""), "空"),
        (lambda: io.BytesIO(b"hello"), "不是 PDF"),
        (lambda: io.BytesIO(b"PK\x03\x04" + bytes(99)), "坏|打不开"),
    ],
)
def test_what_is_neither_is_refused_and_leaves_nothing(estate, media, file, sentence):
    item = second_item(estate.convene())
    with pytest.raises(Refused, match=sentence):
        add_paper(by=estate.staff, item=item, name="图纸", file=file(), now=NOW)
    assert files(media) == []
    assert not AgendaPaper.objects.exists()


def test_a_quotation_in_excel_is_handed_over_as_it_came(estate, client, committed):
    content = workbook(("项目", "报价"), ("充电桩", 3000)).getvalue()
    meeting = convene_soon(estate)
    client.force_login(estate.staff)
    url = f"/meetings/{meeting.pk}/agenda/"
    item = second_item(meeting)
    typed = {f"p{item.pk}-name": "报价单", f"p{item.pk}-file": SimpleUploadedFile("报价.xlsx", content)}
    with committed(execute=True):
        assert client.post(f"{url}{item.pk}/papers/", typed).status_code == 302
    paper = AgendaPaper.objects.get()
    assert "报价单" in text_of(client.get(url))
    answer = client.get(f"/meetings/papers/{paper.pk}/")
    assert b"".join(answer) == content
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_who_adds_papers_how_many_and_until_when(estate):
    meeting = estate.convene()
    item = second_item(meeting)
    for by in (estate.resident, make_place().staff, member(organisation=estate.property).user):
        with pytest.raises(Refused, match="材料"):
            add_paper(by=by, item=item, name="图纸", file=pdf(), now=NOW)
    with pytest.raises(Refused, match="写明"):
        add_paper(by=estate.manager, item=item, name=" ", file=pdf(), now=NOW)
    for number in range(10):
        add_paper(by=estate.captain, item=item, name=f"第 {number} 份", file=pdf(), now=NOW)
    with pytest.raises(Refused, match="最多 10 份"):
        add_paper(by=estate.captain, item=item, name="第 11 份", file=pdf(), now=NOW)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)
    with pytest.raises(Refused, match="取消"):
        add_paper(by=estate.staff, item=item, name="图纸", file=pdf(), now=NOW)


def test_taking_a_paper_back_takes_its_file(estate, media, committed):
    item = second_item(estate.convene())
    with committed(execute=True):
        paper = add_paper(by=estate.manager, item=item, name="图纸", file=pdf(), now=NOW)
    with pytest.raises(Refused, match="添加的人"):
        withdraw_paper(by=estate.captain, paper=paper, now=NOW)
    with committed(execute=True):
        for _tap in range(2):
            withdraw_paper(by=estate.manager, paper=paper, now=NOW)
    assert files(media) == []
    paper.refresh_from_db()
    assert paper.withdrawn_at == NOW


def test_an_item_that_is_dropped_takes_its_papers_along(estate, media, committed):
    item = second_item(estate.convene())
    with committed(execute=True):
        add_paper(by=estate.manager, item=item, name="图纸", file=pdf(), now=NOW)
        drop_item(by=estate.staff, item=item, now=NOW)
    assert files(media) == []
    assert not AgendaPaper.objects.exists()


def test_who_opens_a_paper_and_how_it_is_handed_over(estate, client, visit, committed):
    meeting = convene_soon(estate, is_open=False)
    item = second_item(meeting)
    with committed(execute=True):
        plan = add_paper(by=estate.staff, item=item, name="图纸", file=pdf())
        photo = add_paper(by=estate.staff, item=item, name="现场", file=picture())
    url = f"/meetings/papers/{plan.pk}/"
    assert client.get(url).status_code == 404
    assert visit(estate.resident).get(url).status_code == 404
    answer = visit(estate.manager).get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    shown = client.get(f"/meetings/papers/{photo.pk}/")
    assert shown["Content-Type"] == "image/webp"
    assert shown["Content-Disposition"].startswith("inline;")
    withdraw_paper(by=estate.staff, paper=plan)
    assert client.get(url).status_code == 404


def test_papers_of_what_went_to_mediation_are_opened_by_nobody(estate, client, committed):
    issue = report_issue(
        by=estate.resident, category=Category.objects.get(pk="upkeep"), place=estate.building, text="灯不亮"
    )
    meeting = convene_soon(estate, agenda=[ItemPlan(issue=issue)])
    with committed(execute=True):
        paper = add_paper(by=estate.staff, item=second_item(meeting), name="两家的照片", file=picture())
    assert "两家的照片" in text_of(client.get(f"/meetings/{meeting.pk}/agenda/"))
    over = {"closed_at": NOW, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.MEDIATION, **over)
    assert client.get(f"/meetings/papers/{paper.pk}/").status_code == 404
    assert "两家的照片" not in text_of(client.get(f"/meetings/{meeting.pk}/agenda/"))


def test_adding_and_taking_back_on_the_page(estate, visit, media, committed):
    meeting = convene_soon(estate)
    item = second_item(meeting)
    url = f"/meetings/{meeting.pk}/agenda/{item.pk}/papers/"
    delegate = visit(estate.manager)
    wrong = delegate.post(url, {f"p{item.pk}-name": "报价", f"p{item.pk}-file": pdf(b"%PDF-1.7 half")})
    assert "不完整" in text_of(wrong)
    assert 'value="报价"' in wrong.content.decode()
    with committed(execute=True):
        page = delegate.post(url, {f"p{item.pk}-name": "报价", f"p{item.pk}-file": pdf()}, follow=True)
    assert "报价" in text_of(page)
    paper = AgendaPaper.objects.get()
    assert "撤下" not in text_of(visit(estate.captain).get(f"/meetings/{meeting.pk}/agenda/"))
    assert visit(estate.resident).post(url, {}).status_code == 404
    for _tap in range(2):
        assert visit(estate.manager).post(f"/meetings/papers/{paper.pk}/withdraw/").status_code == 302
    paper.refresh_from_db()
    assert paper.withdrawn_at is not None
