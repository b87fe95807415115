"""Own reminders for one meeting: what waits is taken back, nobody is told twice, nothing is lost."""

from collections import Counter
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from committees.messages import REMINDER
from committees.operations import cancel_meeting, move_meeting, reply, set_reminders
from committees.reminders import LEAST, MOST, checked, in_words, reminder_times
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from people.models import User
from tests.committees.ground import NOW, STARTS, convene_soon, make_place
from tests.committees.outbox import pending_reminders, rows
from tests.committees.pages import text_of
from tests.committees.test_reminders import at, moments
from tests.committees.test_two_at_once import at_once

DAY, HOUR = 24 * 60, 60


def change(estate, meeting, **changes):
    fields = {"minutes": [5 * DAY, 2 * HOUR], "now": NOW}
    return set_reminders(by=estate.staff, meeting=meeting, **fields | changes)


@pytest.mark.django_db
def test_what_waits_is_taken_back_and_posted_anew(estate):
    User.objects.filter(pk=estate.captain.pk).update(phone_verified=True)
    meeting = estate.convene()
    reply(by=estate.manager, meeting=meeting, reply="declined", reason="出差", now=NOW)
    for _tap in range(2):
        meeting = change(estate, meeting, words="请带平面图", channels=["sms"])
    assert meeting.reminder_round == 1
    assert meeting.reminder_channels == ["inbox", "sms"]
    assert pending_reminders(meeting, estate.captain) == ["03-06 19:30", "03-11 17:30"]
    assert pending_reminders(meeting, estate.captain, "sms") == ["03-06 19:30", "03-11 17:30"]
    assert pending_reminders(meeting, estate.staff, "email") == []
    assert pending_reminders(meeting, estate.manager) == []
    waiting = rows(meeting, kind=REMINDER, state="pending")
    assert all("请带平面图" in message.body and " set1" in message.letter.event.dedupe for message in waiting)
    entry = Entry.objects.get(verb="committees.set_reminders")
    assert entry.data == {"minutes": [5 * DAY, 2 * HOUR], "channels": ["inbox", "sms"], "round": 1}
    # Back to what it was: new rows again, not the ones that were taken back.
    meeting = change(estate, meeting, minutes=[3 * DAY, DAY, 2 * HOUR])
    assert pending_reminders(meeting, estate.captain) == ["03-08 19:30", "03-10 19:30", "03-11 17:30"]
    # A move keeps the settings.
    to = STARTS + timedelta(days=2)
    move_meeting(by=estate.staff, meeting=meeting, starts_at=to, ends_at=to + timedelta(hours=1), now=NOW)
    assert pending_reminders(meeting, estate.captain) == ["03-10 19:30", "03-12 19:30", "03-13 17:30"]
    meeting = change(estate, meeting, minutes=[])
    assert pending_reminders(meeting, estate.captain) == []


@pytest.mark.django_db
def test_nobody_gets_one_twice_and_one_that_is_late_is_not_lost(estate):
    meeting = estate.convene()
    three_days = rows(meeting, kind=REMINDER, due_at=STARTS - timedelta(days=3))
    three_days.filter(recipient=estate.captain).update(state="sent", sent_at=STARTS - timedelta(days=3))
    now = STARTS - timedelta(days=3) + timedelta(minutes=5)  # the others still wait: the machine was off
    meeting = change(estate, meeting, minutes=[3 * DAY, HOUR], words="新的话", now=now)
    assert pending_reminders(meeting, estate.captain) == ["03-11 18:30"]
    assert pending_reminders(meeting, estate.president) == ["03-08 19:35", "03-11 18:30"]
    late = rows(meeting, kind=REMINDER, state="pending", due_at=now)
    assert {message.expires_at for message in late} == {STARTS - timedelta(hours=1)}
    assert all("新的话" in message.body for message in late)
    # Their channels are those by which they waited.
    assert Counter(late.filter(recipient=estate.staff).values_list("channel", flat=True)) == {
        "inbox": 1,
        "email": 1,
    }


