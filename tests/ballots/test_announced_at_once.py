"""Two people announce at the same moment, over connections of their own: one notice, one roll."""

import pytest

from ballots.models import Ballot, Elector
from ballots.operations import announce_ballot
from notices.models import Notice
from notifications.models import Message
from tests.ballots.ground import drafted, new_ground
from tests.committees.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_announce_at_once(transactional_db):
    ground = new_ground()
    ballot = drafted(ground)
    people = [ground.chair, ground.staff, ground.colleague, ground.chair]
    results = at_once(*[lambda by=by: announce_ballot(by=by, ballot=ballot) for by in people])
    assert {result.seal for result in results} == {Ballot.objects.get().seal}
    assert Notice.objects.count() == 1
    assert Elector.objects.count() == 12
    assert Message.objects.filter(letter__kind="ballots.announced", channel="inbox").count() == 2
