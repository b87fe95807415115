from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from notices.days import Section, grouped, section_of

# Thursday, 12 March 2026, 07:30 in China.
NOW = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)


@dataclass
class Row:
    publish_at: datetime


def at(day: int, hour: int = 12) -> datetime:
    """An hour of March 2026 in China."""
    return datetime(2026, 3, day, hour, tzinfo=UTC) - timedelta(hours=8)


def test_today_is_the_day_in_china():
    assert section_of(at(12, 0), now=NOW) is Section.TODAY
    assert section_of(at(12, 0) - timedelta(seconds=1), now=NOW) is Section.WEEK


def test_the_week_begins_on_monday():
    assert section_of(at(9, 0), now=NOW) is Section.WEEK
    assert section_of(at(9, 0) - timedelta(seconds=1), now=NOW) is Section.EARLIER


def test_on_a_monday_nothing_but_today_is_in_the_week():
    monday = at(9, 8)
    assert section_of(at(8, 23), now=monday) is Section.EARLIER


def test_rows_are_grouped_in_their_order():
    groups = list(grouped([Row(at(12)), Row(at(11)), Row(at(10)), Row(at(1))], now=NOW))
    assert [(group.section, len(group.notices)) for group in groups] == [
        ("today", 1),
        ("week", 2),
        ("earlier", 1),
    ]
    assert not any(group.continues for group in groups)


def test_a_later_page_continues_the_section_that_the_one_before_ended_with():
    first, second = grouped([Row(at(10)), Row(at(1))], now=NOW, after=at(11))
    assert first.continues
    assert not second.continues
