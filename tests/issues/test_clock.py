"""The clock by itself: no database, every edge by hand. 2026-03-12 is a Thursday."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.clock import (
    BREACH,
    CHINA,
    LIMITS,
    WARNINGS,
    Hours,
    after_quiet,
    alarm_at,
    counted,
    deadlines,
    percent_used,
    put_off,
    run_out,
    stage,
    walk,
)
from issues.models import Tier
from kit.workdays import is_known, is_workday, known_until


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_every_tier_of_the_model_has_a_clock():
    assert set(LIMITS) == set(Tier.values)


@pytest.mark.parametrize(
    "tier, start, respond_by, resolve_by",
    [
        # danger runs round the clock, at night and on holidays
        ("p0", "2026-10-01 02:00", "2026-10-01 02:15", "2026-10-01 04:00"),
        # a utility is answered in waking hours, and mended within a day of the clock
        ("p1", "2026-03-12 14:00", "2026-03-12 14:30", "2026-03-13 14:00"),
        ("p1", "2026-03-12 21:20", "2026-03-13 08:20", "2026-03-13 21:20"),
        ("p1", "2026-03-12 23:00", "2026-03-13 08:30", "2026-03-13 23:00"),
        ("p1", "2026-03-14 12:00", "2026-03-14 12:30", "2026-03-15 12:00"),  # a Saturday
        # everyday things: one working day, and seven days of which the last is a working day until 18:00
        ("p2", "2026-03-12 14:00", "2026-03-13 14:00", "2026-03-19 18:00"),
        ("p2", "2026-03-13 14:00", "2026-03-16 14:00", "2026-03-20 18:00"),  # Friday to Monday
        ("p2", "2026-03-13 20:00", "2026-03-17 09:00", "2026-03-23 18:00"),  # begins on Monday at nine
        ("p2", "2026-03-15 10:00", "2026-03-17 09:00", "2026-03-23 18:00"),  # a Sunday
        # the last day is a holiday: the next working day (Civil Code art. 203)
        ("p2", "2026-09-30 10:00", "2026-10-08 10:00", "2026-10-08 18:00"),
        # Saturday 10 October 2026 makes up for the holiday: it counts
        ("p2", "2026-10-09 14:00", "2026-10-10 14:00", "2026-10-16 18:00"),
        ("p3", "2026-03-12 14:00", "2026-03-16 14:00", "2026-03-27 18:00"),
    ],
)
def test_what_counts_of_a_day_depends_on_the_tier(tier, start, respond_by, resolve_by):
    assert deadlines(tier, china(start)) == (china(respond_by), china(resolve_by))


def test_a_year_nobody_has_announced_yet_has_plain_weeks():
    assert is_known(date(2026, 10, 1))
    assert not is_workday(date(2026, 10, 1))
    assert is_workday(date(2026, 10, 10))  # made up for
    assert not is_known(date(2099, 1, 1))
    assert is_workday(date(2099, 1, 2))  # a Friday
    assert not is_workday(date(2099, 1, 3))
    off = [
        date(2099, month, day) for month, day in ((1, 1), (5, 1), (10, 1), (10, 2))
    ]  # by law, in every year
    assert not any(is_workday(day) for day in off)
    assert is_workday(date(2099, 10, 5))  # nobody knows yet
    last = known_until(date(2026, 11, 29))
    assert (last.month, last.day) == (12, 31)
    assert is_known(last)
    assert not is_known(last + timedelta(days=1))


@given(
    st.sampled_from(sorted(LIMITS)),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)),
)
def test_no_deadline_lies_before_its_start_and_the_work_never_before_the_answer(tier, start):
    start = start.replace(tzinfo=CHINA)
    respond_by, resolve_by = deadlines(tier, start)
    assert start < respond_by <= resolve_by


# --- warnings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tier, responding, moments",
    [
        ("p0", True, ["14:07:30", "14:12:00", "14:15:00"]),
        ("p1", True, ["14:15:00", "14:24:00", "14:30:00"]),
    ],
)
def test_half_four_fifths_and_the_end(tier, responding, moments):
    start = china("2026-03-12 14:00")
    due = run_out(LIMITS[tier].respond, start)
    found = [alarm_at(start, due, percent, LIMITS[tier].respond.hours) for percent in (*WARNINGS, BREACH)]
    assert [f"{moment.astimezone(CHINA):%H:%M:%S}" for moment in found] == moments


def test_half_of_a_weekend_long_clock_is_half_of_its_working_hours():
    friday, monday = china("2026-03-13 14:00"), china("2026-03-16 14:00")
    assert counted(friday, monday, Hours.WORKING) == timedelta(hours=9)
    assert alarm_at(friday, monday, 50, Hours.WORKING) == china("2026-03-16 09:30")


def test_the_first_warning_never_comes_at_once():
    start = china("2026-03-12 14:00")
    first = stage("p1", started=start, due=start + timedelta(minutes=30), now=start, responding=True)
    assert (first.next_alarm, first.next_alarm_at) == (50, china("2026-03-12 14:15"))


def test_what_was_to_be_said_before_now_is_not_said_late():
    start, due = china("2026-03-12 14:00"), china("2026-03-12 14:30")
    late = stage("p1", started=start, due=due, now=china("2026-03-12 14:25"), responding=True)
    assert (late.next_alarm, late.next_alarm_at) == (BREACH, due)


def test_who_gets_it_too_late_has_the_whole_limit_anew():
    now = china("2026-03-12 15:00")
    fresh = stage(
        "p1", started=china("2026-03-12 14:00"), due=china("2026-03-12 14:30"), now=now, responding=True
    )
    assert (fresh.started_at, fresh.due_at, fresh.next_alarm) == (now, china("2026-03-12 15:30"), 50)


@given(
    st.sampled_from(sorted(LIMITS)),
    st.booleans(),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30)),
    st.integers(-3000, 30000),
    st.integers(-3000, 30000),
)
def test_a_stage_always_has_time_left_and_its_alarm_within(tier, responding, now, start, due):
    now = now.replace(tzinfo=CHINA)
    found = stage(
        tier,
        started=now + timedelta(minutes=start),
        due=now + timedelta(minutes=due),
        now=now,
        responding=responding,
    )
    assert found.started_at < found.due_at
    assert now < found.next_alarm_at <= found.due_at


# --- percent, quiet hours, standing still ---------------------------------------------------------------------

START = china("2026-03-12 13:06")


@pytest.mark.parametrize(
    "minutes, percent", [(-60, 0), (0, 0), (1, 1), (50, 50), (99, 99), (100, 100), (101, 100), (9999, 100)]
)
def test_percent_used_at_its_edges(minutes, percent):
    due = START + timedelta(minutes=100)
    assert percent_used(START, due, START + timedelta(minutes=minutes)) == percent


def test_no_time_at_all_is_used_up():
    assert percent_used(START, START, START) == 100


def test_a_weekend_uses_nothing_of_a_working_clock():
    friday, monday = china("2026-03-13 17:00"), china("2026-03-16 17:00")
    at_night, on_sunday = china("2026-03-13 23:00"), china("2026-03-15 12:00")
    used = [percent_used(friday, monday, now, Hours.WORKING) for now in (at_night, on_sunday)]
    assert used == [11, 11]  # one of nine hours


@pytest.mark.parametrize(
    "now, then",
    [
        ("2026-03-12 21:29", "2026-03-12 21:29"),
        ("2026-03-12 21:30", "2026-03-13 08:00"),
        ("2026-03-13 00:00", "2026-03-13 08:00"),
        ("2026-03-13 07:59", "2026-03-13 08:00"),
        ("2026-03-13 08:00", "2026-03-13 08:00"),
    ],
)
def test_nobody_s_phone_rings_at_night(now, then):
    assert after_quiet(china(now)) == china(then)


def test_what_stood_still_ends_as_much_later():
    assert put_off(china("2026-03-13 14:00"), timedelta(hours=30), "p1") == china("2026-03-14 20:00")
    # of an everyday thing again at the close of a working day
    assert put_off(china("2026-03-13 18:00"), timedelta(days=1), "p2") == china("2026-03-16 18:00")


def test_walking_over_a_night_and_a_weekend():
    assert walk(china("2026-03-13 17:30"), timedelta(hours=1), Hours.WORKING) == china("2026-03-16 09:30")
    assert walk(china("2026-03-13 21:00"), timedelta(hours=1), Hours.WAKING) == china("2026-03-14 08:30")
