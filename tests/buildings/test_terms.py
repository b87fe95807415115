"""How long a term runs, who follows, and which floors nobody leads."""

from datetime import timedelta

from buildings.models import Captaincy
from buildings.terms import floors_without_lead, term
from tests.factories import make_building, make_captain

DAY = timedelta(days=1)


def captaincy(place, **fields) -> Captaincy:
    return Captaincy.objects.get(user=make_captain(place, **fields))


def test_who_follows_shares_place_and_floors_and_begins_later(world):
    today, other = world.today, make_building(world.estate, "4栋")
    mine = captaincy(world.building, role="deputy", floor_from=1, floor_to=2, ended_on=today + 5 * DAY)
    same = {"role": "deputy", "started_on": today + 5 * DAY}
    follower = captaincy(world.building, floor_from=2, **same)
    others = [
        follower,
        captaincy(world.building, floor_from=3, **same),
        captaincy(other, **same),
        captaincy(world.building, role="deputy"),
        captaincy(world.building),
    ]
    found = term(mine, others, today)
    assert (found.days_left, found.ends_soon, found.followers) == (5, True, [follower])
    assert found.deputies == [others[3]]


def test_floors_that_nobody_leads(world):
    today, other = world.today, make_building(world.estate, "4栋")
    lead = captaincy(other, floor_from=2, floor_to=3)
    path = other.path
    homes = [(path, None), (path, 1), (path, 2), (path, 4)]
    assert floors_without_lead(homes, [lead], today) == [None, 1, 4]
    assert floors_without_lead(homes, [lead], today + 5000 * DAY) == [None, 1, 4]
    lead.ended_on = today
    assert floors_without_lead(homes, [lead], today) == [None, 1, 2, 4]
