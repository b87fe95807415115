from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from kit import spoken, times

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 12, 10, 30, tzinfo=SHANGHAI)  # a Thursday


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with override(request.param):
        yield request.param


@pytest.mark.parametrize(
    "moment, chinese, english",
    [
        (at(12), "3 月 12 日 星期四", "Thursday 12 March"),
        (date(2026, 3, 12), "3 月 12 日 星期四", "Thursday 12 March"),
        (at(31, 23, 59, month=12, year=2025), "2025 年 12 月 31 日 星期三", "Wednesday 31 December 2025"),
        (at(1, month=1, year=2027), "2027 年 1 月 1 日 星期五", "Friday 1 January 2027"),
        # 16:30 UTC is past midnight in Shanghai
        (datetime(2026, 3, 12, 16, 30, tzinfo=UTC), "3 月 13 日 星期五", "Friday 13 March"),
    ],
)
def test_a_day_is_written_in_full_and_with_the_year_when_it_is_another(language, moment, chinese, english):
    assert times.long_day(moment, now=NOW) == (chinese if language == "zh-hans" else english)


@pytest.mark.parametrize(
    "moment, chinese, english",
    [
        (at(12, 14), "今天 14:00", "today 14:00"),
        (at(12, 0, 0), "今天 0:00", "today 0:00"),
        (at(11, 23, 59), "昨天 23:59", "yesterday 23:59"),
        (at(11, 21, 6), "昨天 21:06", "yesterday 21:06"),
        (at(13, 0, 0), "明天 0:00", "tomorrow 0:00"),
        (at(13, 23, 59), "明天 23:59", "tomorrow 23:59"),
        (at(14, 0, 0), "3 月 14 日 0:00", "14 March 0:00"),
        (at(9, 9, 15), "3 月 9 日 9:15", "9 March 9:15"),
        (at(9, 9, 15, year=2025), "2025 年 3 月 9 日 9:15", "9 March 2025 9:15"),
    ],
)
def test_a_moment_says_yesterday_today_tomorrow_or_the_date(language, moment, chinese, english):
    assert times.moment(moment, now=NOW) == (chinese if language == "zh-hans" else english)


@pytest.mark.parametrize("day", [11, 12, 13])
def test_what_is_written_down_is_true_on_another_day_too(language, day):
    said = f"3 月 {day} 日 9:05" if language == "zh-hans" else f"{day} March 9:05"
    assert times.written(at(day, 9, 5), now=NOW) == said


def test_new_years_eve_is_yesterday_without_a_year():
    with override("zh-hans"):
        assert times.moment(at(31, 23, 0, month=12, year=2025), now=at(1, 0, 5, month=1)) == "昨天 23:00"


@pytest.mark.parametrize(
    "start, end, chinese, english",
    [
        (at(14, 9, 30), at(14, 11), "3 月 14 日 星期六 9:30 – 11:00", "Saturday 14 March 9:30 – 11:00"),
        (at(14, 9, 30), None, "3 月 14 日 星期六 9:30", "Saturday 14 March 9:30"),
        (at(14, 9, 30), at(14, 9, 30), "3 月 14 日 星期六 9:30", "Saturday 14 March 9:30"),
        (
            at(14, 22),
            at(15, 6),
            "3 月 14 日 星期六 22:00 – 3 月 15 日 星期日 6:00",
            "Saturday 14 March 22:00 – Sunday 15 March 6:00",
        ),
        # midnight belongs to the next day, and says so
        (
            at(14, 22),
            at(15, 0),
            "3 月 14 日 星期六 22:00 – 3 月 15 日 星期日 0:00",
            "Saturday 14 March 22:00 – Sunday 15 March 0:00",
        ),
    ],
)
def test_a_span_says_its_day_once_unless_it_ends_on_another(language, start, end, chinese, english):
    assert times.span(start, end, now=NOW) == (chinese if language == "zh-hans" else english)


