"""A step whose author erased the account, a ballot whose holders are gone: the community's staff hear of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models.processes import Actor
from ballots.operations import finish_step, remind_of_steps
from ballots.operations.reminding import remind_of_objections
from ballots.queries.people import runners_of
from ballots.queries.processes import actors_of, who_acts
from ballots.queries.waiting import objections_to_answer
from buildings.models import Membership
from buildings.operations import end_service
from kit.refused import Refused
from people.models import User
from tests.ballots.ground import announced, new_ground
from tests.ballots.proposal_ground import NOW, published, told
from tests.ballots.test_objections import objection
from tests.ballots.test_processes import DUE, simple, started
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return new_ground()


def close(*people):
    User.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


def again(step):
    return type(step).objects.select_related("proposal__place", "proposal__author").get(pk=step.pk)


@pytest.mark.parametrize(("who", "name"), [(Actor.AUTHOR, "owner"), (Actor.CAPTAINS, "captain")])
def test_a_step_of_whoever_is_gone_is_for_the_communitys_staff(ground, who, name):
    (step,) = started(ground, published(ground), process=simple(ground, who))
    with pytest.raises(Refused):
        finish_step(by=ground.staff, step=again(step), note="办了", now=NOW)
    close(getattr(ground, name))
    step = again(step)
    assert set(actors_of(step)) == {ground.staff, ground.colleague}
    assert getattr(ground, name).display_name not in str(who_acts(step, ground.owner.display_name))
    assert remind_of_steps(NOW + timedelta(days=30))
    assert told(ground.staff, DUE)
    assert finish_step(by=ground.staff, step=step, note="办了", now=NOW).done_at


def test_an_objection_in_a_ballot_whose_holders_are_gone_is_for_the_communitys_staff(ground):
    ballot = announced(ground)
    objection(ground, ballot)
    Membership.objects.filter(organisation=ballot.organisation).update(ended_on=ballot.announced_at.date())
    assert set(runners_of(ballot)) == {ground.staff, ground.colleague}
    assert remind_of_objections(ballot.announced_at + timedelta(days=60))
    assert told(ground.staff, "ballots.objection_owed")


def test_where_its_house_serves_no_more_a_ballot_is_the_communitys_staff_to_hold(ground, client):
    """Its members read the names on the roll and could call it off, long after they had anything to do there."""
    ballot = announced(ground)
    row = objection(ground, ballot)
    roll = reverse("ballots:roll", args=[ballot.pk])
    client.force_login(ground.chair)
    assert "查看姓名" in text_of(client.get(roll))
    assert set(runners_of(ballot)) == {ground.chair}
    service = ground.owners_committee.services.get()
    end_service(by=ground.staff, service=service, on=timezone.localdate())
    assert client.get(roll).status_code == 404
    assert client.get(reverse("ballots:void", args=[ballot.pk])).status_code == 404
    chair, staff = (User.objects.get(pk=person.pk) for person in (ground.chair, ground.staff))
    assert list(objections_to_answer(chair)) == []
    assert set(runners_of(ballot)) == {ground.staff, ground.colleague}
    assert list(objections_to_answer(staff)) == [row]
