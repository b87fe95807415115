"""Persons of one kind are asked about in the same words, and never in another's numbers."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buildings import alike
from buildings.alike import Kind, Listed, ask_alike, one_alike, page_alike
from buildings.models import Captaincy, Dwelling, Place
from buildings.models.dwellings import captained_by
from buildings.models.places import inside, starts_with
from buildings.standing import standing_of
from kit.blanks import NotAlike
from kit.kept_plans import WAYS
from people.models import User
from tests.factories import (
    ResidencyFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(alike, "_kept", type(alike._kept)())


def around(user, now):
    standing = standing_of(user)
    return {
        "places": Place.objects.filter(starts_with(standing.neighbour_paths)).order_by("pk"),
        "captains": Captaincy.objects.current(standing.on)
        .filter(inside(standing.neighbour_paths))
        .order_by("pk"),
        "homes": Dwelling.objects.filter(captained_by(standing)).order_by("pk"),
        "new": User.objects.filter(pk=user.pk, date_joined__gt=now - timedelta(days=1)),
    }


def resident() -> User:
    return make_resident(make_building())


def apart(user) -> dict[str, list]:
    return {name: list(rows) for name, rows in around(user, timezone.now()).items()}


def test_neighbours_share_one_question_and_each_finds_their_own():
    people = [resident() for _ in range(4)]
    found = [ask_alike(around, user, timezone.now()) for user in people]
    assert found == [apart(user) for user in people]
    assert len({one["places"][0].pk for one in found}) == 4
    assert len(alike._kept) == 1


def test_floors_and_offices_are_ones_own():
    floors = ((1, 2), (2, 3), (None, None))
    captains = [make_captain(make_building(), floor_from=a, floor_to=b) for a, b in floors]
    for user in captains:
        assert ask_alike(around, user, timezone.now()) == apart(user)
    assert len(alike._kept) == 2


def test_two_homes_in_one_house_are_another_kind_than_in_two():
    houses = [make_building() for _ in range(3)]
    one, other = make_resident(houses[0]), make_resident(houses[1])
    ResidencyFactory(user=one, dwelling=Dwelling.objects.get(place=houses[0], door="0201"))
    ResidencyFactory(user=other, dwelling=Dwelling.objects.get(place=houses[2], door="0201"))
    assert Kind(one).shape != Kind(other).shape
    assert [ask_alike(around, user, timezone.now()) for user in (one, other)] == [apart(one), apart(other)]


def test_numbers_of_rows_may_be_any_few():
    def some(user, now, rows):
        return {"rows": User.objects.filter(pk__in=rows).order_by("pk")}

    me, people = resident(), [UserFactory() for _ in range(5)]
    for few in (people[:1], people[:2], people[:3], people, []):
        assert ask_alike(some, me, timezone.now(), [user.pk for user in few])["rows"] == few
    assert len(alike._kept) == 5  # by 1, 2, 4 and 8 of them, and none


def test_a_day_looked_up_on_the_way_is_refused():
    def today(user, now):
        return {"captains": Captaincy.objects.current()}

    with pytest.raises(NotAlike, match="a time of its own"):
        ask_alike(today, resident(), timezone.now())


def test_what_depends_on_more_than_the_kind_is_noticed_at_its_first_use():
    def called(user, now):
        return {
            "rows": User.objects.filter(pk=user.pk, is_demo=len(standing_of(user).capacities[0].detail) > 0)
        }

    with pytest.raises(NotAlike, match="otherwise of one person"):
        ask_alike(called, resident(), timezone.now())


def test_in_production_it_is_put_together_for_each_instead(settings, caplog):
    def today(user, now):
        return {
            "places": Place.objects.filter(starts_with(standing_of(user).home_paths)),
            "c": Captaincy.objects.current(),
        }

    settings.KEPT_QUESTIONS = ""
    for user in (resident(), resident()):
        assert [place.path for place in ask_alike(today, user, timezone.now())["places"]] == list(
            standing_of(user).home_paths
        )
    assert caplog.text.count("is put together for each person") == 1


def test_what_was_asked_longest_ago_makes_room(monkeypatch):
    monkeypatch.setattr(alike, "KEPT", 1)
    member = make_staff(make_building())
    for user in (resident(), member, resident()):
        ask_alike(around, user, timezone.now())
    assert len(alike._kept) == 1


# --- pages of lists ----------------------------------------------------------------------------------------
def everybody(user, now, language):
    rows = User.objects.filter(language=language)
    return Listed(rows, beside={"first": rows.order_by("pk")[:2], "none": rows.none()})


@pytest.mark.parametrize("keeps", [True, False])
def test_a_list_with_others_beside_it_walks_to_its_end(rf, django_assert_num_queries, keeps):
    me = resident()
    UserFactory.create_batch(64)
    expected = list(User.objects.order_by("-date_joined", "-id"))
    assert standing_of(me).capacities  # asked for once
    walked, cursor = [], ""
    while not walked or cursor:
        request = rf.get("/", {"after": cursor} if cursor else {})
        request.user = me
        with django_assert_num_queries(1):
            page, beside = page_alike(request, everybody, ("-date_joined", "-id"), 20, "zh-hans", keeps=keeps)
        walked.append((list(page), beside))
        at = page.items[-1].date_joined + timedelta(microseconds=1)
        UserFactory(date_joined=at)  # arrives among what was read
        cursor = page.next_cursor
    assert [row for page, _beside in walked for row in page] == expected
    first = sorted(expected, key=lambda user: user.pk)[:2]
    assert [beside for _page, beside in walked] == [{"first": first, "none": []}, {}, {}, {}]


def test_one_row_or_404():
    def themself(user, now, number):
        return User.objects.filter(pk=number)

    me, other = resident(), UserFactory()
    assert one_alike(themself, me, other.pk) == other
    assert one_alike(themself, AnonymousUser(), other.pk) == other
    with pytest.raises(Http404):
        one_alike(themself, me, 0)


def test_a_place_is_known_by_number_path_and_kind():
    def around(user, now, place):
        below = Place.objects.below(place.path).exclude(pk=place.pk)
        return {
            "below": below if place.kind == "estate" else below.none(),
            "own": Place.objects.filter(pk=place.pk),
        }

    me, houses = resident(), [make_building() for _ in range(2)]
    for house in houses:
        estate = house.parent
        assert ask_alike(around, me, timezone.now(), estate) == {"below": [house], "own": [estate]}
        assert ask_alike(around, me, timezone.now(), house) == {"below": [], "own": [house]}
    assert len(alike._kept) == 2


def test_of_a_whole_subdistrict_too_it_is_tried_what_one_plan_for_all_takes():
    house = make_building()
    street = house.parent.parent.parent
    for user in (make_staff(street, kind="street_office"), UserFactory(is_superuser=True)):
        with CaptureQueriesContext(connection) as asked:
            found = [ask_alike(around, user, timezone.now()) for _way in WAYS]
        assert found == [apart(user)] * len(WAYS)
        assert sum("linli_kept" in question["sql"] for question in asked.captured_queries) == len(WAYS)
