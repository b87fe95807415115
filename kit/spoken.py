"""Hours as one says them aloud, for comfort mode: 下午 2 点到 5 点. Pure; `now` comes in."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.times import local, local_date, near_day, short_day

Clock = tuple[int, int]  # hour and minute; the very end of a day is 24:00
MIDNIGHT: Clock = (24, 0)
# The first hour of each part of the day.
PARTS = [
    (0, "small hours"),
    (5, "early"),
    (9, "morning"),
    (12, "noon"),
    (13, "afternoon"),
    (18, "evening"),
    (24, "night"),
]


def part_of_day(hour: int) -> str:
    return [name for first, name in PARTS if first <= hour][-1]


def in_part(part: str, time: str) -> str:
    """上午 + 9 点半"""
    words = {
        "night": pgettext("midnight", "%(time)s at night"),
        "small hours": pgettext("midnight to five", "%(time)s in the small hours"),
        "early": pgettext("five to nine", "%(time)s in the early morning"),
        "morning": pgettext("nine to noon", "%(time)s in the morning"),
        "noon": pgettext("noon to one", "%(time)s at midday"),
        "afternoon": pgettext("one to six", "%(time)s in the afternoon"),
        "evening": pgettext("six to midnight", "%(time)s in the evening"),
    }
    return words[part] % {"time": time}


def hour_in_words(hour: int, minute: int) -> str:
    """2 点, 9 点半, 7 点 40 分, on the twelve-hour clock; 0 点 10 分, before one in the morning."""
    words = {"hour": hour and (hour % 12 or 12), "minute": minute}
    if minute == 0:
        return _("%(hour)d o'clock") % words
    if minute == 30 and hour:
        return _("half past %(hour)d") % words
    return pgettext("spoken hour and minutes", "%(hour)d:%(minute)02d") % words


def from_to(start: str, end: str) -> str:
    """Chinese puts a space before figures: 2 点到 5 点, but 到明天."""
    said = _("%(start)s to %(end)s") % {"start": start, "end": end}
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", " ", said)


def spoken(start: datetime, end: datetime | None = None) -> str:
    """下午 2 点到 5 点; the part of the day is said twice only when it changes. Says no day."""
    if end is None:
        return hours_aloud(clock_of(start))
    return hours_aloud(clock_of(start), clock_of(end), on_one_day=day_of(start) == day_of(end))


def hours_aloud(start: Clock, end: Clock | None = None, *, on_one_day: bool = True) -> str:
    part, first = part_of_day(start[0]), hour_in_words(*start)
    if end is None:
        return in_part(part, first)
    last = hour_in_words(*end)
    if on_one_day and part == part_of_day(end[0]):
        return in_part(part, from_to(first, last))
    return from_to(in_part(part, first), in_part(part_of_day(end[0]), last))


def clock_of(at: datetime) -> Clock:
    at = local(at)
    return MIDNIGHT if at.time() == time() else (at.hour, at.minute)


def day_of(at: datetime) -> date:
    """Midnight is the end of a day, as one says it: 周五夜里 12 点 is when Saturday begins."""
    return local_date(at) - timedelta(days=clock_of(at) == MIDNIGHT)


def spoken_day(at: datetime | date, *, now: datetime) -> str:
    """今天, 明天, 周六 within the coming week, else the date."""
    away = (local_date(at) - local_date(now)).days
    if near := near_day(at, now=now):
        return near
    if 1 < away < 7:
        return weekday(local_date(at).weekday())
    return short_day(at, now=now)


def weekday(number: int) -> str:
    """周六 rather than 星期六: the spoken short form; English keeps the full name."""
    return (
        pgettext("spoken weekday", "Monday"),
        pgettext("spoken weekday", "Tuesday"),
        pgettext("spoken weekday", "Wednesday"),
        pgettext("spoken weekday", "Thursday"),
        pgettext("spoken weekday", "Friday"),
        pgettext("spoken weekday", "Saturday"),
        pgettext("spoken weekday", "Sunday"),
    )[number]


def spoken_moment(start: datetime, end: datetime | None = None, *, now: datetime) -> str:
    """今天下午 2 点到 5 点; an end on another day says its day too."""
    if end is not None and day_of(end) != day_of(start):
        return from_to(spoken_moment(start, now=now), spoken_moment(end, now=now))
    words = {"day": spoken_day(day_of(start), now=now), "time": spoken(start, end)}
    return pgettext("spoken day, then spoken time", "%(day)s, %(time)s") % words


CLOCK = r"([01]?\d|2[0-4])[:：]([0-5]\d)"
CLOCKS = re.compile(
    rf"(?<!\d){CLOCK}(?:\s*(?:[–—~～-]|至|到)\s*{CLOCK})?(?!\d)(?!\s*[ap]\.?m\b)", re.IGNORECASE
)
# 今晚, 下午, 夜里: whoever wrote it said which part of the day it is, and may count to twelve.
SAYS_ITS_PART = re.compile(r"(?:[早晚夜晨昏午]|[早晚]上|夜里|[夜晚]间)\s*$")
HAN = "[\u4e00-\u9fff]"
BEFORE_FIGURES = re.compile(rf"(?<={HAN})\0(?=\d)")
AROUND_HOURS = re.compile(rf"(?<={HAN}) \0(?={HAN})|(?<={HAN})\0 (?={HAN})|\0")


def hours_after(start: Clock, end: Clock | None) -> str:
    """Behind its part of the day: (下午) 2 点到 5 点, (上午) 9 点到下午 5 点, (今晚) 10 点到早上 6 点."""
    first = hour_in_words(*start)
    if end is None:
        return first
    last, noon = hour_in_words(*end), 13
    counts_to_twelve = start[0] < noon and end[0] < noon
    if not counts_to_twelve and part_of_day(start[0]) != part_of_day(end[0]):
        last = in_part(part_of_day(end[0]), last)
    return from_to(first, last)


def aloud(text: str) -> str:
    """今天 14:00 – 17:00 → 今天下午 2 点到 5 点: the hours in what somebody wrote, as one says them."""

    def said(found: re.Match) -> str:
        start = (int(found[1]), int(found[2]))
        end = (int(found[3]), int(found[4])) if found[3] else None
        says = hours_after if SAYS_ITS_PART.search(text[: found.start()]) else hours_aloud
        # Marked, since 13:30 stands between spaces and 下午 1 点半 does not.
        return f"\0{says(start, end)}\0"

    return AROUND_HOURS.sub("", BEFORE_FIGURES.sub(" ", CLOCKS.sub(said, text)))
