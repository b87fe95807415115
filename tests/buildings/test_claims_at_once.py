"""Two who answer one claim at the same instant, and a newcomer who leaves meanwhile; on real connections."""

import uuid

import pytest

from buildings.models import Residency
from buildings.operations import claim_home, confirm_claim, make_door_codes, refuse_claim, use_door_code
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from people.models import User
from portal.my_data import erase_account
from tests.buildings.world import make_world
from tests.committees.test_two_at_once import at_once
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(transactional_db):
    """The world, the newcomer, their claim, and the two captains whom it reached."""
    world, newcomer = make_world(), UserFactory()
    first, second = world.captain(), world.captain(role="deputy")
    claim = claim_home(
        by=newcomer, dwelling=world.home("0101"), kind="family", client_key=uuid.uuid4(), agreed=True
    )
    return world, newcomer, claim, first, second


def confirm(by, claim):
    return lambda: confirm_claim(by=by, claim=claim)


def test_two_captains_confirm_one_claim(asked):
    _world, newcomer, claim, first, second = asked
    one, other = at_once(confirm(first, claim), confirm(second, claim))
    home = Residency.objects.get(user=newcomer)
    assert one.residency == other.residency == home
    assert one.decided_by == other.decided_by == home.verified_by
    assert Entry.objects.filter(verb="buildings.confirm_claim").count() == 1
    welcome = Message.objects.filter(recipient=newcomer, kind="buildings.residency", channel="inbox")
    assert welcome.count() == 1
    assert not Message.objects.filter(kind="buildings.claim", state="pending").exists()


def test_one_captain_confirms_while_the_other_refuses(asked):
    _world, newcomer, claim, first, second = asked
    yes, no = at_once(confirm(first, claim), lambda: refuse_claim(by=second, claim=claim, reason="没见过"))
    claim.refresh_from_db()
    late = next(answer for answer in (yes, no) if isinstance(answer, Refused))
    assert "已有人回复" in str(late)
    assert [isinstance(answer, Refused) for answer in (yes, no)].count(True) == 1
    assert Residency.objects.filter(user=newcomer).count() == (claim.state == "confirmed")
    assert claim.decided_by == (first if claim.state == "confirmed" else second)


def test_who_leaves_while_a_captain_confirms_leaves_no_home_behind(asked):
    _world, newcomer, claim, first, _second = asked
    answers = at_once(confirm(first, claim), lambda: erase_account(by=newcomer))
    assert not [each for each in answers if isinstance(each, Exception) and not isinstance(each, Refused)]
    if not User.objects.get(pk=newcomer.pk).erased_at:
        erase_account(by=newcomer)
    claim.refresh_from_db()
    assert claim.state in {"confirmed", "withdrawn"}
    assert not Residency.objects.filter(user=newcomer, ended_on=None).exists()


def test_whoever_erased_the_account_elsewhere_gets_no_home_any_more(asked):
    world, newcomer, _claim, *_captains = asked
    ((_home, code, _row),) = make_door_codes(
        by=world.staff, place=world.building, dwellings=[world.home("0201")], kind="owner"
    )
    still_open = User.objects.get(pk=newcomer.pk)
    erase_account(by=newcomer)
    for act in (
        lambda: use_door_code(by=still_open, code=code, address="192.0.2.1", agreed=True),
        lambda: claim_home(
            by=still_open, dwelling=world.home("0202"), kind="owner", client_key=uuid.uuid4(), agreed=True
        ),
    ):
        with pytest.raises(Refused, match="已经注销"):
            act()
    assert not Residency.objects.exists()
