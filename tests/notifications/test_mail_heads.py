"""Whatever somebody is called and wherever their e-mail goes: it arrives, and so does the next one."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from notifications.delivery import drain
from notifications.messages import message_id
from notifications.models import Letter, Message
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMES = [
    "何茉莉",
    "何" * 40,
    '四栋"茉莉", <5 号>',
    "He, Moli",
    "a\\",
    "=?utf-8?q?=0A?=",  # a line's end, for whoever decodes it
    "=?utf-8?q?x=0D=0ABcc:_all@example.org?=",
    "=?utf-8?b?gIA=?=",
    "=?utf-8?b?5p2O?=",
]


def letter_to(**person) -> Message:
    return MessageFactory(channel="email", recipient=UserFactory(**{"email": "he.moli@example.org"} | person))


def to_line(mail) -> str:
    return next(value for name, value in mail.raw_items() if name == "To")


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_addressed_by_their_name_and_by_no_other_line(mail, name):
    letter_to(display_name=name)
    assert drain() == 1
    (received,) = mail.mails
    written, address = parseaddr(to_line(received))
    assert (str(make_header(decode_header(written))), address) == (name, "he.moli@example.org")
    assert received["Bcc"] is None
    words = [word for word in to_line(received).split() if word.startswith("=?")]
    assert all(len(word) <= 75 for word in words)  # RFC 2047, 2


@pytest.mark.parametrize(
    "title", ["今晚 9 点起全小区停水，" * 8, "停水", "Water off", "=?utf-8?q?x=0D=0ABcc:_all@example.org?="]
)
def test_a_subject_stands_in_words_no_longer_than_mail_knows_and_begins_on_its_own_line(mail, title):
    MessageFactory(channel="email", recipient=UserFactory(email="he.moli@example.org"), title=title)
    assert drain() == 1
    (received,) = mail.mails
    subject = next(value for name, value in received.raw_items() if name == "Subject")
    assert str(make_header(decode_header(subject))) == title
    assert all(len(word) <= 75 for word in subject.split() if word.startswith("=?"))  # RFC 2047, 2
    assert subject.splitlines()[0].strip()
    assert received["Bcc"] is None


def test_an_address_in_chinese_is_written_as_servers_know_it(mail):
    row = letter_to(display_name="何茉莉", email="moli@例子.中国")
    assert drain() == 1
    assert parseaddr(to_line(mail.mails[0]))[1] == "moli@xn--fsqu00a.xn--fiqs8s"
    row.refresh_from_db()
    assert (row.state, row.error) == ("sent", "")


def test_what_no_head_can_hold_fails_in_sight_and_holds_up_nobody(mail):
    broken = MessageFactory(channel="email", recipient=None, address="=?utf-8?q?=0A?= <a@example.org>")
    good = letter_to()
    assert drain() == 1
    for row in (broken, good):
        row.refresh_from_db()
    assert (broken.state, good.state) == ("failed", "sent")
    assert broken.error.startswith("ValueError")


def test_an_id_is_never_another_letters_and_nobody_guesses_it(mail):
    """A restored database gives the same number once more: a mail server would keep the second one back."""
    row = letter_to()
    first = message_id(row)
    assert message_id(Message.objects.get()) == first
    later = row.letter.created_at.replace(microsecond=(row.letter.created_at.microsecond + 1) % 1_000_000)
    Letter.objects.update(created_at=later)
    second = message_id(Message.objects.get())
    assert first != second
    drain()
    assert set(mail.message_ids()) == {second}
    seals = {one.partition(".")[2].partition("@")[0] for one in (first, second)}
    assert len(seals) == 2
    assert {len(seal) for seal in seals} == {16}
