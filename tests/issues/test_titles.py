import pytest

from issues.titles import first_words, make_title


@pytest.mark.parametrize(
    "where, category, text, title",
    [
        ("9 楼电梯口", "供水管网", "天花滴水，昨晚开始，已放桶", "9 楼电梯口天花滴水"),
        ("9 楼电梯口", "电梯故障", "", "9 楼电梯口 · 电梯故障"),
        ("9 楼电梯口", "供水管网", "电梯口天花滴水", "9 楼电梯口天花滴水"),
        ("4 楼", "噪声", "楼上夜里拖椅子", "4 楼楼上夜里拖椅子"),
        ("", "其他", "  ", "其他"),
        ("3栋", "停车", "3 台车停在消防通道", "3栋 3 台车停在消防通道"),
        ("9 楼电梯口", "其他", "电梯口", "9 楼电梯口 · 其他"),
        ("12 楼走廊", "占用公共空间", "2栋12楼走廊堆满纸皮和鞋柜，轮椅过不去。", "2栋12楼走廊堆满纸皮和鞋柜"),
        ("15巷", "积水蚊虫", "十五巷口垃圾过夜。", "十五巷口垃圾过夜"),
        (
            "3栋",
            "Water",
            "water drips from the ceiling. Since last night",
            "3栋: water drips from the ceiling",
        ),
    ],
)
def test_title_from_what_was_said(where, category, text, title):
    assert make_title(where=where, category=category, text=text) == title


def test_long_sentences_are_cut():
    words = first_words("漏" * 100)
    assert len(words) == 40
    assert words.endswith("…")
