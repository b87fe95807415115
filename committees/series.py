"""How often a meeting comes again: the part of RFC 5545 (3.3.10) that neighbours need.

Pure: a rule and moments in, moments out, by the clock on the wall in Shanghai. What is understood is small on
purpose: every rule that passes has work with an end, whoever wrote it.
"""

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.reminders import SHANGHAI
from kit.lines import listed
from kit.refused import Refused
from kit.spoken import weekday
from kit.times import month

HORIZON = timedelta(days=5 * 366)  # nobody plans meetings of a neighbourhood beyond that
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = f"(?:{'|'.join(DAYS)})"
COMMON = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
# A part that only sifts (BYMONTH in a monthly rule) may sift away everything and be looked for until the year
# 9999; those that are allowed here add days to what the frequency gives.
ALLOWED = {
    "DAILY": set(),
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH"},
}
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY", "BYHOUR", "BYMINUTE", "BYSECOND"}
SHAPES = {
    "INTERVAL": r"[1-9]\d?",
    "COUNT": r"[1-9]\d{0,2}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "WKST": DAY,
    "BYDAY": rf"[+-]?[1-5]?{DAY}(,[+-]?[1-5]?{DAY})*",
    "BYMONTHDAY": r"-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01]))*",
    "BYMONTH": r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "BYSETPOS": r"-?[1-4]",
}


def occurrences(
    rule: str, starts_at: datetime, after: datetime, until: datetime, exceptions: Collection[date] = ()
) -> list[datetime]:
    """Later than `after`, not later than `until`, without the days that are left out (EXDATE)."""
    first, last = wall(after), min(wall(until), wall(after) + HORIZON)
    days = recurrence(rule, starts_at).between(first, last, inc=True)
    return [in_shanghai(at) for at in days if at > first and at.date() not in exceptions]


def next_dates(
    rule: str,
    starts_at: datetime,
    now: datetime,
    count: int,
    exceptions: Collection[date] = (),
    before: date | None = None,
) -> list[datetime]:
    """The next `count`, as far as one looks ahead; none on the day `before` or later."""
    end = min(wall(now) + HORIZON, datetime.combine(before, time()) if before else datetime.max)
    ahead = takewhile(lambda at: at < end, recurrence(rule, starts_at).xafter(wall(now)))
    return [in_shanghai(at) for at in islice((at for at in ahead if at.date() not in exceptions), count)]


def insist_on_a_rule(rule: str, starts_at: datetime) -> None:
    """Understood, at most daily, with an end after its start, and the first day one of its days."""
    known = parts_of(rule)
    start = wall(starts_at).replace(microsecond=0)  # RFC 5545 knows none
    if "UNTIL" in known and end_of(known["UNTIL"]) < start:
        raise bad(_("The last one would be before the first one."))
    first = next(iter(recurrence(rule, starts_at)), None)
    if first is None or first > start + HORIZON:
        raise bad(_("Such a day never comes."))
    if first != start:
        raise bad(_("The first day is none of the days that follow. Choose another day, or another rhythm."))


def parts_of(rule: str) -> dict[str, str]:
    """{"FREQ": "MONTHLY", "BYDAY": "2WE"}; refuses what is not understood."""
    pairs = [part.partition("=") for part in rule.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _equals, value in pairs}
    if parts.get("FREQ") in TOO_OFTEN or TOO_OFTEN & parts.keys():
        raise bad(_("A meeting comes at most once a day."))
    frequency = parts.get("FREQ")
    if frequency not in ALLOWED or len(parts) != len(pairs):
        raise bad(_("We do not understand how often this is."))
    if not parts.keys() <= COMMON | ALLOWED[frequency]:
        raise bad(_("This rhythm is more intricate than we can follow. Choose a simpler one."))
    shapes = {name: SHAPES[name] for name in parts if name != "FREQ"}
    if not all(re.fullmatch(shape, parts[name], re.ASCII) for name, shape in shapes.items()):
        raise bad(_("We do not understand how often this is."))
    insist_on_parts_that_agree(frequency, parts)
    return parts


def insist_on_parts_that_agree(frequency: str, parts: dict[str, str]) -> None:
    by_day = parts.get("BYDAY", "")
    numbered = any(figure in by_day for figure in "12345")
    clumsy = (
        (by_day and "BYMONTHDAY" in parts)
        or ("COUNT" in parts and "UNTIL" in parts)
        or ("BYSETPOS" in parts and (numbered or not by_day))
        or (frequency == "WEEKLY" and numbered)
        or (frequency == "YEARLY" and by_day and "BYMONTH" not in parts)
    )
    if clumsy:
        raise bad(_("This rhythm is more intricate than we can follow. Choose a simpler one."))
    if not any_day_exists(numbers(parts.get("BYMONTHDAY")), numbers(parts.get("BYMONTH"))):
        raise bad(_("Such a day never comes."))


def any_day_exists(days: list[int], months: list[int]) -> bool:
    """30 February is none; 29 February is one, every four years."""
    longest = max((monthrange(2024, number)[1] for number in months), default=31)
    return not days or any(abs(day) <= longest for day in days)


def numbers(text: str | None) -> list[int]:
    return [int(number) for number in (text or "").split(",") if number]


