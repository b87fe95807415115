"""Asked, taken back, asked again: nobody is told twice. Being under 14 ends; and whoever leaves leaves no number."""

import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from buildings import rules
from buildings.models import ResidencyClaim
from buildings.operations import claim_for_child, come_of_age, withdraw_claim
from journal.models import Entry
from notifications.models import Message
from people.models import User
from people.operations import give_consents
from portal.my_data import erase_account
from tests.buildings.test_claims import A_DAY, ask, refused, told
from tests.factories import UserFactory, make_resident


def _rows(user, kind: str = "buildings.claim") -> list[tuple[str, str]]:
    rows = Message.objects.filter(recipient=user, letter__kind=kind).exclude(state="void")
    return sorted(rows.values_list("channel", "state"))


def test_asked_again_on_the_same_day_tells_nobody_twice(world, page):
    captain, newcomer = world.captain(), UserFactory()
    User.objects.filter(pk=captain.pk).update(email="captain@example.org")
    first = ask(newcomer, world.home())
    Message.objects.filter(channel="inbox").update(state="sent", sent_at=timezone.now())
    withdraw_claim(by=newcomer, claim=first)
    assert _rows(captain) == [("inbox", "sent")], "what had not gone out is void"
    for _again in range(5):
        last = ask(newcomer, world.home())
        assert _rows(captain) == [("email", "pending"), ("inbox", "sent")], "the letter for the first time"
        withdraw_claim(by=newcomer, claim=last)
    last = ask(newcomer, world.home())
    old = Message.objects.get(recipient=captain, letter__kind="buildings.claim", state="sent").url
    assert page(captain, old).url == reverse("buildings:claim_answer", args=[last.pk]), (
        "the old link leads on"
    )
    withdraw_claim(by=newcomer, claim=last)
    assert page(captain, old).status_code == 200, "taken back: said where it stood"
    ask(newcomer, world.home("0102"))
    assert _rows(captain).count(("inbox", "pending")) == 1, "another door is another question"
    ask(newcomer, world.home(), now=timezone.now() + A_DAY + timedelta(minutes=1))
    assert _rows(captain).count(("inbox", "pending")) == 2, "and so is another day"


def test_whoever_waits_for_a_home_is_not_offered_to_ask_for_it_once_more(world, page, client):
    newcomer, home = UserFactory(), world.home()
    asking, whom = (reverse(f"buildings:{name}", args=[home.pk]) for name in ("claim_home", "answers"))
    assert f'href="{asking}"' in page(newcomer, whom).content.decode()
    claim = ask(newcomer, home)
    shown = page(newcomer, whom).content.decode()
    assert f'href="{asking}"' not in shown
    assert "这一户您已经问过了" in shown
    assert f'href="{reverse("buildings:my_claims")}"' in shown
    assert f'href="{asking}"' in page(UserFactory(), whom).content.decode(), "others may"
    # From the list of doors as well it is said at once, not when all has been filled in.
    assert page(newcomer, asking).url == reverse("buildings:my_claims")
    assert "这一户您已经问过了" in client.get(reverse("buildings:my_claims")).content.decode()
    withdraw_claim(by=newcomer, claim=claim)
    assert page(newcomer, asking).status_code == 200


def test_the_guardian_and_the_captain_of_a_child_are_not_told_twice_either(world):
    captain, child = world.captain(), UserFactory()
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    for _again in range(3):
        claim = ask(child, world.home(), is_minor=True, guardian_phone=mother.phone)
        Message.objects.filter(state="pending").update(state="sent", sent_at=timezone.now())
        withdraw_claim(by=child, claim=claim)
    assert told(mother, "buildings.guardian") == 1
    for name in ("小荷", "小荷", "小荷"):
        claim = claim_for_child(
            by=mother, dwelling=world.home(), display_name=name, agreed=True, client_key=uuid.uuid4()
        )
        Message.objects.filter(state="pending").update(state="sent", sent_at=timezone.now())
        withdraw_claim(by=mother, claim=claim)
    assert told(captain, "buildings.claim") == 1


def test_being_under_14_ends_at_the_word_of_whoever_knows(world, page):
    mother, child = world.resident("0101"), UserFactory()
    make_resident(world.building, "0101", user=child, is_minor=True, guardian=mother)
    home = child.residencies.get()
    address = reverse("buildings:of_age", args=[home.pk])
    for stranger in (child, world.resident("0102")):
        assert page(stranger, address).status_code == 404
        with refused("监护人"):
            come_of_age(by=stranger, residency=home)
    assert address in page(mother, reverse("buildings:my_claims")).content.decode()
    assert page(mother, address, {"yes": "1"}).status_code == 302
    home.refresh_from_db()
    assert (home.is_minor, home.guardian, home.ended_on) == (False, None, None)
    assert not rules.is_minor(User.objects.get(pk=child.pk))
    give_consents(by=User.objects.get(pk=child.pk), items=["texts"])
    assert come_of_age(by=world.staff, residency=home) == home, "said twice"
    assert Entry.objects.filter(verb="buildings.come_of_age").count() == 1
    assert page(mother, address).status_code == 404


def test_a_child_who_wrote_a_number_that_nobody_has_can_leave(world):
    child = UserFactory()
    for ending in (withdraw_claim, None):
        claim = ask(child, world.home(), is_minor=True, guardian_phone="10000006999")
        if ending:
            ending(by=child, claim=claim)
    erase_account(by=child)
    assert User.objects.get(pk=child.pk).erased_at
    assert not ResidencyClaim.objects.exclude(guardian_phone="-").exists(), "the number is not kept"


def test_a_guardian_who_leaves_leaves_no_number_with_the_children(world):
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    child, other = UserFactory(), UserFactory()
    asked = ask(child, world.home(), is_minor=True, guardian_phone="10000006001")
    written = claim_for_child(
        by=mother, dwelling=world.home(), display_name="小荔枝", agreed=True, client_key=uuid.uuid4()
    )
    elsewhere = ask(other, world.home("0201"), is_minor=True, guardian_phone="10000006001")
    assert (asked.guardian, written.guardian, elsewhere.guardian) == (mother, mother, None)
    erase_account(by=mother)
    assert not ResidencyClaim.objects.filter(guardian_phone__contains="6001").exists()
    elsewhere.refresh_from_db()
    assert elsewhere.state == "waiting"


def test_who_waits_for_an_answer_is_not_offered_to_ask_again_on_the_building(world, client):
    newcomer, other = UserFactory(), UserFactory()
    ask(newcomer, world.home("0101"))
    building = reverse("buildings:place", args=[world.home().place_id])
    offer = f'href="{reverse("buildings:claim_place", args=[world.home().place_id])}"'
    pages = {}
    for user in (newcomer, other):
        client.force_login(user)
        pages[user] = client.get(building).content.decode()
    assert offer not in pages[newcomer]
    assert f'href="{reverse("buildings:my_claims")}"' in pages[newcomer]
    assert offer in pages[other]