@pytest.mark.parametrize(
    "past, chinese, english",
    [
        (timedelta(seconds=-30), "刚刚", "just now"),  # another clock is a little ahead
        (timedelta(seconds=59), "刚刚", "just now"),
        (timedelta(seconds=60), "1 分钟前", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 分钟前", "59 minutes ago"),
        (timedelta(minutes=60), "1 小时前", "1 hour ago"),
        (timedelta(hours=2, minutes=50), "2 小时前", "2 hours ago"),
        (timedelta(hours=10, minutes=30), "10 小时前", "10 hours ago"),  # midnight today
        (timedelta(hours=10, minutes=31), "昨天", "yesterday"),
        (timedelta(hours=34, minutes=30), "昨天", "yesterday"),
        (timedelta(hours=34, minutes=31), "3 月 10 日", "10 March"),
        (timedelta(days=71), "2025 年 12 月 31 日", "31 December 2025"),
        (timedelta(hours=-2), "今天 12:30", "today 12:30"),  # still to come
    ],
)
def test_ago_is_a_duration_today_and_a_date_before(language, past, chinese, english):
    assert times.ago(NOW - past, now=NOW) == (chinese if language == "zh-hans" else english)


def test_ago_counts_hours_across_midnight_while_it_is_still_night():
    with override("zh-hans"):
        assert times.ago(at(11, 23), now=at(12, 1)) == "2 小时前"


@pytest.mark.parametrize(
    "rest, chinese, english",
    [
        (timedelta(days=1, hours=4, minutes=59), "还剩 1 天 4 小时", "1 day 4 hours left"),
        (timedelta(days=3), "还剩 3 天", "3 days left"),
        (timedelta(days=3, minutes=5), "还剩 3 天", "3 days left"),
        (timedelta(hours=4, minutes=1), "还剩 4 小时 1 分钟", "4 hours 1 minute left"),
        (timedelta(minutes=1), "还剩 1 分钟", "1 minute left"),
        (timedelta(seconds=59), "还剩不到 1 分钟", "less than a minute left"),
        (timedelta(), "刚刚到期", "due now"),
        (timedelta(seconds=-59), "刚刚到期", "due now"),
        (timedelta(minutes=-1), "逾期 1 分钟", "1 minute overdue"),
        (timedelta(hours=-23, minutes=-59), "逾期 23 小时", "23 hours overdue"),
        (timedelta(days=-5, hours=-3), "逾期 5 天", "5 days overdue"),
    ],
)
def test_left_counts_down_and_then_says_how_late(language, rest, chinese, english):
    assert times.left(NOW + rest, now=NOW) == (chinese if language == "zh-hans" else english)


@pytest.mark.parametrize(
    "start, end, chinese, english",
    [
        (at(12, 14), at(12, 17), "下午 2 点到 5 点", "2 o'clock to 5 o'clock in the afternoon"),
        (at(14, 9, 30), None, "上午 9 点半", "half past 9 in the morning"),
        (at(12, 19, 40), None, "晚上 7 点 40 分", "7:40 in the evening"),
        (at(12, 0), None, "夜里 12 点", "12 o'clock at night"),
        (at(12, 12), at(12, 12, 30), "中午 12 点到 12 点半", "12 o'clock to half past 12 at midday"),
        (at(12, 5), None, "早上 5 点", "5 o'clock in the early morning"),
        (at(12, 0, 30), None, "凌晨 0 点 30 分", "0:30 in the small hours"),
        (at(12, 4, 59), None, "凌晨 4 点 59 分", "4:59 in the small hours"),
        (
            at(12, 11),
            at(12, 13),
            "上午 11 点到下午 1 点",
            "11 o'clock in the morning to 1 o'clock in the afternoon",
        ),
        # the same part of another day is not the same part
        (
            at(12, 20),
            at(13, 20),
            "晚上 8 点到晚上 8 点",
            "8 o'clock in the evening to 8 o'clock in the evening",
        ),
    ],
)
def test_hours_are_said_as_one_speaks(language, start, end, chinese, english):
    assert spoken.spoken(start, end) == (chinese if language == "zh-hans" else english)


@pytest.mark.parametrize(
    "start, end, chinese, english",
    [
        (at(12, 14), at(12, 17), "今天下午 2 点到 5 点", "today, 2 o'clock to 5 o'clock in the afternoon"),
        (at(14, 9, 30), None, "周六上午 9 点半", "Saturday, half past 9 in the morning"),
        (at(18, 9), None, "周三上午 9 点", "Wednesday, 9 o'clock in the morning"),
        (at(19, 9), None, "3 月 19 日上午 9 点", "19 March, 9 o'clock in the morning"),
        (
            at(12, 22),
            at(13, 6),
            "今天晚上 10 点到明天早上 6 点",
            "today, 10 o'clock in the evening to tomorrow, 6 o'clock in the early morning",
        ),
        # 0:00 tomorrow: "tomorrow, 12 o'clock at night" would be heard as a day later
        (at(13, 0), None, "今天夜里 12 点", "today, 12 o'clock at night"),
        (
            at(12, 20),
            at(13, 0),
            "今天晚上 8 点到夜里 12 点",
            "today, 8 o'clock in the evening to 12 o'clock at night",
        ),
        (
            at(13, 0),
            at(13, 5),
            "今天夜里 12 点到明天早上 5 点",
            "today, 12 o'clock at night to tomorrow, 5 o'clock in the early morning",
        ),
    ],
)
def test_a_spoken_moment_names_the_near_day(language, start, end, chinese, english):
    assert spoken.spoken_moment(start, end, now=NOW) == (chinese if language == "zh-hans" else english)


def test_every_weekday_and_month_is_said_in_both_languages(language):
    days = [times.long_day(date(2026, month, 1 + month), now=NOW) for month in range(1, 13)]
    assert len(set(days)) == 12
    assert all(f"{n} 月" in day if language == "zh-hans" else day.isascii() for n, day in enumerate(days, 1))
    spoken_week = {spoken.spoken_day(NOW + timedelta(days=n), now=NOW) for n in range(2, 7)}
    assert len(spoken_week) == 5