@pytest.mark.django_db
def test_what_was_meant_for_the_night_is_still_ahead(estate):
    starts = at("2026-03-14 22:00")
    meeting = estate.convene(starts_at=starts, ends_at=starts + timedelta(hours=1, minutes=30))
    meeting = change(estate, meeting, minutes=[DAY, HOUR], now=at("2026-03-13 23:00"))
    assert pending_reminders(meeting, estate.captain) == ["03-14 08:00", "03-14 21:00"]


@pytest.mark.django_db
def test_what_is_refused(estate):
    meeting = estate.convene()
    for changes, field, sentence in [
        ({"minutes": [5]}, "minutes", "最少提前 10 分钟，最多提前 30 天"),
        ({"minutes": [31 * DAY]}, "minutes", "最多提前 30 天"),
        ({"minutes": [-60]}, "minutes", "最少"),
        ({"minutes": [DAY * number for number in range(1, 8)]}, "minutes", "最多提醒 6 次"),
        ({"words": "话" * 201}, "words", "最多 200 个字"),
        ({"channels": ["pigeon"]}, "channels", "列出的方式"),
        ({"channels": ["robot"]}, "channels", "列出的方式"),
    ]:
        with pytest.raises(Refused, match=sentence) as refused:
            change(estate, meeting, **changes)
        assert refused.value.field == field
    for user in (estate.resident, estate.captain, estate.manager):
        with pytest.raises(Refused):
            set_reminders(by=user, meeting=meeting, minutes=[DAY], now=NOW)
    with pytest.raises(Refused, match="已经开始"):
        change(estate, meeting, now=STARTS)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)
    with pytest.raises(Refused, match="取消"):
        change(estate, meeting)
    assert not rows(meeting, kind=REMINDER, state="pending").exists()
    assert Message.objects.filter(letter__event__dedupe__contains=" set").count() == 0


@pytest.mark.django_db(transaction=True)
def test_set_while_it_is_called_off_and_while_somebody_declines():
    from issues.operations.categories import load_categories

    load_categories()
    estate = make_place()
    meeting = estate.convene()
    at_once(
        lambda: change(estate, meeting),
        lambda: change(estate, meeting),
        lambda: reply(by=estate.manager, meeting=meeting, reply="declined", reason="出差", now=NOW),
    )
    meeting.refresh_from_db()
    assert meeting.reminder_round == 1  # the second tap found it as it wanted it
    assert pending_reminders(meeting, estate.captain) == ["03-06 19:30", "03-11 17:30"]
    assert pending_reminders(meeting, estate.manager) == []
    at_once(
        lambda: change(estate, meeting, minutes=[DAY]),
        lambda: cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW),
    )
    assert not rows(meeting, kind=REMINDER, state="pending").exists()


@pytest.mark.django_db
def test_the_page(estate, visit):
    meeting = convene_soon(estate)
    page = f"/meetings/{meeting.pk}/reminders/"
    assert visit(estate.resident).get(page).status_code == 404
    client = visit(estate.staff)
    form = client.get(page).context["form"]
    assert form["minutes"].value() == [str(3 * DAY), str(DAY), str(2 * HOUR)]
    data = {"minutes": [str(DAY)], "own_count": "5", "own_unit": str(HOUR), "words": "请带平面图"}
    response = client.post(page, data | {"channels": ["sms"]}, follow=True)
    assert response.redirect_chain == [(f"/meetings/{meeting.pk}/sent/", 302)]
    assert "提前 1 天、5 小时收到提醒" in text_of(response)
    meeting.refresh_from_db()
    assert meeting.reminder_minutes == [DAY, 5 * HOUR]
    assert meeting.reminder_channels == ["inbox", "sms"]
    assert str(5 * HOUR) in dict(client.get(page).context["form"].fields["minutes"].choices)
    refused = client.post(page, {"own_count": "60", "own_unit": str(DAY)})
    assert "最多提前 30 天" in text_of(refused)
    assert "minutes" in refused.context["form"].errors
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    assert "不再提醒了" in text_of(client.get(page))
    assert "取消" in text_of(client.post(page, data))


