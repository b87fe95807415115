"""The hours in what somebody wrote, as one says them."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from kit.spoken import aloud


@pytest.mark.parametrize(
    "written, said",
    [
        ("今天 14:00 – 17:00（约 3 小时）", "今天下午 2 点到 5 点（约 3 小时）"),
        ("请在 13:30 前存好水", "请在下午 1 点半前存好水"),
        ("周六 8:30-10:00", "周六早上 8 点半到上午 10 点"),
        ("周三 19：30", "周三晚上 7 点半"),
        ("9:40~11:05", "上午 9 点 40 分到 11 点 5 分"),
        ("22:00 – 24:00", "晚上 10 点到夜里 12 点"),
        ("明天 0:00 – 5:30 停水", "明天凌晨 0 点到早上 5 点半停水"),
        ("今晚 21:00–明早 6:00", "今晚 9 点–明早 6 点"),
        ("下午 2:00 – 5:00", "下午 2 点到 5 点"),
        ("晚上7:30开会", "晚上 7 点半开会"),
        ("上午 9:00 – 17:00", "上午 9 点到下午 5 点"),
        ("今晚 22:00 – 6:00", "今晚 10 点到早上 6 点"),
        ("下午 14:00 – 17:00", "下午 2 点到 5 点"),
        ("夜里 24:00 前", "夜里 12 点前"),
        ("街坊 您好，每栋 2 部电梯", "街坊 您好，每栋 2 部电梯"),
        ("编号 112:300、比分 99:10", "编号 112:300、比分 99:10"),
        ("", ""),
    ],
)
def test_hours_are_said_and_the_rest_is_left(written, said):
    with override("zh-hans"):
        assert aloud(written) == said


def test_in_english_too():
    with override("en"):
        assert aloud("today 14:00 – 17:00") == "today 2 o'clock to 5 o'clock in the afternoon"
        assert aloud("7:30 pm, or 8:00a.m.") == "7:30 pm, or 8:00a.m."


@given(st.text(max_size=60))
def test_nothing_that_somebody_writes_breaks_it(text):
    assert isinstance(aloud(text), str)
