"""The drain against a real SMTP server and a real database."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from notifications import leases
from notifications.delivery import drain
from notifications.messages import message_id
from notifications.models import Message
from notifications.operations import void
from people.models import User
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def mail_row(**fields) -> Message:
    person = fields.pop("recipient", None) or UserFactory(email="he.moli@example.org", display_name="何茉莉")
    return MessageFactory(channel="email", recipient=person, **fields)


def again(message: Message) -> Message:
    """As if its wait were over."""
    Message.objects.filter(pk=message.pk).update(lease_until=Now() - timedelta(seconds=1))
    drain()
    message.refresh_from_db()
    return message


def test_what_is_due_is_in_the_inbox_and_what_is_not_waits():
    due, later = MessageFactory(), MessageFactory(due_at=timezone.now() + timedelta(hours=1))
    assert drain() == 1
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == ("sent", "pending")
    assert due.sent_at is not None


def test_more_than_one_batch_in_few_statements(django_assert_num_queries):
    person = UserFactory()
    MessageFactory.create_batch(30, recipient=person)
    with django_assert_num_queries(5):
        assert leases.deliver_inbox(limit=30) == 30


def test_an_email_says_who_when_and_where(mail):
    row = mail_row()
    assert drain() == 1
    (received,) = mail.mails
    assert received["Subject"] == "联席会议：今晚 19:30"
    assert received["To"] == "何茉莉 <he.moli@example.org>"
    assert received["Message-ID"] == message_id(row)
    text = received.get_content()
    assert "水岸公馆 4 栋二层议事厅" in text
    assert "https://linli.example/meetings/1/" in text
    row.refresh_from_db()
    assert (row.state, row.lease, row.error) == ("sent", None, "")


def test_a_name_ends_no_line_of_the_head(mail):
    row = mail_row()
    User.objects.filter(pk=row.recipient_id).update(display_name="何茉莉\r\nBcc: all@example.org")
    assert drain() == 1
    (received,) = mail.mails
    assert received["Bcc"] is None
    assert "he.moli@example.org" in received["To"]


def test_a_batch_shares_one_connection(mail):
    person = UserFactory(email="a@example.org")
    for _ in range(5):
        mail_row(recipient=person)
    assert drain() == 5
    assert len(mail.mails) == 5
    assert len(mail.sessions) == 1


def test_a_second_drain_sends_nothing_again(mail):
    mail_row()
    drain()
    assert drain() == 0
    assert len(mail.mails) == 1


def test_a_refused_address_fails_at_once_and_in_sight(mail):
    mail.refusal = "550 no such box"
    row = mail_row()
    good = MessageFactory()
    assert drain() == 1
    row.refresh_from_db()
    good.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 1)
    assert "no such box" in row.error
    assert good.state == "sent"


def test_a_busy_server_is_asked_again_later_and_in_the_end_not(mail):
    mail.refusal = "450 come back later"
    row = mail_row()
    drain()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 1)
    assert drain() == 0
    row.refresh_from_db()
    assert row.attempts == 1, "it was tried again before its wait was over"
    for attempt in range(2, len(leases.WAITS) + 1):
        assert again(row).state == "pending"
        assert row.attempts == attempt
    assert again(row).state == "failed"
    assert mail.mails == []


def test_a_busy_server_that_recovers_gets_the_mail_once(mail):
    mail.refusal = "450 come back later"
    row = mail_row()
    drain()
    mail.refusal = None
    assert again(row).state == "sent"
    assert len(mail.mails) == 1


def test_a_dead_server_loses_nothing_and_does_not_hold_up_the_inbox(dead_mail):
    rows = [mail_row(recipient=UserFactory(email=f"{i}@example.org")) for i in range(3)]
    MessageFactory()
    assert drain() == 1
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("pending", 1)
        assert "refused" in row.error


def test_a_line_that_breaks_while_sending_is_unknown_and_repeats_its_message_id(mail):
    mail.hangs_up = True
    row = mail_row()
    drain()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("unknown", 1)
    mail.hangs_up = False
    assert again(row).state == "sent"
    assert mail.message_ids() == {message_id(row): 2}


def test_a_server_too_slow_to_answer_is_unknown(mail, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail.delay = 1.0
    row = mail_row()
    drain()
    row.refresh_from_db()
    assert row.state == "unknown"
    assert "imeout" in row.error or "timed out" in row.error


def test_unknown_is_tried_three_times_more_and_then_shown_as_failed(mail):
    mail.hangs_up = True
    row = mail_row()
    drain()
    for _ in range(leases.UNKNOWN_TRIES):
        again(row)
        assert row.state == "unknown"
    assert again(row).state == "failed"
    assert sum(mail.message_ids().values()) == 1 + leases.UNKNOWN_TRIES


def test_a_slow_server_within_the_time_is_sent(mail):
    mail.delay = 0.2
    row = mail_row()
    assert drain() == 1
    row.refresh_from_db()
    assert row.state == "sent"


def test_too_late_is_not_sent(mail):
    row = mail_row(expires_at=timezone.now() - timedelta(minutes=1))
    inbox = MessageFactory(expires_at=timezone.now() - timedelta(minutes=1))
    assert drain() == 0
    row.refresh_from_db()
    inbox.refresh_from_db()
    assert (row.state, inbox.state) == ("expired", "expired")


def test_a_closed_account_is_told_nothing(mail):
    row, inbox = mail_row(), MessageFactory()
    User.objects.update(is_active=False)
    assert drain() == 0
    row.refresh_from_db()
    inbox.refresh_from_db()
    assert (row.state, inbox.state) == ("void", "void")


def test_someone_who_gave_up_their_email(mail):
    row = mail_row()
    User.objects.update(email=None)
    drain()
    row.refresh_from_db()
    assert row.state == "failed"
    assert mail.mails == []


def test_a_void_between_claim_and_send_wins(mail):
    row = mail_row(subject="people.user:7")
    (claimed,) = leases.claim("email", 10)
    assert void(subject=User(pk=7)) == 1
    assert not leases.begin(claimed)
    row.refresh_from_db()
    assert row.state == "void"


def test_a_lapsed_lease_is_taken_over_and_the_first_holder_loses_it(mail):
    mail_row()
    (first,) = leases.claim("email", 10)
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    leases.tidy()
    (second,) = leases.claim("email", 10)
    assert not leases.begin(first)
    assert leases.begin(second)


def test_a_worker_that_died_while_sending_leaves_a_doubt(mail):
    row = mail_row()
    (claimed,) = leases.claim("email", 10)
    assert leases.begin(claimed)
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    leases.tidy()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("unknown", 1)
    drain()
    row.refresh_from_db()
    assert row.state == "sent"


def test_what_is_being_sent_is_left_alone(mail):
    mail_row()
    (claimed,) = leases.claim("email", 10)
    assert leases.begin(claimed)
    assert drain() == 0
    assert mail.mails == []


def test_what_a_worker_took_and_did_not_begin_is_given_back_once_its_session_has_ended(mail):
    """Whoever has the channel to itself knows that nobody else is at work on it."""
    row = mail_row()
    (claimed,) = leases.claim("email", 10)
    assert drain() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 0)
    assert not leases.begin(claimed)


def test_what_a_worker_began_is_in_doubt_half_a_minute_after_its_session_has_ended(mail):
    row = mail_row()
    (claimed,) = leases.claim("email", 10)
    assert leases.begin(claimed)
    Message.objects.update(lease_until=Now() + leases.LEASE - leases.GONE_AFTER)
    assert drain() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 1)


def test_no_time_left_gives_the_rest_back(mail):
    row = mail_row()
    assert drain(seconds=0) == 0
    row.refresh_from_db()
    assert (row.state, row.lease, row.attempts) == ("pending", None, 0)


def test_what_ends_first_goes_first(mail):
    person = mail_row().recipient
    mail_row(recipient=person, expires_at=timezone.now() + timedelta(minutes=15), title="soon over")
    drain()
    assert [received["Subject"] for received in mail.mails] == ["soon over", "联席会议：今晚 19:30"]


@pytest.mark.parametrize("channel, setting", [("email", "EMAIL_HOST"), ("sms", "SMS_GATEWAY")])
def test_a_channel_that_is_not_set_up_names_its_setting(settings, channel, setting):
    settings.DEMO = False
    row = MessageFactory(channel=channel, address="10000000001")
    assert drain() == 0
    row.refresh_from_db()
    assert (row.state, row.error) == ("pending", f"{setting} is not set")


def test_the_demo_keeps_what_it_would_have_sent():
    row = MessageFactory(
        channel="sms", recipient=None, address="10000000001", kind="people.code", body="123456"
    )
    assert drain() == 1
    row.refresh_from_db()
    assert (row.state, row.body) == ("sent", "123456")


def test_a_code_is_forgotten_once_it_went_out(settings, mail):
    settings.DEMO = False
    row = MessageFactory(
        channel="email", recipient=None, address="a@example.org", kind="people.code", body="123456"
    )
    other = mail_row()
    drain()
    row.refresh_from_db()
    other.refresh_from_db()
    assert "123456" in mail.mails[0].get_content() + mail.mails[1].get_content()
    assert row.body == ""
    assert other.body != ""
