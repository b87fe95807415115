"""What leads to a person by way of another row, or of their number alone, is handed out too, and is forgotten
as it was promised (PIPL art. 45 and 47)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from buildings.models import Ownership, Residency
from committees.models.meetings import Reply
from committees.operations import reply
from issues.models import Category
from issues.operations import report_issue
from issues.operations.categories import load_categories
from notifications.models import AddressMark
from notifications.operations import pruning
from portal.my_data import erase_account
from tests.ballots.ground import new_ground, opened
from tests.ballots.voting import own, paper_counted, vote_secretly
from tests.committees.ground import convene_soon, held, make_place
from tests.factories import UserFactory, make_building, make_captain, make_resident
from tests.portal.test_my_data import unzipped

pytestmark = pytest.mark.django_db
PHONE = "10000007007"


@pytest.fixture
def person():
    user = UserFactory(display_name="罗白兰", phone=PHONE, phone_verified=True, email="luo@example.org")
    return make_resident(make_building(), "0101", user=user)


@pytest.fixture
def home(person):
    return person.residencies.get().dwelling


def test_what_i_answered_when_i_reported_and_at_which_door(person, home):
    load_categories()
    make_captain(home.place)
    water = Category.objects.get(pk="water")
    report_issue(
        by=person, category=water, place=home.place, dwelling=home, text="漏水", answers={"how": "burst"}
    )
    (row,) = unzipped(person)["issues/reported.json"]
    assert row["dwelling__door"] == "0101"
    assert [answer["said"] for answer in row["answers"]] == ["喷出来"]


def test_how_my_home_is_lived_in_while_it_is_mine(person, home):
    home.presence = "vacant"
    home.save()
    (row,) = unzipped(person)["buildings/lived_in.json"]
    assert (row["door"], row["presence"]) == ("0101", "vacant")
    Residency.objects.filter(user=person).update(ended_on=timezone.localdate())
    assert unzipped(person)["buildings/lived_in.json"] == [], "no business of whoever moved away"


def test_what_the_owners_register_says_beside_my_number(person, home):
    since = timezone.localdate() - timedelta(days=9)
    Ownership.objects.create(dwelling=home, owner_name="罗白兰", phone=PHONE, started_on=since)
    Ownership.objects.create(dwelling=home, owner_name="冼紫荆", phone="10000008008", started_on=since)
    (row,) = unzipped(person)["buildings/register.json"]
    assert (row["owner_name"], row["phone"]) == ("罗白兰", PHONE)


@pytest.mark.parametrize("lie", ["several owners", "never proven"])
def test_no_other_owner_is_read_by_an_agents_number_or_one_that_nobody_proved(person, home, lie):
    since = timezone.localdate() - timedelta(days=9)
    Ownership.objects.create(dwelling=home, owner_name="冼紫荆", phone=PHONE, started_on=since)
    if lie == "several owners":
        Ownership.objects.create(dwelling=home, owner_name="何茉莉", phone=PHONE, started_on=since)
    else:
        person.phone_verified = False
        person.save()
    assert unzipped(person)["buildings/register.json"] == []


def test_when_a_message_could_not_reach_me(person):
    AddressMark.objects.create(channel="email", address="luo@example.org", what="bounced", detail="550")
    AddressMark.objects.create(channel="email", address="xian@example.org", what="bounced", detail="551")
    (row,) = unzipped(person)["notifications/troubles.json"]
    assert (row["address"], row["detail"]) == ("luo@example.org", "550")


def test_when_i_was_at_a_meeting(db):
    estate = make_place()
    meeting = held(estate)
    (row,) = unzipped(estate.manager)["committees/attended.json"]
    assert row["meeting__title"] == meeting.title
    assert unzipped(estate.resident)["committees/attended.json"] == []


def test_why_i_could_not_come_is_forgotten_with_the_account(db):
    estate = make_place()
    meeting = convene_soon(estate)
    mine = reply(by=estate.captain, meeting=meeting, reply=Reply.DECLINED, reason="要去医院化疗")
    erase_account(by=estate.captain)
    mine.refresh_from_db()
    assert mine.reply == Reply.DECLINED
    assert "化疗" not in mine.reason


def test_a_vote_of_mine_on_paper_and_that_i_took_part_in_a_secret_one(db):
    ground = new_ground()
    named = opened(ground, electorate="residents", title="要不要修亭子")
    secret = opened(ground, electorate="residents", secrecy="secret", title="信不信任街坊会")
    paper_counted(ground.staff, ground.colleague, own(named, ground.second_owner), "yes")
    vote_secretly(ground.second_owner, own(secret, ground.second_owner), "no")
    found = unzipped(ground.second_owner)
    (row,) = found["ballots/votes_through_others.json"]
    assert (row["ballot__title"], row["choices"], row["channel"]) == ("要不要修亭子", ["yes"], "paper")
    assert {row["ballot__title"] for row in found["ballots/took_part.json"]} == {
        "要不要修亭子",
        "信不信任街坊会",
    }
    other = unzipped(ground.owner)
    assert other["ballots/votes_through_others.json"] == other["ballots/took_part.json"] == []


def test_the_pages_say_what_stays_with_a_name(person, client):
    client.force_login(person)
    page = client.get(reverse("my_data")).content.decode()
    assert "物业名册" in page
    assert "上面的名字也在" in page
    privacy = client.get(reverse("privacy")).content.decode()
    assert "物业名册" in privacy
    assert "封存的纪要和表决、报过的事、操作记录不带名字留下" not in privacy


def test_the_page_says_for_how_long_as_the_welcome_promises_and_as_it_is_done(client):
    page = client.get(reverse("privacy")).content.decode()
    assert "保留多久" in page
    assert (pruning.OUTSIDE.days // 30, "半年" in page) == (6, True)
    assert (pruning.ALL.days // 365, "三年" in page) == (3, True)
    assert (settings.SESSION_COOKIE_AGE // 86400, "30 天没来" in page) == (30, True)
