from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.models import GroupRobot
from notifications.models import AddressMark, Message, Robot
from notifications.queries import unread_count
from tests.factories import (
    MessageFactory,
    UserFactory,
    make_building,
    make_community,
    make_estate,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db


def told(person, count: int = 1, **fields) -> list[Message]:
    fields.setdefault("sent_at", timezone.now())
    return MessageFactory.create_batch(count, recipient=person, state="sent", **fields)


def test_ones_own_messages_and_only_those_that_arrived(client):
    person = UserFactory()
    told(person, title="停水改到明天")
    told(UserFactory(), title="别人的")
    told(person, channel="email", title="邮件")
    MessageFactory(recipient=person, title="还没到时间", due_at=timezone.now() + timedelta(days=1))
    client.force_login(person)
    text = client.get(reverse("notifications:inbox")).content.decode()
    assert "停水改到明天" in text
    assert not any(words in text for words in ("别人的", "还没到时间"))
    assert unread_count(person) == 1


def test_what_was_sent_last_stands_first(client):
    person, now = UserFactory(), timezone.now()
    told(person, title="早就定好的提醒", sent_at=now)
    told(person, title="昨天的告示", sent_at=now - timedelta(days=1))
    client.force_login(person)
    page = client.get(reverse("notifications:inbox")).content.decode()
    assert page.index("早就定好的提醒") < page.index("昨天的告示")


def test_opening_reads_and_leads_on(client):
    person = UserFactory()
    (message,) = told(person, url="/meetings/12/")
    client.force_login(person)
    response = client.get(reverse("notifications:open", args=[message.pk]))
    assert response.url == "/meetings/12/"
    message.refresh_from_db()
    assert message.read_at is not None
    assert unread_count(person) == 0


@pytest.mark.parametrize(
    "url", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_opening_never_leads_outside(client, url):
    person = UserFactory()
    (message,) = told(person, url=url)
    client.force_login(person)
    response = client.get(reverse("notifications:open", args=[message.pk]))
    assert response.url == reverse("notifications:inbox")


def test_the_messages_of_others_do_not_exist(client):
    (message,) = told(UserFactory())
    client.force_login(UserFactory())
    assert client.get(reverse("notifications:open", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_all_read_at_once_and_only_ones_own(client):
    person, other = UserFactory.create_batch(2)
    told(person, 3)
    told(other)
    client.force_login(person)
    assert client.get(reverse("notifications:read_all")).status_code == 405
    client.post(reverse("notifications:read_all"))
    assert (unread_count(person), unread_count(other)) == (0, 1)


def test_the_inbox_needs_signing_in(client):
    assert client.get(reverse("notifications:inbox")).status_code == 302


@pytest.mark.parametrize("count", [1, 30])
def test_the_inbox_costs_the_same_for_one_and_thirty(client, count, django_assert_num_queries):
    person = UserFactory()
    told(person, count)
    client.force_login(person)
    client.get(reverse("notifications:inbox"))
    with django_assert_num_queries(5):  # session, person, the page, capacities, unread
        client.get(reverse("notifications:inbox"))


def test_thirty_messages_are_two_pages(client):
    person = UserFactory()
    messages = told(person, 30)
    client.force_login(person)
    first = client.get(reverse("notifications:inbox"))
    second = client.get(reverse("notifications:inbox"), {"after": first.context["page"].next_cursor})
    shown = [m.pk for m in first.context["page"]] + [m.pk for m in second.context["page"]]
    assert shown == [m.pk for m in reversed(messages)]


# --- what staff see --------------------------------------------------------------------------------------------


@pytest.fixture
def staff():
    """Community staff, and a resident of theirs."""
    community = make_community()
    building = make_building(make_estate(community=community))
    return make_staff(community), make_resident(building)


def test_staff_see_counts_and_troubles_of_their_places_but_not_the_words(client, staff):
    worker, resident = staff
    told(resident, 2)
    client.force_login(worker)
    assert reverse("outbox") in client.get(reverse("home")).content.decode()
    MessageFactory(recipient=resident, channel="email", state="failed", error="550 no such box", title="秘密")
    MessageFactory(
        recipient=UserFactory(display_name="外区街坊"), channel="email", state="failed", error="550 other"
    )
    client.force_login(worker)
    text = client.get(reverse("outbox")).content.decode()
    assert resident.display_name in text
    assert "550 no such box" in text
    assert "外区街坊" not in text
    assert "秘密" not in text


def test_each_kind_of_message_has_a_card_of_its_own(client, staff):
    worker, resident = staff
    told(resident, 3, kind="committees.reminder")
    told(resident, 2, kind="committees.invitation")
    MessageFactory(recipient=resident, kind="committees.invitation", state="void")
    MessageFactory(recipient=resident, kind="committees.invitation", channel="email", state="failed")
    MessageFactory(recipient=resident, kind="committees.novelty")
    client.force_login(worker)
    rows = client.get(reverse("outbox")).context["tallies"]
    assert [(about, tally.channel, tally.troubled, figures) for about, tally, figures in rows] == [
        ("会议邀请", "email", 1, ""),
        ("会议邀请", "inbox", 0, "已送出 2、已作废 1"),
        ("议事", "inbox", 0, "等着送 1"),
        ("会议提醒", "inbox", 0, "已送出 3"),
    ]


def test_codes_are_for_the_superuser_alone(client, staff):
    worker, _resident = staff
    MessageFactory(
        recipient=None,
        address="13800000902",
        channel="sms",
        kind="people.code",
        state="failed",
        body="123456",
    )
    client.force_login(worker)
    assert "13800000902" not in client.get(reverse("outbox")).content.decode()
    client.force_login(UserFactory(is_superuser=True))
    text = client.get(reverse("outbox")).content.decode()
    assert "13800000902" in text
    assert "123456" not in text


def test_residents_have_no_such_page(client, staff):
    client.force_login(staff[1])
    assert client.get(reverse("outbox")).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_outbox_costs_the_same_for_one_and_thirty(client, staff, count, django_assert_num_queries):
    worker, resident = staff
    MessageFactory.create_batch(count, recipient=resident, channel="email", state="failed", error="550")
    place = worker.memberships.get().organisation.services.get().place
    estate = make_estate(community=place)
    for n in range(count):
        neighbour = make_resident(make_building(estate, name=f"{n + 2}栋"), user__email=f"n{n}@example.org")
        AddressMark.objects.create(channel="email", address=neighbour.email, what="bounced")
        robot = Robot.objects.create(name=f"{n}栋群", url=f"wecombot://12345678{n}", made_by=worker)
        GroupRobot.objects.create(robot=robot, place=place)
    client.force_login(worker)
    client.get(reverse("outbox"))
    with django_assert_num_queries(11):
        page = client.get(reverse("outbox"))
    assert (len(page.context["marked"]), len(page.context["voices"])) == (count, count)


def test_staff_see_what_nobody_reads_what_waits_for_the_digest_and_what_fell_over(client, staff):
    worker, resident = staff
    place = worker.memberships.get().organisation.services.get().place
    home = make_building(make_estate(community=place))
    unreachable = make_resident(home, user__phone=None, user__registered_at_desk=True)
    kind = {"kind": "notices.published"}
    told(unreachable, 2, **kind)
    told(resident, **kind)
    failed = MessageFactory(recipient=resident, channel="push", state="failed", **kind)
    told(resident, channel="email", instead_of=failed, **kind)
    MessageFactory(recipient=resident, channel="email", state="held", **kind)
    client.force_login(worker)
    rows = client.get(reverse("outbox")).context["tallies"]
    assert {(tally.channel, figures) for _about, tally, figures in rows} == {
        ("push", ""),
        ("email", "已送出 1、留给每周汇总 1、代替没通的渠道 1"),
        ("inbox", "已送出 1、没人看的收件箱 2"),
    }


def test_staff_see_marks_robots_and_closed_channels_of_their_own_places(client, staff, settings):
    worker, resident = staff
    place = worker.memberships.get().organisation.services.get().place
    for who, email in (
        (resident, "he@example.org"),
        (UserFactory(display_name="外区街坊"), "other@example.org"),
    ):
        type(who).objects.filter(pk=who.pk).update(email=email)
        AddressMark.objects.create(channel="email", address=email, what="bounced")
    mine, others = (
        Robot.objects.create(name=name, url=f"wecombot://1234567{name}", made_by=worker)
        for name in ("4栋群", "外区群")
    )
    GroupRobot.objects.create(robot=mine, place=place)
    GroupRobot.objects.create(robot=others, place=make_community())
    MessageFactory(recipient=None, address=mine.address, channel="robot", state="failed", error="410")
    settings.DEMO = False
    client.force_login(worker)
    text = client.get(reverse("outbox")).content.decode()
    assert all(words in text for words in (resident.display_name, "没人收", "4栋群", "1 条没送到", "短信"))
    assert not any(words in text for words in ("外区街坊", "外区群", "he@example.org", "wecombot"))


# --- the demo --------------------------------------------------------------------------------------------------


def test_the_demo_shows_codes_and_mails_to_whoever_has_none_yet(client):
    MessageFactory(
        recipient=None, address="13800000902", channel="sms", kind="people.code", body="验证码 123456"
    )
    text = client.get(reverse("notifications:demo_outbox")).content.decode()
    assert "123456" in text


@pytest.mark.parametrize("count", [1, 30])
def test_the_demo_outbox_costs_the_same_for_one_and_thirty(client, count, django_assert_num_queries):
    MessageFactory.create_batch(count, channel="email")
    with django_assert_num_queries(1):
        client.get(reverse("notifications:demo_outbox"))


def test_the_demo_outbox_shows_what_went_out_and_nothing_else(client):
    now = timezone.now()
    mail = {"channel": "email", "due_at": now - timedelta(hours=2)}
    MessageFactory(**mail, title="刚寄出", state="sent", sent_at=now)
    MessageFactory(**mail, title="早寄出", state="sent", sent_at=now - timedelta(hours=1))
    MessageFactory(**mail, title="马上寄")
    MessageFactory(**mail, title="寄不出", state="failed")
    MessageFactory(**mail, title="收回了", state="void")
    MessageFactory(**mail, title="过时了", state="expired")
    MessageFactory(channel="email", title="明天寄", due_at=now + timedelta(days=1))
    MessageFactory(channel="inbox", title="站内的", state="sent", sent_at=now)
    response = client.get(reverse("notifications:demo_outbox"))
    assert [m.title for m in response.context["messages_left"]] == ["刚寄出", "早寄出", "寄不出", "马上寄"]
    assert "没发出去" in response.content.decode()
