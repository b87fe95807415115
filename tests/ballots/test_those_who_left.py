"""A step whose author erased the account, a ballot whose holders are gone: the community's staff hear of it."""

from datetime import timedelta

import pytest

from ballots.models.processes import Actor
from ballots.operations import finish_step, remind_of_steps
from ballots.operations.reminding import remind_of_objections
from ballots.queries.people import runners_of
from ballots.queries.processes import actors_of, who_acts
from buildings.models import Membership
from kit.refused import Refused
from people.models import User
from tests.ballots.ground import announced, new_ground
from tests.ballots.proposal_ground import NOW, published, told
from tests.ballots.test_objections import objection
from tests.ballots.test_processes import DUE, simple, started

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
