"""A place whose captain goes without a follower, and a question whose captain went: somebody hears of it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from buildings.models import Captaincy
from buildings.operations import ask_again_about_claims, claim_home, warn_of_vacancies
from committees.reminders import SHANGHAI
from notifications.models import Message
from people.models import User
from tests.buildings.world import make_world
from tests.factories import UserFactory, make_building, make_captain

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 1, 10, 0, tzinfo=SHANGHAI)
END = (NOW + timedelta(days=20)).date()


@pytest.fixture
def world():
    return make_world()


def told(kind="buildings.vacancy") -> list[tuple[User, str]]:
    rows = Message.objects.filter(letter__kind=kind, channel="inbox").exclude(state="void")
    return [(row.recipient, row.title) for row in rows.order_by("pk")]


def people(kind="buildings.vacancy") -> set[User]:
    return {person for person, _title in told(kind)}


def test_thirty_days_before_and_on_the_day_those_who_appoint_hear_of_it(world):
    captain = world.captain(ended_on=END)
    assert warn_of_vacancies(now=NOW - timedelta(days=11)) == 0
    assert warn_of_vacancies(now=NOW)
    assert people() == {captain, world.staff}
    assert "3 月 21 日" in told()[0][1]
    assert warn_of_vacancies(now=NOW + timedelta(days=1)) == 0
    assert warn_of_vacancies(now=NOW + timedelta(days=20))
    assert [person for person, title in told() if "现在没有人" in title] == [world.staff]
    assert warn_of_vacancies(now=NOW + timedelta(days=21)) == 0


@pytest.mark.parametrize("role", ["lead", "deputy"])
def test_whoever_follows_is_enough(world, role):
    world.captain(ended_on=END)
    world.captain(started_on=END if role == "lead" else END - timedelta(days=9), role=role)
    assert warn_of_vacancies(now=NOW) == 0
    assert warn_of_vacancies(now=NOW + timedelta(days=20)) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_looking_costs_the_same_for_one_and_for_thirty(world, django_assert_num_queries, count):
    for number in range(count):
        building = make_building(world.estate, f"{number + 10}栋")
        make_captain(building, ended_on=END)
        make_captain(building, started_on=END)
    with django_assert_num_queries(3):
        assert warn_of_vacancies(now=NOW) == 0


def test_whoever_has_other_floors_is_not(world):
    world.captain(ended_on=END, floor_from=1, floor_to=2)
    world.captain(floor_from=3, floor_to=4)
    assert warn_of_vacancies(now=NOW)


def test_of_an_estate_whose_terms_end_on_one_day_one_letter_tells_staff(world):
    captains = {world.captain(ended_on=END)}
    captains |= {make_captain(make_building(world.estate, f"{n}栋"), ended_on=END) for n in (7, 8)}
    assert warn_of_vacancies(now=NOW)
    assert people() == captains | {world.staff}
    assert [person for person, _title in told()].count(world.staff) == 1
    letter = Message.objects.filter(letter__kind="buildings.vacancy", recipient=world.staff).first().letter
    assert "另外 2 处" in letter.body
    assert warn_of_vacancies(now=NOW) == 0


def test_an_account_that_was_closed_in_the_midst_of_a_term(world):
    captain = world.captain()
    assert warn_of_vacancies(now=NOW) == 0
    User.objects.filter(pk=captain.pk).update(is_active=False)
    assert warn_of_vacancies(now=NOW)
    assert people() == {world.staff}
    assert warn_of_vacancies(now=NOW + timedelta(days=40)) == 0


def test_without_the_communitys_staff_the_subdistrict_hears_of_it(world):
    desk = world.member(world.office)
    User.objects.filter(pk=world.staff.pk).update(is_active=False)
    world.captain(ended_on=END)
    assert warn_of_vacancies(now=NOW + timedelta(days=20))
    assert people() == {desk}


def test_a_captain_who_came_later_is_asked_about_a_newcomer(world):
    now = timezone.now()
    first = world.captain()
    claim_home(
        by=UserFactory(),
        dwelling=world.home("0101"),
        kind="family",
        client_key=uuid4(),
        agreed=True,
        now=now - timedelta(days=1),
    )
    asked = {first, world.staff}
    assert people("buildings.claim") == asked
    assert ask_again_about_claims(now=now) == 0
    Captaincy.objects.filter(user=first).update(ended_on=timezone.localdate(now))
    second = world.captain(started_on=timezone.localdate(now))
    assert ask_again_about_claims(now=now)
    assert people("buildings.claim") == asked | {second}
    assert ask_again_about_claims(now=now) == 0
