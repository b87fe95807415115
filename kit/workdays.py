"""Working days in mainland China: public holidays off, make-up Saturdays and Sundays on."""

from datetime import date, datetime, timedelta

import chinese_calendar

from kit.times import local_date

SATURDAY = 5
# Off in every year (全国年节及纪念日放假办法, art. 2); the other feasts go by the moon and the sun.
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def is_workday(day: date) -> bool:
    """By the State Council's yearly arrangement; for a year not yet announced, Monday to Friday, but for
    what is off in every year."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < SATURDAY and (day.month, day.day) not in FIXED


def is_known(day: date) -> bool:
    """Whether the arrangement of that year is known to this installation."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def known_until(today: date) -> date:
    """The last day whose arrangement is known to this installation."""
    year = today.year
    while is_known(date(year, 1, 1)):
        year += 1
    return date(year - 1, 12, 31)


def workdays_later(start: datetime, count: int) -> datetime:
    """The same hour so many working days on; the day itself is not counted (Civil Code, article 201)."""
    day = local_date(start)
    for _step in range(count):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return start + (day - local_date(start))