def test_in_words():
    assert in_words([2 * HOUR, 3 * DAY, DAY]) == "3 天、1 天、2 小时"
    assert in_words([90]) == "1 小时 30 分钟"
    assert in_words([]) == ""
    assert checked([HOUR, DAY, HOUR]) == [DAY, HOUR]


@given(
    starts_at=moments,
    minutes=st.lists(st.integers(LEAST, MOST), max_size=6),
    lead=st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
    off=st.timedeltas(timedelta(), timedelta(days=45)),
    changed=st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_always(starts_at, minutes, lead, off, changed):
    """Never in the quiet hours, never after the start, each at most once, a late machine sends at most one."""
    now = starts_at - lead
    offsets = [timedelta(minutes=each) for each in checked(minutes)]
    plan = reminder_times(starts_at, now, offsets)
    assert len({reminder.due_at for reminder in plan}) == len(plan) <= len(offsets)
    for reminder in plan:
        local = reminder.due_at.time()
        assert (8, 0) <= (local.hour, local.minute) < (21, 30)
        assert reminder.due_at < starts_at
    wakes = now + off
    assert sum(reminder.due_at <= wakes < reminder.expires_at for reminder in plan) <= 1
    if wakes >= starts_at:
        assert not any(reminder.expires_at > wakes for reminder in plan)
    # Settled anew at any later moment, what was due by then does not come again, and nothing ahead is lost.
    then = now + changed
    anew = {reminder.due_at for reminder in reminder_times(starts_at, then, offsets)}
    assert anew == {reminder.due_at for reminder in plan if reminder.due_at > then}


@pytest.mark.django_db
def test_a_chat_group_is_nobody_s_way_and_a_moment_past_is_none(estate, visit):
    meeting = convene_soon(estate)
    page, client = f"/meetings/{meeting.pk}/reminders/", visit(estate.staff)
    assert dict(client.get(page).context["form"].fields["channels"].choices).keys() == {
        "push",
        "email",
        "sms",
    }
    for said, sentence in [
        ({"minutes": [str(DAY)], "channels": ["robot"]}, "robot"),
        ({"channels": ["robot"]}, "robot"),
        ({"own_count": "20", "own_unit": str(DAY), "channels": ["email"]}, "这个时间已经过去"),
    ]:
        answer = client.post(page, said | {"words": "请带平面图"})
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert "请带平面图" in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.reminder_channels, meeting.reminder_round) == (["inbox", "email"], 0)


@pytest.mark.django_db
def test_a_meeting_that_was_kept_with_a_chat_group_is_moved_and_mended(estate):
    meeting = estate.convene()
    meeting.reminder_channels = ["inbox", "robot"]
    meeting.save(update_fields=["reminder_channels"])
    to = STARTS + timedelta(days=2)
    meeting = move_meeting(
        by=estate.staff, meeting=meeting, starts_at=to, ends_at=to + timedelta(hours=1), now=NOW
    )
    assert pending_reminders(meeting, estate.captain) == ["03-10 19:30", "03-12 19:30", "03-13 17:30"]
    mend = import_module("committees.migrations.0013_reminders_go_to_persons").MEND
    with connection.cursor() as cursor:
        cursor.execute(mend)
    meeting.refresh_from_db()
    assert meeting.reminder_channels == ["inbox"]


@pytest.mark.django_db
def test_two_who_set_them_from_open_pages_do_not_undo_each_other(estate, visit):
    meeting = convene_soon(estate)
    page, client = f"/meetings/{meeting.pk}/reminders/", visit(estate.staff)
    seen = client.get(page).context["form"]["seen"].value()
    set_reminders(by=estate.staff, meeting=meeting, minutes=[DAY], words="请带平面图")
    said = {"minutes": [str(DAY), str(2 * HOUR)], "channels": ["email"], "words": "", "seen": seen}
    answer = client.post(page, said)
    assert "这期间有人改过" in text_of(answer)
    meeting.refresh_from_db()
    assert meeting.reminder_words == "请带平面图"
    assert client.post(page, said | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.reminder_words, meeting.reminder_minutes) == ("", [DAY, 2 * HOUR])
