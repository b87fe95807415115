"""Working days in mainland China: public holidays off, make-up Saturdays and Sundays on."""

from datetime import date, datetime, timedelta

import chinese_calendar

from kit.times import local_date

SATURDAY = 5


def is_workday(day: date) -> bool:
    """By the State Council's yearly arrangement; for a year not yet announced, Monday to Friday."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < SATURDAY


def is_known(day: date) -> bool:
    """Whether the arrangement of that year is known to this installation."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def workdays_later(start: datetime, count: int) -> datetime:
    """The same hour so many working days on; the day itself is not counted (Civil Code, article 201)."""
    day = local_date(start)
    for _step in range(count):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return start + (day - local_date(start))
