"""Who is told on which channel: what reaches a person, what they chose, and what cannot be lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from notifications import ways
from notifications.models import AddressMark, Channel, Letter, Message, Mode, Preference, PushDevice
from notifications.operations import Cap, post
from people.models import Consent, User
from tests.factories import UserFactory

ALL = {"inbox", "push", "email", "sms"}


def person(push=True, email=True, sms=True, **fields) -> User:
    made = UserFactory(phone_verified=sms, **fields)
    if email:
        User.objects.filter(pk=made.pk).update(email=f"n{made.pk}@example.org")
    if push:
        PushDevice.objects.create(user=made, endpoint=f"https://push.example/{made.pk}", p256dh="x", auth="y")
    made.refresh_from_db()
    return made


def told(someone, kind="issues.answered", dedupe="event", **more) -> dict[str, str]:
    post(
        to=[someone],
        kind=kind,
        words=lambda: ("题目", "内容"),
        url="/x/",
        subject=someone,
        dedupe=dedupe,
        **more,
    )
    rows = Message.objects.filter(recipient=someone, letter__event__dedupe=dedupe)
    return dict(rows.values_list("channel", "state"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind, essential, expected",
    [
        ("issues.answered", False, {"inbox": "pending", "push": "pending", "email": "pending"}),
        ("notices.published", False, {"inbox": "pending", "push": "pending", "email": "held"}),
        ("people.novelty", False, {"inbox": "pending", "push": "pending", "email": "pending"}),
        ("notices.emergency", True, dict.fromkeys(ALL, "pending")),
    ],
)
def test_whoever_chose_nothing(kind, essential, expected):
    assert told(person(), kind, essential=essential) == expected


@pytest.mark.django_db
def test_a_channel_is_taken_where_it_reaches_the_person():
    now = timezone.now()
    assert set(told(person(push=False, email=False, sms=False), essential=True)) == {"inbox"}
    gone = person(email=False, sms=False)
    PushDevice.objects.update(ended_at=now)
    assert set(told(gone, essential=True)) == {"inbox"}
    marked = person(push=False)
    AddressMark.objects.create(channel="email", address=marked.email, what="bounced")
    AddressMark.objects.create(channel="sms", address=marked.phone, what="bounced", cleared_at=now)
    assert set(told(marked, essential=True)) == {"inbox", "sms"}
    withdrawn = person(push=False)
    for item in ("emails", "texts"):
        Consent.objects.create(user=withdrawn, item=item, wording="1", given_at=now, withdrawn_at=now)
    Consent.objects.create(user=withdrawn, item="texts", wording="1")
    assert set(told(withdrawn, essential=True)) == {"inbox", "sms"}


@pytest.mark.django_db
def test_what_a_person_chose_and_for_that_topic_alone():
    someone = person()
    for channel, mode in {"push": "off", "email": "digest", "sms": "now"}.items():
        Preference.objects.create(user=someone, topic="issues", channel=channel, mode=mode)
    assert told(someone) == {"inbox": "pending", "email": "held", "sms": "pending"}
    assert set(told(someone, "committees.reminder", "other")) == {"inbox", "push", "email"}
    assert told(someone, "issues.danger", "danger", essential=True) == dict.fromkeys(
        {"inbox", "email", "sms"}, "pending"
    )


@pytest.mark.django_db
def test_offered_channels_are_all_that_is_used():
    assert set(told(person(), channels=[Channel.INBOX])) == {"inbox"}
    assert set(told(person(), channels=[Channel.INBOX], essential=True)) == ALL


@pytest.mark.django_db
def test_a_text_message_asked_for_by_name_goes_to_all_but_those_who_switched_it_off():
    asked = {"kind": "committees.reminder", "channels": [Channel.SMS]}
    assert set(told(person(), **asked)) == {"sms"}
    someone = person()
    Preference.objects.create(user=someone, topic="committees", channel="sms", mode="off")
    assert told(someone, **asked) == {}


@pytest.mark.django_db
def test_a_cap_leaves_the_inbox_and_counts_per_person_and_kind():
    someone, cap = person(), Cap(2, timedelta(hours=1))
    more = {"kind": "notices.emergency", "essential": True, "cap": cap}
    assert [len(told(someone, dedupe=f"e{n}", **more)) for n in range(4)] == [4, 4, 1, 1]
    assert len(told(person(), dedupe="e5", **more)) == 4
    assert len(told(someone, "issues.danger", "d", essential=True, cap=cap)) == 4
    Letter.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert len(told(someone, dedupe="e6", **more)) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_all_of_it_is_one_statement(count, django_assert_num_queries):
    for _ in range(count):
        person()
    with django_assert_num_queries(4):  # whom, savepoint, one statement, savepoint
        post(to=User.objects.all(), kind="notices.emergency", words=lambda: ("t", ""), url="/", subject=User(pk=1),
             dedupe="e", essential=True)  # fmt: skip
    assert Message.objects.count() == 4 * count


MODES = {
    channel: st.sampled_from([None, *(m for m in Mode if m != Mode.DIGEST or channel == "email")])
    for channel in ("push", "email", "sms")
}


class NothingEssentialIsLost(TestCase):
    """Whatever somebody switched off, an emergency comes in the inbox and on one way that reaches them."""

    @hypothesis_settings(max_examples=60)
    @given(
        reach=st.fixed_dictionaries({channel: st.booleans() for channel in MODES}),
        modes=st.fixed_dictionaries(MODES),
    )
    def test_it(self, reach, modes):
        someone = person(**reach)
        for channel, mode in modes.items():
            if mode:
                Preference.objects.create(user=someone, topic="notices", channel=channel, mode=mode)
        reached = [channel for channel in map(str, ways.BEST_FIRST) if reach[channel]]
        wanted = [channel for channel in reached if modes[channel] != Mode.OFF]
        found = told(someone, "notices.emergency", essential=True)
        assert found == dict.fromkeys(["inbox", *(wanted or reached[:1])], "pending")
        # What is not essential is told as they chose it, and never where they did not want it.
        usual = told(someone, "notices.published", "usual")
        defaults = {c: modes[c] or ways.default_mode("notices", c) for c in reached}
        assert usual == {"inbox": "pending"} | {
            c: "held" if mode == Mode.DIGEST else "pending"
            for c, mode in defaults.items()
            if mode != Mode.OFF
        }
