"""Working days in mainland China: public holidays off, make-up Saturdays and Sundays on."""

from datetime import date

import chinese_calendar

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
