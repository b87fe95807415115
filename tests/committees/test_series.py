"""Meetings that come again: the arithmetic of days, the verbs, the clock that calls them, the pages."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from dateutil.rrule import rruleset, rrulestr
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from committees import operations
from committees.messages import SERIES
from committees.models import Meeting, MeetingKind, MeetingSeries
from committees.reminders import SHANGHAI
from committees.series import RHYTHMS, insist_on_a_rule, next_dates, occurrences, often, rule_for, wall
from committees.tasks import call_series
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import NOW, STARTS, make_place, member
from tests.committees.outbox import pending_reminders, rows
from tests.committees.pages import text_of
from tests.committees.test_two_at_once import at_once
from tests.factories import OrganisationFactory

SECOND_WEDNESDAY = "FREQ=MONTHLY;BYDAY=2WE"


def begin(estate, **changes) -> MeetingSeries:
    fields = {
        "by": estate.staff,
        "kind": "joint",
        "place": estate.place,
        "organisation": estate.committee,
        "title": "联席会议例会",
        "venue": "4栋二层议事厅",
        "starts_at": STARTS,
        "rule": SECOND_WEDNESDAY,
        "client_key": uuid4(),
        "now": NOW,
    }
    return operations.begin_series(**fields | changes)


# --- which days ---------------------------------------------------------------------------------------------------


def days(rule: str, starts_at: datetime = STARTS, count: int = 4, exceptions=()) -> list[str]:
    found = next_dates(rule, starts_at, starts_at - timedelta(days=1), count, exceptions)
    assert all((at.hour, at.minute, at.utcoffset()) == (19, 30, timedelta(hours=8)) for at in found)
    return [f"{at:%y-%m-%d}" for at in found]


def test_the_days_that_come():
    assert days(SECOND_WEDNESDAY) == ["26-03-11", "26-04-08", "26-05-13", "26-06-10"]
    assert days("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE") == ["26-03-11", "26-03-25", "26-04-08", "26-04-22"]
    assert days("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=11", count=2) == ["26-03-11", "27-03-11"]
    assert days(SECOND_WEDNESDAY, exceptions=[date(2026, 4, 8)], count=2) == ["26-03-11", "26-05-13"]
    # An end with a day, with a moment of another clock, and by number; EXDATE does not make COUNT longer.
    assert days("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260318") == ["26-03-11", "26-03-18"]
    assert days("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260318T113000Z") == ["26-03-11", "26-03-18"]
    assert days("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260318T112959Z") == ["26-03-11"]
    assert days("FREQ=WEEKLY;BYDAY=WE;COUNT=3", exceptions=[date(2026, 3, 18)]) == ["26-03-11", "26-03-25"]
    leap = datetime(2028, 2, 29, 19, 30, tzinfo=SHANGHAI)
    assert days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", leap, 2) == ["28-02-29", "32-02-29"]
    assert days(rule_for("year", leap.date()), leap, 3) == [
        "28-02-29",
        "29-02-28",
        "30-02-28",
    ]  # not once in four
    fifth = datetime(2026, 4, 29, 19, 30, tzinfo=SHANGHAI)
    assert days(rule_for("month", fifth.date()), fifth, 2) == ["26-04-29", "26-05-27"]  # the last Wednesday


def test_a_window_is_open_at_its_beginning_and_closed_at_its_end():
    week = timedelta(days=7)
    rule = "FREQ=WEEKLY;BYDAY=WE"
    assert occurrences(rule, STARTS, STARTS, STARTS + week) == [STARTS + week]
    assert occurrences(rule, STARTS, STARTS - week, STARTS) == [STARTS]
    assert occurrences(rule, STARTS.astimezone(UTC), STARTS.astimezone(UTC), STARTS + week) == [STARTS + week]


@pytest.mark.parametrize(
    "rule, sentence",
    [
        ("", "看不懂"),
        ("每个月", "看不懂"),
        ("FREQ=SOMETIMES", "看不懂"),
        ("FREQ=WEEKLY;FREQ=DAILY", "看不懂"),
        ("FREQ=WEEKLY;INTERVAL=0", "看不懂"),
        ("FREQ=WEEKLY;INTERVAL=999", "看不懂"),
        ("FREQ=MONTHLY;BYDAY=2XX", "看不懂"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "看不懂"),
        ("FREQ=HOURLY", "一天一次"),
        ("FREQ=SECONDLY;COUNT=99", "一天一次"),
        ("FREQ=DAILY;BYHOUR=8,9", "一天一次"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "太复杂"),  # would be looked for until the year 9999
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO", "太复杂"),
        ("FREQ=YEARLY;BYWEEKNO=20", "太复杂"),
        ("FREQ=WEEKLY;BYDAY=2WE", "太复杂"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "永远不会来"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "永远不会来"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260301", "早于第一次"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260230", "不是日历上的日子"),
        ("FREQ=WEEKLY;BYDAY=TH", "第一次那天"),
    ],
)
def test_a_rule_that_is_refused(rule, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        insist_on_a_rule(rule, STARTS)
    assert refused.value.field == "rule"


firsts = st.datetimes(datetime(2024, 1, 1), datetime(2034, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=SHANGHAI)
)


@given(starts_at=firsts, rhythm=st.sampled_from(RHYTHMS), leave_out=st.sets(st.integers(0, 5), max_size=3))
def test_what_people_choose_is_what_an_independent_reader_of_rfc_5545_finds(starts_at, rhythm, leave_out):
    rule = rule_for(rhythm, starts_at.date())
    insist_on_a_rule(rule, starts_at)
    assert often(rule)
    plain = f"DTSTART:{wall(starts_at):%Y%m%dT%H%M%S}\nRRULE:{rule}"
    expected = rruleset()
    expected.rrule(rrulestr(plain))
    left_out = [day for number, day in enumerate(rrulestr(plain)[:6]) if number in leave_out]
    for day in left_out:
        expected.exdate(day)
    before = starts_at - timedelta(days=1)
    ours = occurrences(
        rule, starts_at, before, starts_at + timedelta(days=900), {day.date() for day in left_out}
    )
    theirs = expected.between(wall(before), wall(starts_at) + timedelta(days=900), inc=True)
    assert [wall(at) for at in ours] == theirs
    assert len({at.date() for at in ours}) == len(ours)


def test_a_rhythm_in_words():
    said = {rhythm: often(rule_for(rhythm, STARTS.date())) for rhythm in RHYTHMS}
    assert said == {
        "week": "每周三",
        "fortnight": "每 2 周的周三",
        "month": "每月第二个周三",
        "two_months": "每 2 个月的第二个周三",
        "quarter": "每 3 个月的第二个周三",
        "year": "每年 3 月 11 日",
    }
    assert [often(rule) for rule in ("", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=2", "FREQ=YEARLY")] == [
        "有需要时开",
        "每月一次",
        "每 2 个月一次",
        "每年一次",
    ]
    assert often("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1") == "每月最后一个周一、最后一个周五"


# --- begun, and called by the clock -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_meeting_is_called_once_ten_days_ahead_with_its_parties_and_agenda(estate):
    series = begin(estate, online_url="https://meet.example.org/4")
    assert begin(estate, client_key=series.client_key) == series
    too_early = STARTS - timedelta(days=10, minutes=1)
    assert operations.call_series(now=too_early) == 0
    now = STARTS - timedelta(days=10)
    assert operations.call_series(now=now) == 1
    assert operations.call_series(now=now + timedelta(minutes=10)) == 0

    meeting = Meeting.objects.get()
    assert (meeting.series, meeting.series_on, meeting.starts_at) == (series, STARTS.date(), STARTS)
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
    assert (meeting.convened_by, meeting.online_url) == (estate.staff, "https://meet.example.org/4")
    assert {party.name for party in meeting.parties.all()} == {
        str(estate.committee),
        str(estate.property),
        str(estate.council),
        "楼长代表",
    }
    assert [item.title for item in meeting.agenda.order_by("position")] == ["上次决议落实", "各方情况"]
    assert len(pending_reminders(meeting, estate.captain)) == 3
    # The next month's, ten days ahead again; and one that was moved is not called a second time.
    later = STARTS + timedelta(days=18)
    operations.move_meeting(
        by=estate.staff,
        meeting=meeting,
        starts_at=STARTS + timedelta(days=1),
        ends_at=STARTS + timedelta(days=1, minutes=90),
        now=now,
    )
    assert operations.call_series(now=later) == 1
    assert sorted(Meeting.objects.values_list("series_on", flat=True)) == [
        date(2026, 3, 11),
        date(2026, 4, 8),
    ]


@pytest.mark.django_db
def test_a_kind_calls_its_own_parties_and_its_own_agenda(estate):
    colleague = member(organisation=estate.committee, office="head").user
    series = begin(estate, kind="captains", organisation=estate.committee, title="楼长例会")
    operations.call_series(now=STARTS - timedelta(days=9))
    meeting = series.meetings.get()
    assert meeting.is_open is False
    # One seat for the committee: its head has it. No other party is called.
    assert {(i.party.name, i.user) for i in meeting.invitations.select_related("party", "user")} == {
        (str(estate.committee), colleague),
        ("楼长代表", estate.captain),
    }
    assert [item.title for item in meeting.agenda.order_by("position")][1:] == [
        "各楼一个月的情况",
        "下个月分工",
    ]


@pytest.mark.django_db
def test_a_call_that_the_law_wants_earlier_is_made_a_day_before_it_must(estate):
    owners = OrganisationFactory(kind="owners_committee", serves=[estate.place])
    head = member(organisation=owners, office="head").user
    words = {"by": head, "organisation": owners, "kind": "owners_assembly", "rule": "FREQ=YEARLY"}
    with pytest.raises(Refused, match="依法至少提前 15 天"):
        begin(estate, **words)
    series = begin(estate, **words, now=STARTS - timedelta(days=20))
    assert operations.call_series(now=STARTS - timedelta(days=16, minutes=1)) == 0
    assert operations.call_series(now=STARTS - timedelta(days=16)) == 1
    assert series.meetings.count() == 1


@pytest.mark.django_db
def test_a_day_that_is_left_out_is_not_called_or_called_off(estate):
    series = begin(estate)
    operations.call_series(now=STARTS - timedelta(days=9))
    meeting = series.meetings.get()
    for _tap in range(2):
        operations.skip_day(by=estate.staff, series=series, on=STARTS.date(), reason="春节", now=NOW)
    operations.skip_day(by=estate.staff, series=series, on=date(2026, 4, 8), reason="清明", now=NOW)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason) == ("cancelled", "春节")
    assert rows(meeting, kind="committees.reminder", state="pending").count() == 0
    assert operations.call_series(now=datetime(2026, 4, 7, 12, tzinfo=SHANGHAI)) == 0
    assert operations.call_series(now=datetime(2026, 5, 5, 12, tzinfo=SHANGHAI)) == 1
    assert Entry.objects.filter(verb="committees.skip_day").count() == 2
    for on, sentence in ((date(2026, 5, 14), "那天没有"), (date(2026, 3, 4), "那天没有")):
        with pytest.raises(Refused, match=sentence):
            operations.skip_day(by=estate.staff, series=series, on=on, reason="x", now=NOW)
    long_after = datetime(2026, 6, 11, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="已经过了"):
        operations.skip_day(by=estate.staff, series=series, on=date(2026, 6, 10), reason="x", now=long_after)
    with pytest.raises(Refused, match="原因"):
        operations.skip_day(by=estate.staff, series=series, on=date(2026, 6, 10), reason=" ", now=NOW)
    with pytest.raises(Refused):
        operations.skip_day(by=estate.resident, series=series, on=date(2026, 6, 10), reason="x", now=NOW)


@pytest.mark.django_db
def test_an_ended_series_calls_nothing_more(estate):
    series = begin(estate)
    with pytest.raises(Refused, match="已经过了"):
        operations.end_series(by=estate.staff, series=series, on=date(2026, 2, 1), now=NOW)
    with pytest.raises(Refused):
        operations.end_series(by=estate.captain, series=series, now=NOW)
    for _tap in range(2):
        operations.end_series(by=estate.staff, series=series, on=date(2026, 4, 8), now=NOW)
    assert operations.call_series(now=datetime(2026, 3, 9, 12, tzinfo=SHANGHAI)) == 1
    assert operations.call_series(now=datetime(2026, 4, 7, 12, tzinfo=SHANGHAI)) == 0
    assert Entry.objects.filter(verb="committees.end_series").count() == 1
    with pytest.raises(Refused, match="那天没有"):
        operations.skip_day(by=estate.staff, series=series, on=date(2026, 4, 8), reason="x", now=NOW)


@pytest.mark.django_db
def test_when_whoever_began_it_has_left_the_heads_are_told_once_and_one_takes_over(estate):
    head = member(organisation=estate.committee, office="head").user
    series = begin(estate)
    estate.staff.memberships.update(ended_on=timezone.localdate())
    now = STARTS - timedelta(days=9)
    for minutes in (0, 10, 20):
        assert operations.call_series(now=now + timedelta(minutes=minutes)) == 0
    series.refresh_from_db()
    assert series.trouble.startswith("3 月 11 日的会没能发出通知")
    told = Message.objects.filter(letter__kind=SERIES, channel="inbox")
    assert [message.recipient for message in told] == [head]
    assert told[0].url == f"/meetings/series/{series.pk}/"

    with pytest.raises(Refused):
        operations.take_over_series(by=estate.manager, series=series, now=now)
    operations.take_over_series(by=head, series=series, now=now)
    assert operations.call_series(now=now) == 1
    series.refresh_from_db()
    assert (series.trouble, series.meetings.get().convened_by) == ("", head)


@pytest.mark.django_db
def test_where_nobody_of_its_organisation_is_left_the_communitys_staff_hear_of_it(estate):
    series = begin(estate, by=estate.president, organisation=estate.council)
    estate.president.memberships.update(ended_on=timezone.localdate())
    assert operations.call_series(now=STARTS - timedelta(days=9)) == 0
    told = Message.objects.filter(letter__kind=SERIES, channel="inbox")
    assert [message.recipient for message in told] == [estate.staff]
    operations.take_over_series(by=estate.staff, series=series)


@pytest.mark.django_db
def test_a_closed_account_and_a_kind_that_is_no_more_stand_on_the_page(estate, visit):
    head = member(organisation=estate.committee, office="head").user
    series = begin(estate)
    estate.staff.is_active = False
    estate.staff.save()
    other = begin(estate, by=head, kind="captains", title="楼长例会")
    MeetingKind.objects.filter(pk="captains").update(is_active=False)
    assert operations.call_series(now=STARTS - timedelta(days=9)) == 0
    series.refresh_from_db()
    other.refresh_from_db()
    assert "账号已停用" in series.trouble
    assert "没有这种会议" in other.trouble
    assert "没能发出通知" in text_of(visit(head).get(f"/meetings/series/{series.pk}/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes, field, sentence",
    [
        ({"rule": "FREQ=HOURLY"}, "rule", "一天一次"),
        ({"starts_at": NOW - timedelta(days=1)}, "starts_at", "已经过了"),
        ({"starts_at": NOW + timedelta(days=1000)}, "starts_at", "两年"),
        ({"minutes": 19}, "minutes", "20 到 480"),
        ({"minutes": 481}, "minutes", "20 到 480"),
        ({"kind": "captains", "minutes": 30}, "minutes", "议程要"),
        ({"kind": "seance"}, "kind", "没有这种会议"),
        ({"kind": "owners_committee"}, "organisation", "召集"),
        ({"title": "  "}, "title", "会议|标题|题目"),
        ({"venue": ""}, "venue", "哪"),
        ({"online_url": "javascript:alert(1)"}, "online_url", "打不开"),
    ],
)
def test_what_is_refused_at_the_beginning(estate, changes, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        begin(estate, **changes)
    assert refused.value.field == field
    assert not MeetingSeries.objects.exists()


@pytest.mark.django_db
def test_who_may_begin_one(estate):
    for user in (estate.resident, estate.captain, estate.manager):
        with pytest.raises(Refused):
            begin(estate, by=user)
    key = begin(estate).client_key
    with pytest.raises(Refused, match="别人"):
        begin(estate, by=member(organisation=estate.committee).user, client_key=key)


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_person_at_the_same_moment():
    """Real connections: the same day is called once, and never after it was left out."""
    from issues.operations.categories import load_categories

    load_categories()
    estate = make_place()
    series = begin(estate, rule="FREQ=WEEKLY;BYDAY=WE")
    now = STARTS - timedelta(days=2)

    def call():
        return operations.call_series(now=now)

    results = at_once(call, call, call)
    assert sum(results) == 2  # this Wednesday and the next
    assert series.meetings.count() == 2
    for meeting in series.meetings.all():
        told = rows(meeting, kind="committees.invitation", recipient=estate.captain, channel="inbox")
        assert told.count() == 1
    third = (STARTS + timedelta(days=14)).date()
    later = STARTS + timedelta(days=7)
    at_once(
        lambda: operations.call_series(now=later),
        lambda: operations.skip_day(by=estate.staff, series=series, on=third, reason="台风", now=later),
    )
    operations.call_series(now=later)
    called = series.meetings.filter(series_on=third).first()
    assert called is None or called.is_cancelled


@pytest.mark.django_db
def test_one_that_is_broken_does_not_hold_up_the_others(estate, caplog):
    MeetingSeries.objects.filter(pk=begin(estate).pk).update(rule="nonsense")
    sound = begin(estate)
    assert operations.call_series(now=STARTS - timedelta(days=9)) == 1
    assert sound.meetings.count() == 1
    assert "could not be looked at" in caplog.text


@pytest.mark.django_db
def test_the_task_takes_a_moment_to_replay(estate):
    begin(estate)
    assert call_series(now=(STARTS - timedelta(days=9)).isoformat()) == 1
    assert call_series(now=(STARTS - timedelta(days=9)).isoformat()) == 0
