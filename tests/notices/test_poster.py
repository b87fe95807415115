import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buildings.models import Captaincy
from kit import times
from kit.qr import qr_code
from notices.models import Notice
from notices.poster import LEAD_LENGTH, POINTS, board_of, poster_of, rows, title_rows
from notices.queries import posted_captains
from tests.factories import make_building, make_captain

TEXT = """各位街坊：

总阀门关不严，今天换掉。

## 停水期间
- 热水器先关电源
2. 来水后先放水
有疑问打电话。"""


def test_the_sheet_has_the_first_sentence_and_the_points():
    poster = poster_of(TEXT)
    assert poster.lead == "总阀门关不严，今天换掉。"
    assert poster.points == ["热水器先关电源", "来水后先放水"]


def test_what_does_not_fit_on_paper_is_cut_and_says_so():
    poster = poster_of("长" * 500 + "\n" + "\n".join(f"- 第 {n} 条" for n in range(20)))
    assert len(poster.lead) == LEAD_LENGTH
    assert poster.lead.endswith("…")
    assert len(poster.points) == POINTS


def test_a_text_of_headings_only_makes_an_empty_lead():
    assert poster_of("## 只有标题").lead == ""


def test_the_code_needs_no_style_and_no_script():
    svg = qr_code("https://linli.example/notices/1/")
    assert svg.startswith("<svg")
    assert "viewBox" in svg
    assert not re.search(r"style|<script|href|on\w+=|class=", svg)


FACTS = ["今天 14:00 – 17:00（约 3 小时）", "1 栋、2 栋全部住户", "请在 13:30 前存好水，关紧水龙头"]


def test_a_short_one_is_printed_large():
    poster = poster_of(TEXT, title="1 栋今天下午停水", facts=FACTS, callers=["1栋楼长 罗白兰", "水岸物业"])
    assert not poster.is_dense
    assert len(poster.points) == 2


def test_a_long_one_is_printed_smaller_and_keeps_its_points():
    callers = ["1栋楼长 罗白兰", "2栋楼长 黄茉莉", "水岸物业服务中心（演示）"]
    poster = poster_of(TEXT, title="1 栋、2 栋今天下午停水，更换供水阀门", facts=FACTS, callers=callers)
    assert poster.is_dense
    assert len(poster.points) == 2


def test_what_still_does_not_fit_loses_its_points_first():
    many = TEXT + "\n" + "\n".join(f"- {'很长的一条说明' * 6}" for _ in range(9))
    poster = poster_of(many, title="长" * 80, facts=["事" * 60] * 3, callers=["楼长 某某"] * 4)
    assert poster.is_dense
    assert len(poster.points) < POINTS


@pytest.mark.parametrize(("text", "count"), [("", 0), ("长" * 8, 1), ("长" * 9, 2), ("1234567890", 1)])
def test_lines_are_counted_by_width(text, count):
    assert rows(text, 10, 86) == count


def place(kind: str, name: str, around: str | None) -> dict:
    return {"kind": kind, "name": name, "around": around}


@pytest.mark.parametrize(
    ("places", "board"),
    [
        ([place("building", "1栋", "水岸公馆"), place("building", "2栋", "水岸公馆")], "水岸公馆"),
        ([place("building", "1栋", "水岸公馆")], "水岸公馆"),
        ([place("estate", "水岸公馆", "灯湖社区")], "水岸公馆"),
        ([place("street", "桂城街道", None)], "桂城街道"),
        ([place("building", "1栋", "水岸公馆"), place("building", "1栋", "海韵苑")], ""),
    ],
)
def test_the_head_names_the_neighbourhood(places, board):
    assert board_of(places) == board


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("1 栋停水，请存水", 1),
        ("今天下午停水，更换供水阀门", 2),
        ("长" * 20, 3),
        ("五个字一段，五个字一段，五个字一段", 3),
    ],
)
def test_a_title_breaks_after_its_commas(title, lines):
    assert title_rows(title, 10) == lines
    assert "".join(poster_of("", title=title).title) == title


def test_what_holds_until_midnight_names_the_last_day_on_paper_and_on_its_page(ground, client):
    """ "To the 9th" is read as the whole of the 9th."""
    day = timezone.localdate() + timedelta(days=9)
    ends = timezone.make_aware(datetime.combine(day, time()))
    notice = ground.publish(category="posting", expires_at=ends, is_public=True)
    said = [times.short_day(each, now=timezone.now()) for each in (day, day - timedelta(days=1))]
    for name in ("poster", "detail", "postings"):
        page = client.get(reverse(f"notices:{name}", args=[] if name == "postings" else [notice.pk]))
        assert [words in page.content.decode() for words in said] == [False, True], name


def test_whom_to_call_is_asked_of_as_many_captains_as_fit(ground):
    """Of a subdistrict's 15,000 each was joined with their name, to find that they do not fit."""
    buildings = [ground.first, ground.second, *(make_building(ground.estate, f"{n}栋") for n in (3, 4))]
    Captaincy.objects.all().delete()
    notice = ground.publish(places=[ground.estate])
    for number, building in enumerate(buildings, start=1):
        make_captain(building, phone_is_public=True, phone="10000000123")
        shown = Notice.objects.with_places().get(pk=notice.pk)
        with CaptureQueriesContext(connection) as asked:
            found = posted_captains(shown)
        assert [row.place for row in found] == (buildings[:number] if number <= 3 else [])
        (sql,) = (query["sql"] for query in asked)
        inside = sql[sql.index("ANY(ARRAY(") :]
        assert "LIMIT 4)" in inside
        assert "people_user" not in inside
