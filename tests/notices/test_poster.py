import re

import pytest

from notices.poster import LEAD_LENGTH, POINTS, board_of, poster_of, qr_code

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
