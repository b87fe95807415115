"""How Linli says dates and hours. Pure: `now` comes in; everything is shown in the site's own time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2999


def lies_far_out(at: date) -> bool:
    """A slip of the pen. PostgreSQL keeps hours farther out than Python can read back or count from."""
    return not FIRST_YEAR <= at.year <= LAST_YEAR


def local(at: datetime | date) -> datetime | date:
    """A date stays a date; a moment is moved to the site's time zone (a naive one is taken to be in it)."""
    if not isinstance(at, datetime):
        return at
    zone = timezone.get_default_timezone()  # nobody's own: a stairwell has one clock
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)


def local_date(at: datetime | date) -> date:
    at = local(at)
    return at.date() if isinstance(at, datetime) else at


def last_day(until: datetime) -> date:
    """The last one on which what ends then still goes on: where it ends at midnight, the day before."""
    return local_date(until - timedelta(microseconds=1))


def midnight(now: datetime, *, days_ago: int = 0) -> datetime:
    """With which the day began, at the site."""
    return timezone.make_aware(datetime.combine(local_date(now) - timedelta(days=days_ago), time()))


MONTHS = (
    pgettext_lazy("month in a date", "January"),
    pgettext_lazy("month in a date", "February"),
    pgettext_lazy("month in a date", "March"),
    pgettext_lazy("month in a date", "April"),
    pgettext_lazy("month in a date", "May"),
    pgettext_lazy("month in a date", "June"),
    pgettext_lazy("month in a date", "July"),
    pgettext_lazy("month in a date", "August"),
    pgettext_lazy("month in a date", "September"),
    pgettext_lazy("month in a date", "October"),
    pgettext_lazy("month in a date", "November"),
    pgettext_lazy("month in a date", "December"),
)


def month(number: int) -> str:
    return str(MONTHS[number - 1])


def short_day(at: datetime | date, *, now: datetime) -> str:
    """3 月 9 日, with the year when it is not this one."""
    day = local_date(at)
    words = {"day": day.day, "month": month(day.month), "year": day.year}
    if day.year == local_date(now).year:
        return _("%(day)d %(month)s") % words
    return _("%(day)d %(month)s %(year)d") % words


def long_day(at: datetime | date, *, now: datetime) -> str:
    """3 月 12 日 星期四, with the year when it is not this one."""
    words = {"weekday": WEEKDAYS[local_date(at).weekday()], "date": short_day(at, now=now)}
    return _("%(weekday)s %(date)s") % words


def clock(at: datetime) -> str:
    """14:00, 9:05: no leading zero on the hour."""
    at = local(at)
    return f"{at.hour}:{at.minute:02d}"


def near_day(at: datetime | date, *, now: datetime) -> str | None:
    """Yesterday, today and tomorrow have names; other days have none."""
    match (local_date(at) - local_date(now)).days:
        case -1:
            return _("yesterday")
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
    return None


def moment(at: datetime, *, now: datetime) -> str:
    """今天 14:00, 昨天 21:06, 3 月 9 日 9:15"""
    day = near_day(at, now=now) or short_day(at, now=now)
    return _("%(day)s %(clock)s") % {"day": day, "clock": clock(at)}


def written(at: datetime, *, now: datetime) -> str:
    """3 月 9 日 9:15, today's too: for letters, which are read on another day than they were written."""
    return _("%(day)s %(clock)s") % {"day": short_day(at, now=now), "clock": clock(at)}


def span(start: datetime, end: datetime | None, *, now: datetime) -> str:
    """3 月 14 日 星期六 9:30 – 11:00; an end on another day says its day too."""
    first = _("%(day)s %(clock)s") % {"day": long_day(start, now=now), "clock": clock(start)}
    if end is None or end <= start:
        return first
    last = clock(end)
    if local_date(end) != local_date(start):
        last = _("%(day)s %(clock)s") % {"day": long_day(end, now=now), "clock": last}
    return f"{first} – {last}"


def days_in_words(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def hours_in_words(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def minutes_in_words(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def duration(length: timedelta, *, units: int = 2) -> str:
    """The largest `units` neighbouring units, rounded down: 1 天 4 小时; under a minute, an empty string."""
    days, rest = divmod(max(length, timedelta()), DAY)
    hours, rest = divmod(rest, HOUR)
    parts = [(days, days_in_words), (hours, hours_in_words), (rest // MINUTE, minutes_in_words)]
    while parts and not parts[0][0]:
        parts.pop(0)
    return " ".join(words(count) for count, words in parts[:units] if count)


def ago(at: datetime, *, now: datetime) -> str:
    """刚刚, 5 分钟前, 2 小时前, 昨天, then the date. A moment still to come is said as it is."""
    past = now - at
    if past < -MINUTE:
        return moment(at, now=now)
    if past < MINUTE:
        return _("just now")
    if past < 6 * HOUR or local_date(at) == local_date(now):
        return _("%(duration)s ago") % {"duration": duration(past, units=1)}
    return near_day(at, now=now) or short_day(at, now=now)


def left(due: datetime, *, now: datetime) -> str:
    """还剩 1 天 4 小时, or 逾期 5 天 once it has passed."""
    rest = due - now
    if rest >= MINUTE:
        return _("%(duration)s left") % {"duration": duration(rest)}
    if rest > timedelta():
        return _("less than a minute left")
    if rest > -MINUTE:
        return _("due now")
    return _("%(duration)s overdue") % {"duration": duration(-rest, units=1)}
