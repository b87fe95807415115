"""A step whose organisation is not there any more: those whose turn it has become hear of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ballots import rules
from ballots.models import Proposal, ProposalStep
from ballots.models.processes import Actor
from ballots.operations import remind_of_steps
from ballots.queries.processes import nobody_to_act
from buildings.leaving import what_goes_on
from buildings.models import Captaincy, Membership, Place, Service
from people.models import User
from tests.ballots.ground import new_ground
from tests.ballots.proposal_ground import NOW, published, told
from tests.ballots.test_processes import TURN, simple, started
from tests.ballots.waiting import deciding_tasks
from tests.factories import CaptaincyFactory, PlaceFactory, UserFactory, make_building


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def proposal(ground):
    return published(ground)


def test_whose_turn_it_has_become_hears_of_it_at_once_and_whoever_ends_the_service_reads_it_before(
    ground, proposal
):
    started(ground, proposal, process=simple(ground, Actor.PROPERTY, days=40))
    assert told(ground.manager, TURN)
    assert remind_of_steps(NOW + timedelta(days=1)) == 0
    service = Service.objects.get(organisation=ground.company)
    found = [str(one) for one in what_goes_on(service, timezone.localdate())]
    assert found == [f"提案要走的步骤 1 个：转给{ground.committee}"]
    Service.objects.filter(pk=service.pk).delete()
    assert remind_of_steps(NOW + timedelta(days=1)) > 0
    assert told(ground.staff, TURN)
    assert told(ground.colleague, TURN)
    assert remind_of_steps(NOW + timedelta(days=2)) == 0


def test_where_nobody_at_all_is_left_the_administrators_are_asked(ground, proposal):
    started(ground, proposal, process=simple(ground, Actor.COUNCIL, days=40))
    root = UserFactory(is_superuser=True)
    Membership.objects.all().delete()
    assert remind_of_steps(NOW + timedelta(days=1)) > 0
    assert told(root, TURN)


# --- in the list of what waits ------------------------------------------------------------------------------


def steps_for(person) -> list[str]:
    person = User.objects.get(pk=person.pk)
    return [task.url for task in deciding_tasks(person, NOW) if "/steps/" in task.url]


def leave(ground, actor):
    Captaincy.objects.all().delete()
    User.objects.filter(pk=ground.owner.pk).update(is_active=False)
    Membership.objects.filter(organisation__kind=actor).delete()


@pytest.mark.parametrize("actor", list(Actor))
def test_staff_who_stand_in_find_it_among_what_waits_and_only_then(ground, proposal, actor):
    started(ground, proposal, process=simple(ground, actor, days=40))
    (step,) = proposal.steps.all()
    assert_as_by_the_rule(step)
    if actor in (Actor.COMMITTEE, Actor.PARTY):
        return  # they are the staff; and of the other there is nobody here from the first
    assert not steps_for(ground.staff)
    leave(ground, actor)
    assert_as_by_the_rule(step)
    assert steps_for(ground.staff)


@pytest.mark.parametrize("where", ["around it", "at it", "in it", "beside it"])
def test_a_captain_around_it_or_in_it_takes_the_step_and_one_beside_it_does_not(ground, proposal, where):
    lane = PlaceFactory(kind="lane", name="1巷", parent=ground.estate.parent)
    building = make_building(lane)
    stair = PlaceFactory(kind="stair", name="1梯", parent=building)
    started(ground, proposal, process=simple(ground, Actor.CAPTAINS, days=40))
    Captaincy.objects.all().delete()
    Proposal.objects.filter(pk=proposal.pk).update(place=building)
    other = PlaceFactory(kind="lane", name="2巷", parent=ground.estate.parent)
    kind, place = {
        "around it": ("lane", lane),
        "at it": ("building", building),
        "in it": ("stair", stair),
        "beside it": ("lane", other),
    }[where]
    captain = CaptaincyFactory(kind=kind, place=place).user
    assert_as_by_the_rule(proposal.steps.get())
    assert bool(steps_for(captain)) == (where != "beside it")
    assert bool(steps_for(ground.staff)) == (where == "beside it")


def test_whether_somebody_is_there_is_asked_of_the_places_around_and_in_it_alone(ground, proposal):
    """Of ten million all places were gone through for each step: a thirtieth of a second."""
    started(ground, proposal, process=simple(ground, Actor.CAPTAINS, days=40))
    lanes = [Place(kind="lane", name=f"{n}巷", parent=ground.estate.parent) for n in range(3000)]
    Captaincy.objects.bulk_create(
        Captaincy(place=lane, user=ground.captain, kind="lane", started_on=timezone.localdate())
        for lane in Place.objects.bulk_create(lanes)
    )
    with connection.cursor() as cursor:
        tables = "buildings_place, buildings_captaincy, ballots_proposal, ballots_proposalstep, people_user"
        cursor.execute(f"ANALYZE {tables}")
    plan = ProposalStep.objects.filter(nobody_to_act(timezone.localdate())).explain()
    assert "Seq Scan on buildings_place" not in plan
    assert "Seq Scan on buildings_captaincy" not in plan


def assert_as_by_the_rule(step):
    for person in User.objects.filter(is_active=True, is_superuser=False):
        assert bool(steps_for(person)) == rules.may_finish(user=person, step=fresh(step)), person


def fresh(step):
    return type(step).objects.select_related("proposal__place", "proposal__author").get(pk=step.pk)
