"""Two who answer one claim at the same instant, and a newcomer who leaves meanwhile; on real connections."""

import threading
import time
import uuid

import pytest
from django.db import connection, transaction

from buildings.models import DoorCode, Membership, Residency, ResidencyClaim
from buildings.operations import (
    answer_as_guardian,
    claim_home,
    confirm_claim,
    make_door_codes,
    refuse_claim,
    register_residency,
    use_door_code,
)
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
    welcome = Message.objects.filter(recipient=newcomer, letter__kind="buildings.residency", channel="inbox")
    assert welcome.count() == 1
    assert not Message.objects.filter(letter__kind="buildings.claim", state="pending").exists()


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


def test_the_last_two_of_a_committee_who_leave_at_once_do_not_both_leave(transactional_db):
    world, answers = make_world(), []
    other = world.member(world.committee)
    leaving = threading.Thread(target=keep, args=(answers, lambda: erase_account(by=other)))
    with transaction.atomic():
        erase_account(by=world.staff)
        leaving.start()
        wait_until_it_waits(leaving)
    leaving.join(timeout=30)
    (refused,) = answers
    assert "只剩您一位" in str(refused)
    left = Membership.objects.current().filter(organisation=world.committee, user__is_active=True)
    assert left.count() == 1


@pytest.mark.parametrize("turn", range(4))
def test_a_guardian_who_leaves_at_once_with_the_question_leaves_none_waiting_for_them(transactional_db, turn):
    world, child = make_world(), UserFactory()
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    answers = at_once(
        lambda: erase_account(by=mother),
        asked_as_child(child, world.home("0101")),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert not ResidencyClaim.objects.waiting().filter(guardian__is_active=False).exists()


def test_a_guardian_who_leaves_is_waited_for_by_whoever_names_them(transactional_db):
    """The same, with the erasing held open half way: the question waits until it is decided."""
    world, child = make_world(), UserFactory()
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    asking = threading.Thread(target=keep, args=([], asked_as_child(child, world.home("0101"))))
    with transaction.atomic():
        erase_account(by=mother)
        asking.start()
        wait_until_it_waits(asking)
    asking.join(timeout=30)
    claim = ResidencyClaim.objects.get(user=child)
    assert (claim.guardian, claim.guardian_phone) == (None, "-")


def test_a_child_who_leaves_while_a_captain_confirms_is_no_deadlock(transactional_db):
    world, child, answers = make_world(), UserFactory(phone="10000006002"), []
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    claim = asked_as_child(child, world.home("0101"))()
    answer_as_guardian(by=mother, claim=claim, agrees=True)
    yes = threading.Thread(target=keep, args=(answers, confirm(world.captain(), claim)))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=child.pk)  # as the erasing begins
        yes.start()
        wait_until_it_waits(yes)
        erase_account(by=child)
    yes.join(timeout=30)
    (refused,) = answers
    assert isinstance(refused, Refused), repr(refused)
    assert not Residency.objects.filter(user=child).exists()


@pytest.mark.parametrize("way", ["code", "desk"])
def test_in_by_two_ways_at_once_is_in_once_and_no_deadlock(asked, way):
    world, newcomer, claim, captain, _deputy = asked
    home, answers = world.home("0101"), []
    ((_home, code, _row),) = make_door_codes(
        by=world.staff, place=world.building, dwellings=[home], kind="family"
    )
    ways = {
        "code": lambda: use_door_code(by=newcomer, code=code, address="192.0.2.1", agreed=True),
        "desk": lambda: register_residency(by=world.staff, user=newcomer, dwelling=home, kind="family"),
    }
    other = threading.Thread(target=keep, args=(answers, ways[way]))
    with transaction.atomic():
        ResidencyClaim.objects.select_for_update(of=["self"]).get(pk=claim.pk)  # as the confirming begins
        other.start()
        wait_until_it_waits(other)
        confirm_claim(by=captain, claim=claim)
    other.join(timeout=30)
    (refused,) = answers
    assert isinstance(refused, Refused), repr(refused)
    assert Residency.objects.get(user=newcomer).verified_by == captain
    if way == "code":
        assert DoorCode.objects.get().used_at is None


def asked_as_child(child, home):
    facts = {"kind": "family", "client_key": uuid.uuid4(), "agreed": True, "is_minor": True}
    return lambda: claim_home(by=child, dwelling=home, guardian_phone="10000006001", **facts)


def keep(answers: list, act) -> None:
    try:
        answers.append(act())
    except Exception as error:
        answers.append(error)
    finally:
        connection.close()


def wait_until_it_waits(thread: threading.Thread, patience: float = 10.0) -> None:
    """Until its session waits for a lock; or it is through, and the test says what is wrong with that."""
    until = time.monotonic() + patience
    with connection.cursor() as cursor:
        while thread.is_alive() and time.monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction the first look is kept
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
