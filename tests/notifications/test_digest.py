"""Once a week, one e-mail with what could wait."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from notifications.delivery import drain
from notifications.models import AddressMark, Hours, Letter, Message, Preference
from notifications.operations import post, send_digests, void
from people.models import User
from tests.notifications.test_ways import person, told

pytestmark = pytest.mark.django_db

FRIDAY = timezone.make_aware(datetime(2026, 11, 27, 18, 0))


def keep(someone, title: str, kind: str = "notices.published", **more) -> Message:
    post(to=[someone], kind=kind, words=lambda: (title, "说来话长"), url=f"/{title}/", subject=User(pk=7),
         dedupe=title, **more)  # fmt: skip
    Letter.objects.filter(event__dedupe=title).update(created_at=FRIDAY - timedelta(days=1))
    return Message.objects.get(recipient=someone, channel="email", letter__event__dedupe=title)


def test_one_letter_by_topic_and_only_once(mail, settings):
    settings.QUIET_HOURS = None
    someone = person(push=False)
    Preference.objects.create(user=someone, topic="committees", channel="email", mode="digest")
    meeting = keep(someone, "周三议事", "committees.invitation")
    first, second = keep(someone, "停水"), keep(someone, "修电梯")
    assert send_digests(now=FRIDAY - timedelta(minutes=1)) == 0
    assert send_digests(now=FRIDAY) == 1
    assert send_digests(now=FRIDAY + timedelta(hours=1)) == 0
    Message.objects.filter(letter__kind="people.digest").update(due_at=timezone.now(), expires_at=None)
    drain()
    (letter,) = mail.mails
    text = letter.get_content()
    assert letter["Subject"] == "这一周，街坊的事"
    order = [
        "告示",
        "· 停水",
        "https://linli.example/停水/",
        "· 修电梯",
        "议事和落实",
        "· 周三议事",
        "/inbox/preferences/",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "说来话长" not in text
    for row in (meeting, first, second):
        row.refresh_from_db()
        assert (row.state, row.digest.kind) == ("told", "people.digest")


def test_what_is_read_void_or_over_is_left_out_and_nobody_gets_an_empty_one():
    read, voided, over = (person(push=False) for _n in range(3))
    rows = [keep(read, "读过了"), keep(over, "过了", expires_at=FRIDAY - timedelta(hours=1))]
    Message.objects.filter(recipient=read, channel="inbox").update(read_at=FRIDAY)
    keep(voided, "作废了")
    void(subject=User(pk=7), to=[voided])
    assert send_digests(now=FRIDAY) == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["void", "expired"]


def test_on_the_day_that_each_chose_and_made_up_for_when_the_machine_slept():
    someone = person(push=False)
    Hours.objects.create(user=someone, digest_day=2)
    keep(someone, "周四的事")  # after their Wednesday
    assert send_digests(now=FRIDAY) == 0
    next_week = FRIDAY + timedelta(days=5)
    assert send_digests(now=next_week - timedelta(minutes=1)) == 0
    assert send_digests(now=next_week + timedelta(days=2)) == 1


def test_what_comes_after_it_waits_for_the_next():
    someone = person(push=False)
    keep(someone, "赶上了")
    assert send_digests(now=FRIDAY) == 1
    late = keep(someone, "没赶上")
    Letter.objects.filter(pk=late.letter_id).update(created_at=FRIDAY + timedelta(hours=1))
    assert send_digests(now=FRIDAY + timedelta(hours=2)) == 0
    assert send_digests(now=FRIDAY + timedelta(days=7)) == 1


def test_whom_no_letter_reaches_gets_none():
    marked = person(push=False)
    row = keep(marked, "一件事")
    AddressMark.objects.create(channel="email", address=marked.email, what="bounced")
    assert send_digests(now=FRIDAY) == 0
    row.refresh_from_db()
    assert row.state == "void"


@pytest.mark.parametrize("count", [1, 30])
def test_the_cost_does_not_grow_with_the_people(count, django_assert_num_queries):
    for _n in range(count):
        keep(person(push=False), f"事{_n}")
    # who; savepoint, lock, let go, worth, rows, the week, who has had it, letters, two and an insert, told,
    # savepoint; who
    with django_assert_num_queries(13):
        assert send_digests(now=FRIDAY) == count


def test_what_is_essential_is_never_kept_for_it():
    someone = person(push=False, sms=False)
    Preference.objects.create(user=someone, topic="notices", channel="email", mode="digest")
    assert told(someone, "notices.emergency", essential=True) == {"inbox": "pending", "email": "pending"}


def letter_of(someone) -> Message:
    return Message.objects.get(recipient=someone, letter__kind="people.digest")


def test_what_is_void_when_the_letter_goes_out_is_left_out_of_it(mail, settings):
    settings.QUIET_HOURS = None
    someone, other = person(push=False), person(push=False)
    keep(someone, "修电梯")
    wrong = keep(someone, "停水")
    Letter.objects.filter(pk=wrong.letter_id).update(subject="people.user:8")
    only = keep(other, "停气")
    Letter.objects.filter(pk=only.letter_id).update(subject="people.user:8")
    assert send_digests(now=FRIDAY) == 2
    assert "停水" in letter_of(someone).body
    Message.objects.filter(letter__kind="people.digest").update(due_at=timezone.now(), expires_at=None)
    assert void(subject=User(pk=8), to=[someone, other]) == 4, "in the inbox, and in the digest"
    drain()
    (letter,) = mail.mails
    assert "修电梯" in letter.get_content()
    assert "停水" not in letter.get_content()
    assert "停水" not in letter_of(someone).body, "nor in what is kept of it"
    assert letter_of(other).state == "void", "an empty letter does not go out"
    wrong.refresh_from_db()
    assert wrong.state == "void"


def test_what_a_letter_has_told_stays_told(mail, settings):
    settings.QUIET_HOURS = None
    someone = person(push=False)
    row = keep(someone, "停水")
    send_digests(now=FRIDAY)
    Message.objects.filter(letter__kind="people.digest").update(due_at=timezone.now(), expires_at=None)
    drain()
    assert len(mail.mails) == 1
    void(subject=User(pk=7), to=[someone])
    row.refresh_from_db()
    assert (row.state, letter_of(someone).state) == ("told", "sent")


def test_sunday_s_letter_is_made_up_for_on_monday_and_only_once():
    someone = person(push=False)
    Hours.objects.create(user=someone, digest_day=6)
    keep(someone, "一件事")
    sunday = FRIDAY + timedelta(days=2)
    assert send_digests(now=sunday - timedelta(minutes=1)) == 0
    morning = sunday + timedelta(hours=14)
    assert send_digests(now=morning) == 1
    assert letter_of(someone).letter.event.dedupe.endswith("2026-W48"), "it is that of the week before"
    late = keep(someone, "后来的事")
    Letter.objects.filter(pk=late.letter_id).update(created_at=sunday - timedelta(minutes=5))
    assert send_digests(now=morning + timedelta(hours=1)) == 0
    assert send_digests(now=sunday + timedelta(days=7)) == 1, "and the next one comes on its day"


def test_a_letter_of_sunday_that_went_out_is_not_sent_again_on_monday():
    someone = person(push=False)
    Hours.objects.create(user=someone, digest_day=6)
    keep(someone, "一件事")
    sunday = FRIDAY + timedelta(days=2)
    assert send_digests(now=sunday) == 1
    keep(someone, "还有一件")
    assert [send_digests(now=sunday + timedelta(hours=n)) for n in (1, 7, 20, 48)] == [0, 0, 0, 0]
