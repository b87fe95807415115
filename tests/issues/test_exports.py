"""A list taken away: opened again as a spreadsheet program would, with what is in it and what must not be."""

import csv
import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.utils import timezone

from issues.models import Category, Issue
from issues.operations import (
    accept_issue,
    close_silent,
    confirm_issue,
    dispatch_issue,
    exporting,
    join_issue,
    resolve_issue,
)
from issues.operations.exporting import note_export
from journal.models import Entry
from kit.refused import Refused
from tests.factories import PlaceFactory

EXPORT = "/issues/queue/export"


def taken(client, user, kind="csv", back="") -> bytes:
    client.force_login(user)
    response = client.post(EXPORT, {"kind": kind, "back": back})
    assert response.status_code == 200, response.headers
    assert "no-store" in response.headers["Cache-Control"]
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(content: bytes) -> list[dict]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_rows(content: bytes) -> list[list]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_what_a_table_says_of_an_issue(estate, client, now):
    issue = estate.report(category="lift", text="右边电梯会抖", floor=2, spot="lift", now=now)
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=now)
    accept_issue(by=estate.engineer, issue=issue, now=now)
    join_issue(by=estate.neighbour, issue=issue)
    (row,) = csv_rows(taken(client, estate.staff))
    wall = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    assert row == {
        "编号": issue.number,
        "类别": "电梯故障",
        "标题": issue.title,
        "位置": f"{estate.place} 3栋",
        "楼层": "2",
        "状态": "已接手",
        "紧急程度": Issue.objects.get().get_tier_display(),
        "现在由谁负责": f"{estate.property} 区簕杜鹃",
        "报事时间": wall,
        "到期时间": f"{timezone.localtime(issue.due_at):%Y-%m-%d %H:%M}",
        "首次回应": wall,
        "办好时间": "",
        "退回次数": "0",
        "也遇到的户数": "1",
        "满意吗": "",
    }
    header, cells = sheet_rows(taken(client, estate.staff, "xlsx"))
    assert header == list(row)
    assert isinstance(cells[8], datetime)
    assert cells[4] == 2


def test_silence_is_not_rated_and_never_satisfied(estate, client):
    for text, satisfied in (("满意的", True), ("不满的", False), ("不说的", None)):
        issue = estate.report(text=text)
        resolve_issue(by=estate.captain, issue=issue, text="好了")
        confirm_issue(by=estate.resident, issue=issue, is_satisfied=satisfied)
    silent = estate.report(text="没回音的")
    resolve_issue(by=estate.captain, issue=silent, text="好了")
    close_silent(now=timezone.now() + timedelta(days=60))
    rows = csv_rows(taken(client, estate.staff, back="state=closed"))
    found = {row["标题"].removeprefix("3栋"): row["满意吗"] for row in rows}
    assert found == {"满意的": "满意", "不满的": "不满意", "不说的": "未评价", "没回音的": "未评价"}


NASTY = ["=1+1", "+86", "-2", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "\t=1", " =cmd|'/c calc'!A1"]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_in_it_is_a_formula(estate, client, text):
    lane = PlaceFactory(kind="lane", name=f"{text.strip()}巷", parent=estate.place)
    issue = estate.report(by=estate.captain, text="一件")
    Issue.objects.filter(pk=issue.pk).update(title=text, place=lane)
    Category.objects.filter(pk=issue.category_id).update(name=text)
    (row,) = csv_rows(taken(client, estate.staff))
    for name in ("标题", "类别"):
        assert row[name].startswith("'"), row
        assert row[name] == f"'{text}"
    book = openpyxl.load_workbook(io.BytesIO(taken(client, estate.staff, "xlsx")))
    for cells in book.active.iter_rows(min_row=2):
        assert "f" not in {cell.data_type for cell in cells}
        assert str(cells[2].value).startswith("'")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_letter_that_no_table_can_hold_takes_no_table_away(estate, client, kind):
    """Pasted from Word, a line ends with VT; a workbook is XML, which cannot write it."""
    estate.report(text="水管漏\v滴\x07答\x1f\ufffe")
    content = taken(client, estate.staff, kind)
    titles = [row[2] for row in sheet_rows(content)[1:]] if kind == "xlsx" else [csv_rows(content)[0]["标题"]]
    assert titles == ["3栋水管漏\n滴答"]


def test_only_what_the_filter_and_ones_eyes_allow(estate, client):
    estate.report(text="公开的")
    estate.report(text="纠纷的", category="dispute")
    estate.report(text="别栋的", by=estate.far_neighbour, place=estate.other)

    def texts(user, back=""):
        return {row["标题"][2:] for row in csv_rows(taken(client, user, back=back))}

    assert texts(estate.staff) == {"公开的", "纠纷的", "别栋的"}
    assert texts(estate.engineer) == {"公开的", "别栋的"}
    assert texts(estate.engineer, f"place={estate.other.pk}") == {"别栋的"}
    assert texts(estate.staff, "category=dispute") == {"纠纷的"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_reporter_s_name_phone_or_door(estate, client, kind):
    from buildings.models import Dwelling

    home = Dwelling.objects.get(place=estate.building, door="0201")
    issue = estate.report(category="lift", dwelling=home, floor=2, text="会抖")
    issue.refresh_from_db()
    content = taken(client, estate.engineer, kind)
    text = content.decode() if kind == "csv" else str(sheet_rows(content))
    assert "会抖" in text
    assert "何茉莉" not in text
    assert estate.resident.phone not in text
    assert "0201" not in text


def test_the_journal_keeps_who_took_what(estate, client):
    estate.report()
    estate.report(category="litter")
    taken(client, estate.engineer, "xlsx", "category=litter&x=1")
    entry = Entry.objects.get(verb="issues.exported")
    assert entry.by == estate.engineer
    assert entry.data == {"filter": "category=litter", "rows": 1, "kind": "xlsx"}


def test_too_much_at_once_is_refused_with_a_sentence(estate, client, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 1)
    estate.report()
    estate.report()
    client.force_login(estate.staff)
    response = client.post(EXPORT, {"kind": "csv", "back": "state=new"}, follow=True)
    assert "这里有 2 件，一张表最多 1 件" in response.content.decode()
    assert not Entry.objects.filter(verb="issues.exported").exists()


def test_the_limit_is_twenty_thousand(estate):
    note_export(by=estate.staff, query="", rows=20_000, kind="csv")
    with pytest.raises(Refused):
        note_export(by=estate.staff, query="", rows=20_001, kind="csv")


def test_neighbours_and_captains_take_nothing_away(estate):
    for person in (estate.resident, estate.captain):
        with pytest.raises(Refused):
            note_export(by=person, query="", rows=1, kind="csv")


def test_an_empty_list_is_a_header(estate, client):
    assert csv_rows(taken(client, estate.staff)) == []
    assert len(sheet_rows(taken(client, estate.staff, "xlsx"))) == 1


@pytest.mark.parametrize("count", [1, 30])
def test_a_table_costs_the_same_however_long(estate, client, count, django_assert_num_queries):
    for _number in range(count):
        estate.report()
    client.force_login(estate.staff)
    # session, person, standing, the count, two savepoints around the journal's line, the rows
    with django_assert_num_queries(10):
        response = client.post(EXPORT, {"kind": "csv"})
        assert len(list(response.streaming_content)) == count + 1
