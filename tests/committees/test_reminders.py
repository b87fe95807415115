"""The arithmetic of reminders, at its edges."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.reminders import OFFSETS, SHANGHAI, after_the_night, label, reminder_times, still_ahead


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def plan(starts: str, now: str) -> list[tuple[str, str, str]]:
    return [
        (r.offset_label, f"{r.due_at:%m-%d %H:%M}", f"{r.expires_at:%m-%d %H:%M}")
        for r in reminder_times(at(starts), at(now))
    ]


def test_three_days_one_day_and_two_hours_before_an_evening_meeting():
    assert plan("2026-03-11 19:30", "2026-03-01 12:00") == [
        ("-3d", "03-08 19:30", "03-10 19:30"),
        ("-1d", "03-10 19:30", "03-11 17:30"),
        ("-2h", "03-11 17:30", "03-11 19:30"),
    ]


def test_what_is_past_is_skipped_to_the_second():
    assert [r[0] for r in plan("2026-03-11 19:30", "2026-03-08 19:30")] == ["-1d", "-2h"]
    assert [r[0] for r in plan("2026-03-11 19:30", "2026-03-08 19:29:59")] == ["-3d", "-1d", "-2h"]
    assert plan("2026-03-11 19:30", "2026-03-11 17:30") == []
    assert plan("2026-03-11 19:30", "2026-03-12 08:00") == []


def test_a_morning_meeting_sends_nothing_at_night():
    # Two hours before 9:30 is 7:30: that waits until 8:00.
    assert plan("2026-03-14 09:30", "2026-03-01 12:00")[-1] == ("-2h", "03-14 08:00", "03-14 09:30")
    # Before 8:00 there is no such morning: it is dropped, and the day before lasts until the meeting begins.
    assert plan("2026-03-14 07:30", "2026-03-01 12:00") == [
        ("-3d", "03-11 08:00", "03-13 08:00"),
        ("-1d", "03-13 08:00", "03-14 07:30"),
    ]
    assert plan("2026-03-14 08:00", "2026-03-01 12:00")[-1][0] == "-1d"


def test_a_late_evening_meeting_is_reminded_of_the_next_morning():
    assert plan("2026-03-14 21:45", "2026-03-01 12:00") == [
        ("-3d", "03-12 08:00", "03-14 08:00"),
        ("-1d", "03-14 08:00", "03-14 19:45"),
        ("-2h", "03-14 19:45", "03-14 21:45"),
    ]


def test_two_that_fall_on_the_same_morning_are_one():
    nine = at("2026-03-14 09:00")
    offsets = (timedelta(hours=11), timedelta(hours=2))  # 22:00 and 7:00, both wait until 8:00
    assert [r.offset_label for r in reminder_times(nine, at("2026-03-01 12:00"), offsets)] == ["-2h"]


@pytest.mark.parametrize(
    "meant, due",
    [
        ("2026-03-14 21:29:59", "2026-03-14 21:29:59"),
        ("2026-03-14 21:30", "2026-03-15 08:00"),
        ("2026-03-14 23:59", "2026-03-15 08:00"),
        ("2026-03-15 00:00", "2026-03-15 08:00"),
        ("2026-03-15 07:59:59", "2026-03-15 08:00"),
        ("2026-03-15 08:00", "2026-03-15 08:00"),
        ("2026-02-28 22:00", "2026-03-01 08:00"),
        ("2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_quiet_hours(meant, due):
    assert after_the_night(at(meant)) == at(due)


def test_labels():
    assert [label(offset) for offset in OFFSETS] == ["-3d", "-1d", "-2h"]
    assert label(timedelta(minutes=90)) == "-90m"
    assert label(timedelta(hours=25)) == "-25h"


moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)).map(lambda m: m.replace(tzinfo=SHANGHAI))
some_offsets = st.lists(
    st.integers(1, 60 * 24 * 10).map(lambda m: timedelta(minutes=m)), max_size=6, unique=True
)


@given(starts_at=moments, away=st.timedeltas(timedelta(days=-2), timedelta(days=12)), offsets=some_offsets)
def test_always(starts_at, away, offsets):
    now = starts_at - away
    reminders = reminder_times(starts_at, now, offsets)
    for reminder in reminders:
        assert now < reminder.due_at < reminder.expires_at <= starts_at
        assert time(8) <= reminder.due_at.astimezone(SHANGHAI).time() < time(21, 30)
    for reminder, following in zip(reminders, [*reminders, None][1:], strict=True):
        # At any moment at most one of them is due and not yet expired.
        assert reminder.expires_at == (following.due_at if following else starts_at)
    labels = [reminder.offset_label for reminder in reminders]
    assert len(labels) == len(set(labels))


@given(starts_at=moments, offsets=some_offsets)
def test_daytime_offsets_are_all_kept_and_exact(starts_at, offsets):
    long_ago = starts_at - timedelta(days=30)
    kept = {r.offset_label: r.due_at for r in reminder_times(starts_at, long_ago, offsets)}
    for offset in offsets:
        meant = (starts_at - offset).astimezone(SHANGHAI)
        if time(8) < meant.time() < time(21, 30):
            assert kept[label(offset)] == meant


@given(starts_at=moments, offsets=some_offsets)
def test_the_time_zone_it_is_given_in_makes_no_difference(starts_at, offsets):
    long_ago = starts_at - timedelta(days=30)
    assert reminder_times(starts_at.astimezone(UTC), long_ago, offsets) == reminder_times(
        starts_at, long_ago, offsets
    )


def test_a_page_promises_only_what_is_still_sent():
    minutes = [3 * 24 * 60, 24 * 60, 120]
    starts_at = datetime(2026, 3, 11, 19, 30, tzinfo=SHANGHAI)
    days, hours = timedelta(days=1), timedelta(hours=1)
    assert still_ahead(starts_at, starts_at - 4 * days, minutes) == minutes
    assert still_ahead(starts_at, starts_at - 3 * days, minutes) == minutes[1:]
    assert still_ahead(starts_at, starts_at - 3 * hours, minutes) == [120]
    assert still_ahead(starts_at, starts_at - hours, minutes) == []
    # In the night before, what was meant for it comes in the morning.
    early = datetime(2026, 3, 11, 9, 0, tzinfo=SHANGHAI)
    assert still_ahead(early, early - 12 * hours, minutes) == [120]
