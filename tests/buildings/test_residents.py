"""Whose home it is: vouched for, claimed by the roster's phone, opened with a purpose."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from buildings.models import Ownership, Residency
from buildings.operations import claim_homes, end_residency, open_household, register_residency
from buildings.standing import Standing
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.factories import UserFactory

DAY = timedelta(days=1)


def own(home, phone="10000000007", name="李龙眼", **fields):
    return Ownership.objects.create(
        dwelling=home, owner_name=name, phone=phone, started_on=date(2020, 1, 1), **fields
    )


def test_captains_of_the_floor_and_staff_register_residents(world):
    home = world.home("0301")
    low, high = world.captain(floor_from=1, floor_to=2), world.captain(floor_from=3, floor_to=4)
    for user in (low, world.resident("0301"), world.member(world.property), UserFactory()):
        with pytest.raises(Refused):
            register_residency(by=user, user=UserFactory(), dwelling=home, kind="tenant")
    person = UserFactory()
    residency = register_residency(by=high, user=person, dwelling=home, kind="tenant")
    assert (residency.verified_by, residency.started_on) == (high, world.today)
    assert "0301" in Message.objects.get(recipient=person).title
    register_residency(by=world.staff, user=UserFactory(), dwelling=home, kind="family")
    register_residency(by=world.admin, user=UserFactory(), dwelling=home, kind="family")


def test_the_same_person_is_registered_once(world):
    words = {"by": world.staff, "user": UserFactory(), "dwelling": world.home(), "kind": "owner"}
    register_residency(**words)
    with pytest.raises(Refused) as refused:
        register_residency(**words)
    assert refused.value.field == "person"
    assert Residency.objects.count() == Message.objects.count() == 1


def test_bad_terms_and_kinds_are_refused_and_leave_nothing(world):
    words = {"by": world.staff, "user": UserFactory(), "dwelling": world.home()}
    with pytest.raises(Refused):
        register_residency(**words, kind="ghost")
    with pytest.raises(Refused) as refused:
        register_residency(**words, kind="tenant", started_on=date(2026, 5, 1), ended_on=date(2026, 5, 1))
    assert refused.value.field == "ended_on"
    assert not Residency.objects.exists()
    assert not Message.objects.exists()


def test_moving_out_ends_what_a_resident_sees_that_day(world):
    person = world.resident("0201", started_on=date(2026, 1, 1))
    residency = person.residencies.get()
    with pytest.raises(Refused):
        end_residency(by=world.resident("0202"), residency=residency, on=date(2026, 5, 1))
    end_residency(by=person, residency=residency, on=date(2026, 5, 1))
    assert Standing(user=person, on=date(2026, 4, 30)).lives_at(world.building)
    assert not Standing(user=person, on=date(2026, 5, 1)).lives_at(world.building)


def test_a_verified_phone_in_the_roster_claims_its_homes(world):
    person = UserFactory(phone="10000000007", phone_verified=True)
    own(world.home("0101"))
    own(world.home("0102"))
    own(world.home("0201"), phone="10000000008")
    own(world.home("0202"), ended_on=date(2025, 1, 1))
    world.building.dwellings.filter(door="0102").update(presence="rented")
    claimed = claim_homes(by=person)
    assert [(r.dwelling.door, r.kind, r.lives_here, r.verified_by) for r in claimed] == [
        ("0101", "owner", True, None),
        ("0102", "owner", False, None),
    ]
    assert Message.objects.filter(recipient=person).count() == 2
    assert claim_homes(by=person) == []
    assert Message.objects.filter(recipient=person).count() == 2


@pytest.mark.parametrize(
    "fields", [{"phone_verified": False}, {"phone": "10000000099", "phone_verified": True}]
)
def test_another_or_an_unverified_phone_claims_nothing(world, fields):
    own(world.home())
    assert claim_homes(by=UserFactory(**{"phone": "10000000007"} | fields)) == []


def test_unsold_flats_are_nobodys_to_claim(world):
    """The developer's number stands beside all of them in some rosters."""
    own(world.home())
    world.building.dwellings.filter(door="0101").update(presence="unsold")
    assert claim_homes(by=UserFactory(phone="10000000007", phone_verified=True)) == []


@pytest.mark.django_db(transaction=True)
def test_claiming_in_two_tabs_at_once_claims_once(world):
    person = UserFactory(phone="10000000007", phone_verified=True)
    own(world.home())
    barrier, counts = threading.Barrier(2), []

    def claim():
        try:
            barrier.wait(5)
            counts.append(len(claim_homes(by=person)))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(counts) == [0, 1]
    assert Residency.objects.count() == Message.objects.count() == 1


def test_a_household_is_opened_with_a_purpose_and_each_look_is_recorded(world):
    home = world.home("0101")
    own(home)
    own(home, name="已卖出", phone="", ended_on=date(2024, 1, 1))
    resident, captain = world.resident("0101"), world.captain()
    household = open_household(by=captain, dwelling=home, purpose="repair: 水管")
    assert [owner.owner_name for owner in household.owners] == ["李龙眼"]
    assert [residency.user for residency in household.residents] == [resident]
    [entry] = Entry.objects.about(home)
    assert (entry.verb, entry.by, entry.data) == ("personal_data.read", captain, {"purpose": "repair: 水管"})
    with pytest.raises(Refused) as refused:
        open_household(by=captain, dwelling=home, purpose=" ")
    assert refused.value.field == "purpose"
    for user in (resident, world.member(world.property), world.member(world.council), world.admin):
        with pytest.raises(Refused):
            open_household(by=user, dwelling=home, purpose="想看看")
    assert Entry.objects.about(home).count() == 1


def test_nobody_lengthens_their_own_stay(world):
    lease = world.resident("0201", started_on=date(2026, 1, 1), ended_on=date(2026, 6, 1)).residencies.get()
    with pytest.raises(Refused) as refused:
        end_residency(by=lease.user, residency=lease, on=date(2027, 6, 1))
    assert refused.value.field == "on"
    lease.refresh_from_db()
    assert lease.ended_on == date(2026, 6, 1)
    assert end_residency(by=lease.user, residency=lease, on=date(2026, 3, 1)).ended_on == date(2026, 3, 1)


def test_a_forms_key_registers_only_what_it_registered_first(world):
    key, people = uuid4(), [UserFactory(), UserFactory()]
    facts = {"by": world.staff, "kind": "tenant", "client_key": key}
    first = register_residency(user=people[0], dwelling=world.home("0101"), **facts)
    assert register_residency(user=people[0], dwelling=world.home("0101"), **facts) == first
    for user, door in [(people[1], "0101"), (people[0], "0202")]:
        with pytest.raises(Refused):
            register_residency(user=user, dwelling=world.home(door), **facts)
    assert Residency.objects.count() == 1
