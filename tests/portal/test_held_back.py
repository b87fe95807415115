"""What was due before a restore goes out once, when a person of the subdistrict says so, or not at all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry
from notifications.delivery import drain
from notifications.models import Message
from notifications.operations import hold_back_due, void
from tests.factories import (
    MessageFactory,
    UserFactory,
    make_building,
    make_community,
    make_estate,
    make_resident,
    make_staff,
)
from tests.notifications.conftest import mail  # noqa: F401 (a real mail server)

pytestmark = pytest.mark.django_db
ASIDE = "恢复备份后先留着"


@pytest.fixture
def street():
    """(staff of the subdistrict, staff of the community, a neighbour with an address)"""
    community = make_community()
    neighbour = make_resident(make_building(make_estate(community=community)))
    neighbour.email = "he.moli@example.org"
    neighbour.save()
    return make_staff(community.parent, "street_office"), make_staff(community), neighbour


def letter(person, **fields) -> Message:
    return MessageFactory(recipient=person, channel="email", **fields)


def states(*messages: Message) -> list[str]:
    for message in messages:
        message.refresh_from_db()
    return [message.state for message in messages]


def keys(client) -> list[str]:
    form = client.get(reverse("outbox")).context["held_form"]
    return [key for key, _words in form.fields["keys"].choices]


def decide(client, button: str, *chosen: str, **more):
    as_of = timezone.now().isoformat()
    return client.post(reverse("outbox_held"), {"keys": chosen, "as_of": as_of, button: "", **more})


def test_no_drain_sends_it_before_a_person_does_and_then_it_goes_once(client, street, mail):  # noqa: F811
    office, _staff, neighbour = street
    now = timezone.now()
    due, old = letter(neighbour), letter(neighbour, kind="notices.published", due_at=now - timedelta(days=8))
    taken = letter(neighbour, state="leased", lease_until=now + timedelta(minutes=1))
    sending = letter(neighbour, state="sending", lease_until=now + timedelta(minutes=1))
    later = letter(neighbour, due_at=now + timedelta(hours=1))
    code = MessageFactory(
        recipient=None, address="10000000009", channel="sms", kind="people.code", body="123456",
        expires_at=now - timedelta(minutes=1),
    )  # fmt: skip
    assert hold_back_due() == 4
    assert states(due, old, taken, sending, later, code) == ["stopped"] * 4 + ["pending", "expired"]
    assert code.body == ""
    assert (drain(), mail.mails) == (0, [])

    client.force_login(office)
    assert "恢复备份后有 4 条消息还留着" in client.get(reverse("home")).content.decode()
    assert keys(client) == ["committees.reminder/hour", "notices.published/older"]
    page = client.get(reverse("outbox_held")).content.decode()
    assert "3 条，一小时内该发的" in page
    assert due.title not in page
    refused = decide(client, "send")
    assert refused.status_code == 422
    assert "请至少勾选一种消息" in refused.content.decode()
    for _tap in range(2):
        assert decide(client, "send", "committees.reminder/hour").status_code == 302
    assert Entry.objects.get(verb="portal.send_held").data == {"kinds": {"committees.reminder": 3}}
    assert (drain(), drain()) == (3, 0)
    assert len(mail.mails) == 3
    assert states(due, old, taken, sending) == ["sent", "stopped", "sent", "sent"]

    assert decide(client, "let_go", "notices.published/older").status_code == 422
    assert states(old) == ["stopped"]
    decide(client, "let_go", "notices.published/older", reason="都打过电话了")
    assert states(old) == ["void"]
    assert Entry.objects.get(verb="portal.let_go_held").data["reason"] == "都打过电话了"
    assert keys_are_gone(client)
    assert (drain(), len(mail.mails)) == (0, 3)


def keys_are_gone(client) -> bool:
    leads_on = client.get(reverse("outbox_held"))
    page = client.get(reverse("outbox"))
    return leads_on.url == reverse("outbox") and page.context["held_form"] is None


def test_each_street_decides_for_its_own_people(client, street):
    office, staff, neighbour = street
    own, elsewhere = letter(neighbour), letter(UserFactory())
    to_staff = letter(staff)
    hold_back_due()
    for person in (staff, neighbour):
        client.force_login(person)
        assert decide(client, "send", "committees.reminder/hour").status_code == 404
    client.force_login(staff)
    assert ASIDE not in client.get(reverse("home")).content.decode()
    client.force_login(office)
    decide(client, "send", "committees.reminder/hour")
    assert states(own, to_staff, elsewhere) == ["pending", "pending", "stopped"]
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    decide(client, "send", "committees.reminder/hour")
    assert states(elsewhere) == ["pending"]


def test_a_page_of_the_year_1_decides_nothing(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    odd = {"keys": "committees.reminder/day", "as_of": "0001-01-01T00:00:00+00:00", "send": ""}
    assert client.post(reverse("outbox_held"), odd).status_code == 422


def test_what_is_no_longer_true_or_too_late_needs_nobody(street):
    _office, staff, neighbour = street
    untrue, late = (
        letter(neighbour, subject=f"people.user:{staff.pk}"),
        letter(neighbour, expires_at=timezone.now() + timedelta(hours=1)),
    )
    hold_back_due()
    void(subject=staff)
    Message.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    drain()
    assert states(untrue, late) == ["void", "expired"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_one_and_thirty(client, street, count, django_assert_num_queries):
    office, _staff, neighbour = street
    for number in range(count):
        letter(neighbour, kind=f"room.kind{number}")
    hold_back_due()
    client.force_login(office)
    client.get(reverse("outbox_held"))
    with django_assert_num_queries(5):
        client.get(reverse("outbox_held"))