def recurrence(rule: str, starts_at: datetime) -> rrule:
    """UNTIL is set by hand: a date alone includes that day, and Z is another clock than the wall's."""
    parts = parts_of(rule)
    text = ";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")
    try:
        found = rrulestr(text, dtstart=wall(starts_at))
        return found.replace(until=end_of(parts["UNTIL"])) if "UNTIL" in parts else found
    except (ValueError, TypeError) as error:
        raise bad(_("We do not understand how often this is.")) from error


def end_of(text: str) -> datetime:
    try:
        if len(text) == 8:
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time.max)
        at = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
    except ValueError as error:
        raise bad(_("The end is no day of the calendar.")) from error
    return at + timedelta(hours=8) if text.endswith("Z") else at


def wall(at: datetime) -> datetime:
    """As a clock on a wall in Shanghai shows it."""
    return at.astimezone(SHANGHAI).replace(tzinfo=None)


def in_shanghai(at: datetime) -> datetime:
    return at.replace(tzinfo=SHANGHAI)


def bad(sentence: str) -> Refused:
    return Refused(sentence, field="rule")


# --- chosen by people, said to people -------------------------------------------------------------------

RHYTHMS = ("week", "fortnight", "month", "two_months", "quarter", "year")


def rule_for(rhythm: str, first: date) -> str:
    """From a rhythm and the first day: the second Wednesday of a month stays the second Wednesday, and
    29 February, which most years do not have, is the last day of February."""
    day, of_month = DAYS[first.weekday()], -1 if (first.month, first.day) == (2, 29) else first.day
    return {
        "week": f"FREQ=WEEKLY;BYDAY={day}",
        "fortnight": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "month": f"FREQ=MONTHLY;BYDAY={nth(first)}{day}",
        "two_months": f"FREQ=MONTHLY;INTERVAL=2;BYDAY={nth(first)}{day}",
        "quarter": f"FREQ=MONTHLY;INTERVAL=3;BYDAY={nth(first)}{day}",
        "year": f"FREQ=YEARLY;BYMONTH={first.month};BYMONTHDAY={of_month}",
    }[rhythm]


def nth(day: date) -> int:
    """Which of its weekday in the month; the fifth, which most months do not have, is the last."""
    number = (day.day - 1) // 7 + 1
    return -1 if number == 5 else number


def often(rule: str) -> str:
    """每月第二个周三, 每 2 周的周三, 每 2 个月一次; an empty rule: when there is need."""
    if not rule:
        return _("when there is need")
    parts = parts_of(rule)
    count, day = int(parts.get("INTERVAL", 1)), days_in_words(parts)
    said = {"DAILY": daily, "WEEKLY": weekly, "MONTHLY": monthly, "YEARLY": yearly}[parts["FREQ"]](count, day)
    return said % {"count": count, "day": day}


def daily(count: int, _day: str) -> str:
    return _("every day") if count == 1 else ngettext("every %(count)d day", "every %(count)d days", count)


def weekly(count: int, day: str) -> str:
    if count == 1:
        return _("every week on %(day)s") if day else _("every week")
    if day:
        return ngettext("every %(count)d week on %(day)s", "every %(count)d weeks on %(day)s", count)
    return ngettext("every %(count)d week", "every %(count)d weeks", count)


def monthly(count: int, day: str) -> str:
    if count == 1:
        return _("every month on %(day)s") if day else _("every month")
    if day:
        return ngettext("every %(count)d month on %(day)s", "every %(count)d months on %(day)s", count)
    return ngettext("every %(count)d month", "every %(count)d months", count)


def yearly(count: int, day: str) -> str:
    if count == 1:
        return _("every year on %(day)s") if day else _("every year")
    if day:
        return ngettext("every %(count)d year on %(day)s", "every %(count)d years on %(day)s", count)
    return ngettext("every %(count)d year", "every %(count)d years", count)


def days_in_words(parts: dict[str, str]) -> str:
    """周三; 第二个周三; 3 月 9 日; empty where the rule names no day."""
    if days := parts.get("BYDAY"):
        named = listed(day_in_words(day, parts.get("BYSETPOS", "")) for day in days.split(","))
    else:
        named = listed(date_in_words(day) for day in numbers(parts.get("BYMONTHDAY")))
    months = listed(month(number) for number in numbers(parts.get("BYMONTH")))
    if not (months and named):
        return months or named
    return pgettext("day, month", "%(day)s of %(month)s") % {"day": named, "month": months}


def day_in_words(text: str, position: str) -> str:
    name, number = weekday(DAYS.index(text[-2:])), int(text[:-2] or position or 0)
    return {
        1: pgettext("in a month", "the first %(day)s"),
        2: pgettext("in a month", "the second %(day)s"),
        3: pgettext("in a month", "the third %(day)s"),
        4: pgettext("in a month", "the fourth %(day)s"),
        5: pgettext("in a month", "the fifth %(day)s"),
        -1: pgettext("in a month", "the last %(day)s"),
        -2: pgettext("in a month", "the last %(day)s but one"),
    }.get(number, "%(day)s") % {"day": name}


def date_in_words(number: int) -> str:
    if number == -1:
        return _("the last day")
    return _("day %(number)d") % {"number": number}
