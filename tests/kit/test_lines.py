import pytest

from kit.lines import facts, running, unbroken


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("会议纪要（11 月 8 日）", "会议纪要（11_月_8_日）"),
        ("感谢 5 栋街坊", "感谢 5_栋街坊"),
        ("周五 19:30 – 21:00", "周五 19:30_– 21:00"),
        ("（约 3 小时）", "（约_3_小时）"),
        ("Lift 2 is out", "Lift 2 is out"),
        (None, ""),
    ],
)
def test_figures_stay_with_what_they_count(said, kept):
    assert unbroken(said).replace("\xa0", "_") == kept


def test_lines_become_one():
    assert running("时间：周五\n\n地点：议事厅 \n") == "时间：周五 · 地点：议事厅"


def test_facts_are_parted_where_a_line_may_end():
    dot = '<span class="dot"> · </span>'
    assert facts("1栋 9 楼 · 何茉莉&nbsp;· 1123-1") == (
        f'<span class="facts"><span>1栋 9 楼</span><span>{dot}何茉莉</span><span>{dot}1123-1</span></span>'
    )
    assert facts(" 一件 ") == "一件"


def test_what_is_inside_a_link_stays_whole():
    link = '<a href="/places/3/">灯湖社区 · 水岸公馆</a>'
    assert facts(f"{link} · 32 层") == (
        f'<span class="facts"><span>{link}</span><span><span class="dot"> · </span>32 层</span></span>'
    )
