""" "I live here": asked by a newcomer, answered by whoever knows the door. Until then the home stays shut."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from buildings import rules
from buildings.models import Captaincy, Residency, ResidencyClaim
from buildings.operations import (
    answer_as_guardian,
    claim_for_child,
    claim_home,
    confirm_claim,
    end_residency,
    lapse_claims,
    refuse_claim,
    register_child,
    register_residency,
    withdraw_claim,
)
from buildings.queries import find_people
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from people.models import Consent, User
from people.operations import give_consents
from tests.factories import PlaceFactory, UserFactory, make_building, make_resident

A_DAY = timedelta(days=1)


def ask(user, home, **fields) -> ResidencyClaim:
    usual = {"kind": "family", "client_key": uuid.uuid4(), "agreed": True}
    return claim_home(by=user, dwelling=home, **(usual | fields))


def told(user, kind: str) -> int:
    return (
        Message.objects.filter(recipient=user, letter__kind=kind, channel="inbox")
        .exclude(state="void")
        .count()
    )


def refused(sentence: str, field: str | None = None):
    return pytest.raises(Refused, match=re.escape(sentence))


def test_captains_of_the_floor_and_staff_are_asked_and_one_confirms(world):
    lead, deputy = world.captain(floor_from=1, floor_to=2), world.captain(role="deputy")
    upstairs, newcomer = world.captain(floor_from=3, floor_to=4), UserFactory(display_name="区·𠮷䶮")
    claim = ask(newcomer, world.home("0101"), kind="tenant", note=" 上周\n搬来 ")
    assert [told(user, "buildings.claim") for user in (lead, deputy, world.staff, upstairs)] == [1, 1, 1, 0]
    words = Message.objects.filter(letter__kind="buildings.claim").values_list(
        "letter__title", "letter__body"
    )
    assert not [text for pair in words for text in pair if "𠮷" in text or "0101" in text]
    assert Consent.objects.get(user=newcomer).item == "home"

    claim = confirm_claim(by=deputy, claim=claim)
    home = Residency.objects.get(user=newcomer)
    assert (home.verified_by, home.kind, home.dwelling, claim.residency) == (
        deputy,
        "tenant",
        world.home(),
        home,
    )
    assert told(newcomer, "buildings.residency") == 1
    assert told(lead, "buildings.claim") == 0, "nobody is asked what is answered"
    assert confirm_claim(by=lead, claim=claim) == claim, "a second tap is no error"
    with refused("已有人回复"):
        refuse_claim(by=lead, claim=claim, reason="不认识")
    assert {e.verb for e in Entry.objects.about(claim)} == {"buildings.claim", "buildings.confirm_claim"}


def test_nobody_is_captain_so_the_community_is_asked(world):
    claim = ask(UserFactory(), world.home())
    assert told(world.staff, "buildings.claim") == 1
    assert confirm_claim(by=world.staff, claim=claim).residency


def test_a_refusal_has_a_reason_and_is_said(world):
    newcomer, captain = UserFactory(), world.captain()
    claim = ask(newcomer, world.home())
    with refused("原因"):
        refuse_claim(by=captain, claim=claim, reason="  ")
    claim = refuse_claim(by=captain, claim=claim, reason="请先到社区核对")
    assert refuse_claim(by=captain, claim=claim, reason="再按一次") == claim
    assert "请先到社区核对" in Message.objects.get(recipient=newcomer, channel="inbox").body
    assert not Residency.objects.filter(user=newcomer).exists()
    assert ask(newcomer, world.home()).state == "waiting", "one may ask again"


def test_what_cannot_be_asked_is_said(world):
    resident, newcomer = world.resident("0101"), UserFactory()
    with refused("已经是您的家"):
        ask(resident, world.home("0101"))
    first = ask(newcomer, world.home("0101"), client_key=(key := uuid.uuid4()))
    assert ask(newcomer, world.home("0101"), client_key=key) == first, "a double tap"
    with refused("这张单用过了"):
        ask(newcomer, world.home("0102"), client_key=key)
    with refused("已经问过"):
        ask(newcomer, world.home("0101"))
    for door in ("0102", "0201"):
        ask(newcomer, world.home(door))
    with refused("三"):
        ask(newcomer, world.home("0202"))
    withdraw_claim(by=newcomer, claim=first)
    assert withdraw_claim(by=newcomer, claim=first).state == "withdrawn"
    with refused("到期"):
        ask(newcomer, world.home("0202"), kind="tenant", lease_until=timezone.localdate())
    with refused("同意"):
        ask(newcomer, world.home("0202"), agreed=False)
    gone = world.building.dwellings.create(floor=9, door="0901")
    type(gone).objects.filter(pk=gone.pk).delete()
    with refused("没有这扇门"):
        ask(newcomer, gone)
    with pytest.raises(Refused):
        withdraw_claim(by=resident, claim=ask(newcomer, world.home("0202")))


def test_nobody_confirms_their_own_home_nor_after_their_term(world):
    captain = world.captain()
    with refused("自己"):
        confirm_claim(by=captain, claim=ask(captain, world.home()))
    claim = ask(UserFactory(), world.home("0102"))
    with refused("任期"):
        confirm_claim(by=world.resident("0301"), claim=claim)
    Captaincy.objects.filter(user=captain).update(ended_on=timezone.localdate())
    with refused("任期"):
        confirm_claim(by=User.objects.get(pk=captain.pk), claim=claim)


def test_a_building_that_moved_is_answered_where_it_stands_now(world):
    claim = ask(UserFactory(), world.home())
    elsewhere = PlaceFactory(
        kind="estate", parent=PlaceFactory(kind="community", name="新村社区", parent=world.street)
    )
    world.building.parent = elsewhere
    world.building.save()
    assert not ResidencyClaim.objects.to_answer(_standing(world.staff)).exists()
    with refused("任期"):
        confirm_claim(by=User.objects.get(pk=world.staff.pk), claim=claim)


def _standing(user):
    from buildings.standing import standing_of

    return standing_of(User.objects.get(pk=user.pk))


def test_who_is_registered_meanwhile_waits_no_longer(world):
    newcomer = UserFactory()
    claim = ask(newcomer, world.home())
    residency = register_residency(by=world.staff, user=newcomer, dwelling=world.home(), kind="owner")
    claim.refresh_from_db()
    assert (claim.state, claim.residency) == ("confirmed", residency)


def test_after_thirty_days_it_lapses_and_is_said(world):
    newcomer, now = UserFactory(), timezone.now()
    claim = ask(newcomer, world.home(), now=now - timedelta(days=31))
    young = ask(newcomer, world.home("0102"), now=now - timedelta(days=29))
    assert lapse_claims(now=now) == 1
    assert lapse_claims(now=now) == 0
    claim.refresh_from_db(), young.refresh_from_db()
    assert (claim.state, claim.decided_by, young.state) == ("lapsed", None, "waiting")
    assert told(newcomer, "buildings.claim_answered") == 1
    said = newcomer.messages.filter(letter__kind="buildings.claim_answered")
    assert all(row.by_day for row in said)  # asked at night, it lapses at night


# --- a newcomer sees nothing of the home --------------------------------------------------------------------


def test_while_it_waits_every_page_of_the_home_says_what_it_says_to_strangers(world, page):
    lives_there = world.resident("0101", user=UserFactory(display_name="罗白兰", phone="10000008888"))
    world.home().ownerships.create(owner_name="罗白兰", phone="10000008888", started_on="2020-01-01")
    world.home().presence = "commuter"
    world.home().save()
    stranger, newcomer = UserFactory(display_name="同名"), UserFactory(display_name="同名")
    claim, home = ask(newcomer, world.home()), world.home()
    give_consents(by=stranger, items=["home"])
    pages = [
        reverse("buildings:answers", args=[home.pk]),
        reverse("buildings:household", args=[home.pk]),
        reverse("buildings:presence", args=[home.pk]),
        reverse("buildings:register", args=[home.pk]),
        reverse("buildings:register_neighbour", args=[home.pk]),
        reverse("buildings:claim_child", args=[home.pk]),
        reverse("buildings:claim_place", args=[world.building.pk]) + "?floor=1",
        reverse("buildings:move_out", args=[lives_there.residencies.get().pk]),
        reverse("buildings:codes", args=[world.building.pk]),
        reverse("buildings:claim_answer", args=[claim.pk]),
        reverse("buildings:claims"),
        reverse("buildings:place", args=[world.building.pk]),
        reverse("desk_home", args=[home.pk]),
        reverse("notices:list"),
    ]
    for address in pages:
        seen, strange = page(newcomer, address), page(stranger, address)
        assert seen.status_code == strange.status_code, address
        assert _plain(seen, newcomer) == _plain(strange, stranger), address
        assert "罗白兰" not in seen.content.decode()
        assert "8888" not in seen.content.decode(), address
    assert not _standing(newcomer).home_paths
    text = page(newcomer, reverse("buildings:my_claims")).content.decode()
    assert "0101" in text
    assert "罗白兰" not in text


@pytest.mark.parametrize("state", ["waiting", "refused", "lapsed"])
def test_whoever_waits_or_was_refused_is_led_to_who_answers_for_the_door(world, page, state):
    """ "Please go to the community first": to whom, by which number?"""
    newcomer, now = UserFactory(), timezone.now()
    claim = ask(newcomer, world.home(), now=now - timedelta(days=31))
    if state == "refused":
        refuse_claim(by=world.captain(), claim=claim, reason="请先到社区核对")
    if state == "lapsed":
        assert lapse_claims(now=now) == 1
    whom = reverse("buildings:answers", args=[world.home().pk])
    assert f'href="{whom}"' in page(newcomer, reverse("buildings:my_claims")).content.decode()
    assert page(newcomer, whom).status_code == 200


def _plain(answer, user) -> str:
    """But for whether they have asked themselves."""
    text = answer.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken|client_key)" value="[^"]+"', "", text)
    text = re.sub(r'<p>[^<]*<a class="more" href="/places/(homes/\d+/claim|claims/mine)/">.*', "", text)
    text = re.sub(r'<a class="btn btn--block" href="/places/\d+/claim/">.*', "", text)
    return re.sub(r'data-draft="[^"]*"|data-who="\d+"', "", text)


# --- pages ---------------------------------------------------------------------------------------------------


def test_from_the_estate_to_the_door_in_a_few_taps(world, page, django_assert_num_queries):
    make_building(world.estate, "9栋", floors=30, doors=4)
    big = world.estate.children.get(name="9栋")
    newcomer = UserFactory()
    assert page(newcomer, reverse("buildings:mine")).url == reverse("buildings:claim_start")
    steps = [
        (reverse("buildings:claim_start"), reverse("buildings:claim_place", args=[world.estate.pk])),
        (
            reverse("buildings:claim_place", args=[world.estate.pk]),
            reverse("buildings:claim_place", args=[big.pk]),
        ),
        (reverse("buildings:claim_place", args=[big.pk]), "?floor=17"),
        (
            reverse("buildings:claim_place", args=[big.pk]) + "?floor=17",
            reverse("buildings:claim_home", args=[big.dwellings.get(door="1703").pk]),
        ),
    ]
    for address, onward in steps:
        assert f'href="{onward}"' in page(newcomer, address).content.decode(), address
    form = steps[-1][1]
    posted = {"kind": "family", "lives_here": "on", "client_key": str(uuid.uuid4())}
    answer = page(newcomer, form, posted)
    assert answer.status_code == 422
    assert "同意" in answer.content.decode()
    assert page(newcomer, form, posted | {"agreed": "on"}).url == reverse("buildings:my_claims")
    assert ResidencyClaim.objects.get().dwelling.door == "1703"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_names_nobody_and_costs_the_same(world, client, rows, django_assert_num_queries):
    make_building(world.estate, "9栋", floors=30, doors=1)
    for home in world.estate.children.get(name="9栋").dwellings.all()[:rows]:
        ask(UserFactory(display_name="麦石榴"), home)
    client.force_login(world.staff)
    client.get(reverse("buildings:claims"))
    with django_assert_num_queries(5):
        text = client.get(reverse("buildings:claims")).content.decode()
    assert text.count(reverse("buildings:claims")) >= rows
    assert "麦石榴" not in text


def test_a_name_is_opened_with_a_record_and_answered_there(world, page):
    captain, newcomer = world.captain(), UserFactory(display_name="麦石榴", phone="10000004321")
    claim = ask(newcomer, world.home())
    address = reverse("buildings:claim_answer", args=[claim.pk])
    text = page(captain, address).content.decode()
    assert "麦石榴" in text
    assert "4321" in text
    assert "10000004321" not in text
    entry = Entry.objects.about(claim).get(verb="personal_data.read")
    assert (entry.by, entry.data) == (captain, {"purpose": "claim"})
    assert page(captain, address, {"answer": "refuse", "reason": ""}).status_code == 422
    assert page(captain, address, {"answer": "confirm"}).url == reverse("buildings:claims")
    assert "麦石榴" not in page(captain, address).content.decode(), "answered: nothing to look up any more"
    assert page(world.resident("0301"), address).status_code == 404


# --- under 14 ------------------------------------------------------------------------------------------------


def test_a_childs_claim_waits_for_the_guardian_and_tells_nobody_whose_number_it_is(world, page):
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    captain, child, other = world.captain(), UserFactory(), UserFactory()
    with refused("大人"):
        ask(child, world.home(), is_minor=True)
    with refused("您自己的"):
        ask(child, world.home(), is_minor=True, guardian_phone=child.phone)
    claim = ask(child, world.home(), is_minor=True, guardian_phone="10000006001")
    wrong = ask(other, world.home(), is_minor=True, guardian_phone="10000006999")
    shown = [page(u, reverse("buildings:my_claims")).content.decode() for u in (child, other)]
    assert all("等监护人" in text for text in shown), "the same words, whether or not the number lives there"
    assert wrong.guardian is None
    assert told(captain, "buildings.claim") == 0
    assert told(mother, "buildings.guardian") == 1
    with refused("监护人还没同意"):
        confirm_claim(by=captain, claim=claim)
    with pytest.raises(Refused):
        answer_as_guardian(by=captain, claim=claim, agrees=True)
    assert (
        page(mother, reverse("buildings:claim_guardian", args=[claim.pk]), {"answer": "yes"}).status_code
        == 302
    )
    assert told(captain, "buildings.claim") == 1
    claim = confirm_claim(by=captain, claim=claim)
    assert (claim.residency.is_minor, claim.residency.guardian) == (True, mother)
    assert rules.is_minor(User.objects.get(pk=child.pk))
    assert not rules.is_minor(mother)
    assert not find_people(child.display_name, near=[world.estate.path]), "in no list of names"
    assert Consent.objects.filter(user=child, item="texts").exclude(withdrawn_at=None).exists(), (
        "no text messages"
    )


def test_the_guardian_moves_out(world, page):
    mother = world.resident("0101", user=UserFactory(phone="10000006001"))
    claim = claim_for_child(
        by=mother, dwelling=world.home(), display_name="小龙眼", agreed=True, client_key=(key := uuid.uuid4())
    )
    again = claim_for_child(
        by=mother, dwelling=world.home(), display_name="小龙眼", agreed=True, client_key=key
    )
    assert claim == again
    confirm_claim(by=world.staff, claim=claim)
    tomorrow, home = timezone.localdate() + A_DAY, mother.residencies.get()
    with refused("由他监护"):
        end_residency(by=mother, residency=home, on=tomorrow)
    address = reverse("buildings:move_out", args=[home.pk])
    answer = page(mother, address, {"on": tomorrow.isoformat(), "with_children": "on"})
    assert answer.status_code == 302
    assert set(Residency.objects.values_list("ended_on", flat=True)) == {tomorrow}


def test_only_a_grown_up_of_the_home_answers_for_a_child(world):
    with refused("同一户"):
        claim_for_child(
            by=UserFactory(), dwelling=world.home(), display_name="小", agreed=True, client_key=uuid.uuid4()
        )
    child = UserFactory()
    make_resident(world.building, "0101", user=child, is_minor=True, guardian=world.resident("0101"))
    with refused("同一户"):
        claim_for_child(
            by=child, dwelling=world.home(), display_name="小", agreed=True, client_key=uuid.uuid4()
        )


def test_a_captain_writes_a_child_down_and_the_guardian_says_no(world, page):
    captain, father = world.captain(), world.resident("0101", user=UserFactory(phone="10000006002"))
    address = reverse("buildings:register_neighbour", args=[world.home().pk])
    posted = {
        "display_name": "小茉莉", "phone": "", "kind": "family", "started_on": "2026-01-01", "lives_here": "on",
        "agreed": "on", "client_key": str(uuid.uuid4()), "is_minor": "on", "guardian_phone": "",
    }  # fmt: skip
    assert "监护人" in page(captain, address, posted).content.decode()
    assert "没有登记" in page(captain, address, posted | {"guardian_phone": "10000006999"}).content.decode()
    assert page(captain, address, posted | {"guardian_phone": "10000006002"}).status_code == 302
    claim = ResidencyClaim.objects.get()
    assert (claim.state, claim.vouched_by, claim.guardian) == ("waiting", captain, father)
    assert not Residency.objects.filter(is_minor=True).exists()
    answer_as_guardian(by=father, claim=claim, agrees=False)
    child = User.objects.get(pk=claim.user_id)
    assert child.erased_at
    assert child.display_name != "小茉莉"


def test_the_guardians_yes_completes_what_the_captain_vouched_for(world):
    captain, father = world.captain(), world.resident("0101", user=UserFactory(phone="10000006002"))
    claim = register_child(
        by=captain, dwelling=world.home(), display_name="小茉莉", guardian_phone="10000006002", agreed=True
    )
    claim = answer_as_guardian(by=father, claim=claim, agrees=True)
    assert (claim.state, claim.residency.verified_by) == ("confirmed", captain)
    child = User.objects.get(pk=claim.user_id)
    assert not rules.may_vouch(user=child, dwelling=world.home())
