"""An owner is another now: does the former one still live there? Asked of whoever knows the door."""

import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from buildings.models import Residency, StillHere
from buildings.operations import (
    end_captaincy,
    end_residency,
    register_residency,
    say_moved_out,
    say_still_here,
)
from buildings.queries.still_here import residencies_in_doubt
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.factories import UserFactory, make_captain, make_resident

from .still_here import DAY, LIST, asked, at, doors, row
from .workbooks import HEADER, workbook


@pytest.fixture(autouse=True)
def _database(db):
    pass


# --- when it is asked -----------------------------------------------------------------------------------------
def test_where_another_owner_comes_in_the_door_is_asked_about_and_nobody_is_put_out(world, sold):
    assert asked(world) == ["陈荔枝"]
    assert Residency.objects.get(user=sold).ended_on is None
    assert doors(world.staff, on=world.today) == doors(world.captain(), on=world.today) == ["0101"]


@pytest.mark.parametrize(
    ("before", "after", "who", "is_asked"),
    [
        # Spelled anew beside the same number, or a number changed beside the same name: the same person.
        (("陈荔枝", "10000000001"), ("陈荔芝", "10000000001"), ("荔枝", "10000000001"), False),
        (("陈荔枝", "10000000001"), ("陈荔枝", "10000000009"), ("陈荔枝", "10000000001"), False),
        # A second owner joins, or the other one of two leaves.
        (("陈荔枝", None), ("陈荔枝、黄木棉", None), ("陈荔枝", "10000000001"), False),
        (("陈荔枝、黄木棉", None), ("陈荔枝", None), ("陈荔枝", "10000000001"), False),
        (("陈荔枝、黄木棉", None), ("陈荔枝", None), ("黄木棉", "10000000001"), True),
        # One character is as much as brothers' names differ by: that is for whoever knows them.
        (("陈荔枝", None), ("陈荔芝", None), ("陈荔枝", "10000000001"), True),
        # Registered as an owner under another name and number than the roster's.
        (("陈荔枝", "10000000001"), ("黄木棉", "10000000002"), ("荔枝姐", "10000000007"), True),
        (("陈荔枝", "10000000001"), ("黄木棉", "10000000002"), ("荔枝姐", None), True),
    ],
)
def test_who_is_asked_about(world, bring, before, after, who, is_asked):
    bring(row(*before), now=timezone.now() - 30 * DAY)
    person = UserFactory(display_name=who[0], phone=who[1], registered_at_desk=True)
    world.resident("0101", user=person)
    done = bring(row(*after))
    assert asked(world) == ([who[0]] if is_asked else [])
    assert done.in_doubt == is_asked, "said as it will be asked"


def test_tenants_children_and_who_came_or_goes_by_themselves_are_not_asked_about(world, bring):
    bring(row("陈荔枝", "10000000001"), now=timezone.now() - 30 * DAY)
    mother = world.resident("0101", user=UserFactory(display_name="陈荔枝"))
    make_resident(world.building, "0101", is_minor=True, guardian=mother)
    world.resident("0101", kind="tenant")
    world.resident("0101", kind="family", user=UserFactory(display_name="荔枝的妹妹"))
    world.resident("0101", ended_on=world.today + 9 * DAY)
    world.resident("0101", user=UserFactory(is_active=False))
    assert bring(row("黄木棉", "10000000002")).in_doubt == 1
    world.resident("0101", started_on=world.today + DAY)
    assert asked(world) == ["陈荔枝"]


def test_family_by_registration_that_the_roster_called_owner_is_asked_about(world, bring):
    bring(row("陈荔枝、黄木棉"), now=timezone.now() - 30 * DAY)
    world.resident("0101", kind="family", user=UserFactory(display_name="黄木棉"))
    bring(row("何茉莉"))
    assert asked(world) == ["黄木棉"]


def test_the_new_owner_of_the_same_day_is_not_asked_about(world, sold):
    buyer = UserFactory(display_name="木棉", phone="10000000002")
    register_residency(by=world.staff, user=buyer, dwelling=world.home(), kind="owner")
    assert asked(world) == ["陈荔枝"]


def test_an_owner_who_comes_back_ends_the_question(world, sold, bring):
    bring(row("陈荔枝", "10000000001"), now=timezone.now() + DAY)
    assert not residencies_in_doubt(world.today + DAY).exists()


def test_the_look_the_page_and_the_command_say_at_how_many_doors(world, bring, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bring(row("陈荔枝", door="0101"), row("黄木棉", door="0102"), now=timezone.now() - 30 * DAY)
    for door, name in (("0101", "陈荔枝"), ("0102", "黄木棉")):
        world.resident(door, user=UserFactory(display_name=name))
    client.force_login(world.staff)
    file = workbook(HEADER, row("何茉莉", door="0101"), row("梁杨桃", door="0102")).getvalue()
    (tmp_path / "名册.xlsx").write_bytes(file)
    out = io.StringIO()
    call_command(
        "import_roster",
        str(tmp_path / "名册.xlsx"),
        "--estate",
        str(world.estate.pk),
        "--dry-run",
        stdout=out,
    )
    assert "原业主可能还住着、要去问的户: 2" in out.getvalue().replace("：", ": ")
    address = reverse("buildings:roster", args=[world.estate.pk])
    sent = client.post(address, {"file": SimpleUploadedFile("名册.xlsx", file)})
    assert "有 2 户" in client.get(sent["Location"]).content.decode()
    said = client.post(sent["Location"], follow=True).content.decode()
    assert "有 2 户" in said
    assert f"{LIST}?place={world.estate.pk}" in said
    assert doors(world.staff, on=world.today) == ["0101", "0102"]


# --- who may -----------------------------------------------------------------------------------------------------
def test_the_captain_of_that_floor_and_staff_answer_and_nobody_else(world, sold):
    home, other = world.home(), world.resident("0201")
    high, over = world.captain(floor_from=2, floor_to=4), world.captain(ended_on=world.today, role="deputy")
    strangers = [high, over, other, sold, world.admin, world.member(world.property), UserFactory()]
    for user in strangers:
        for says in (say_moved_out, say_still_here):
            with pytest.raises(Refused):
                says(
                    by=user,
                    dwelling=home,
                    user=sold,
                    **({"kind": "family"} if says is say_still_here else {}),
                )
        assert doors(user, on=world.today) == []
    assert not StillHere.objects.exists()
    assert not Residency.objects.filter(user=sold).exclude(ended_on=None).exists()


def test_nobody_answers_about_themselves(world, bring):
    bring(row("陈荔枝", "10000000001"), now=timezone.now() - 30 * DAY)
    captain = make_captain(world.building, user=UserFactory(display_name="陈荔枝", phone="10000000001"))
    world.resident("0101", user=captain)
    bring(row("黄木棉", "10000000002"))
    assert doors(captain, on=world.today) == []
    assert doors(world.staff, on=world.today) == ["0101"]
    with pytest.raises(Refused):
        say_still_here(by=captain, dwelling=world.home(), user=captain, kind="owner")


def test_when_the_term_ends_the_question_goes_with_it(world, sold, page):
    captain = world.captain()
    assert page(captain, at(world.home())).status_code == 200
    term = captain.captaincies.get()
    end_captaincy(by=world.staff, captaincy=term, on=world.today, reason="搬走")
    assert page(captain, LIST).status_code == 404
    assert page(captain, at(world.home())).status_code == 404
    answer = {"person": sold.pk, "answer": "gone"}
    assert page(captain, at(world.home()), answer).status_code == 404
    assert Residency.objects.get(user=sold).ended_on is None


# --- moved out ------------------------------------------------------------------------------------------------
def test_moved_out_ends_all_their_ties_is_journalled_and_told(world, sold):
    home, captain = world.home(), world.captain()
    world.resident("0101", user=sold, kind="family", started_on=world.today)
    say_moved_out(by=captain, dwelling=home, user=sold)
    first, second = Residency.objects.filter(user=sold).order_by("pk")
    assert (first.ended_on, second.ended_on) == (world.today, world.today)
    assert Entry.objects.filter(verb="buildings.end_residency", by=captain).count() == 2
    told = Message.objects.get(recipient=sold, letter__kind="buildings.moved_out")
    assert "0101" in told.title
    assert asked(world) == []
    say_moved_out(by=captain, dwelling=home, user=sold)
    say_moved_out(by=world.staff, dwelling=home, user=sold)
    assert Entry.objects.filter(verb="buildings.end_residency").count() == 2
    assert Message.objects.filter(letter__kind="buildings.moved_out").count() == 1


def test_children_move_out_with_their_guardian_or_nothing_happens(world, sold):
    child = make_resident(world.building, "0101", is_minor=True, guardian=sold)
    with pytest.raises(Refused) as refused:
        say_moved_out(by=world.staff, dwelling=world.home(), user=sold)
    assert refused.value.field == "with_children"
    assert not Residency.objects.exclude(ended_on=None).exists()
    say_moved_out(by=world.staff, dwelling=world.home(), user=sold, with_children=True)
    assert Residency.objects.get(user=child).ended_on == world.today


def test_a_tie_that_was_to_end_later_keeps_nobody(world, sold):
    """With one left over they seemed to stay: no child was asked about, and nobody told."""
    later = {"user": sold, "kind": "family", "ended_on": world.today + 9 * DAY}
    world.resident("0101", **later)
    world.resident(
        "0101", **later | {"kind": "tenant", "started_on": world.today, "ended_on": world.today + DAY}
    )
    child = make_resident(world.building, "0101", is_minor=True, guardian=sold)
    with pytest.raises(Refused) as refused:
        say_moved_out(by=world.staff, dwelling=world.home(), user=sold)
    assert refused.value.field == "with_children"
    assert say_moved_out(by=world.staff, dwelling=world.home(), user=sold, with_children=True) is True
    ends = Residency.objects.filter(user=sold).order_by("pk").values_list("ended_on", flat=True)
    assert list(ends) == [world.today, world.today, world.today]
    assert Residency.objects.get(user=child).ended_on == world.today, "as long as its guardian"
    assert Message.objects.filter(recipient=sold, letter__kind="buildings.moved_out").count() == 1


def test_whoever_ends_their_own_home_is_not_told_what_they_said(world):
    person = world.resident("0201")
    end_residency(by=person, residency=person.residencies.get(), on=world.today)
    assert not Message.objects.filter(recipient=person).exists()


# --- still lives here ----------------------------------------------------------------------------------------------
def test_still_here_is_kept_and_not_asked_again_for_the_same_ownership(world, sold, bring):
    home = world.home()
    say_still_here(by=world.staff, dwelling=home, user=sold, kind="owner")
    kept = StillHere.objects.get()
    assert (kept.user, kept.ownership.owner_name, kept.said_by) == (sold, "陈荔枝", world.staff)
    assert Entry.objects.about(home).get(verb="buildings.still_here").by == world.staff
    say_still_here(by=world.staff, dwelling=home, user=sold, kind="owner")
    assert StillHere.objects.count() == Entry.objects.filter(verb="buildings.still_here").count() == 1
    bring(row("黄木棉", "10000000002"))
    assert asked(world) == []
    bring(row("何茉莉", "10000000003"), now=timezone.now() + DAY)
    assert [tie.user for tie in residencies_in_doubt(world.today + DAY)] == [sold], "another one ended"


def test_who_stays_as_a_tenant_or_a_parent_is_no_owner_any_more(world, sold):
    child = make_resident(world.building, "0101", is_minor=True, guardian=sold)
    with pytest.raises(Refused) as refused:
        say_still_here(by=world.staff, dwelling=world.home(), user=sold)
    assert refused.value.field == "kind"
    say_still_here(by=world.staff, dwelling=world.home(), user=sold, kind="family")
    today = Residency.objects.current().filter(user=sold)
    assert [(tie.kind, tie.verified_by) for tie in today] == [("family", world.staff)]
    assert Residency.objects.get(user=child).ended_on is None, "its guardian stays"
    assert not Message.objects.filter(letter__kind="buildings.moved_out").exists()
    assert Message.objects.filter(recipient=sold, letter__kind="buildings.residency").exists()
    assert asked(world) == []


def test_a_tie_that_is_there_already_is_the_one_that_stays(world, bring):
    bring(row("陈荔枝"), now=timezone.now() - 30 * DAY)
    person = world.resident("0101", user=UserFactory(display_name="荔枝姐"), lives_here=False)
    world.resident("0101", user=person, kind="family")
    bring(row("黄木棉"))
    say_still_here(by=world.staff, dwelling=world.home(), user=person, kind="family")
    assert [tie.kind for tie in Residency.objects.current().filter(user=person)] == ["family"]
    assert asked(world) == []


def test_who_lives_elsewhere_goes_on_living_elsewhere(world, bring):
    bring(row("陈荔枝"), now=timezone.now() - 30 * DAY)
    person = world.resident("0101", user=UserFactory(display_name="陈荔枝"), lives_here=False)
    bring(row("黄木棉"))
    say_still_here(by=world.staff, dwelling=world.home(), user=person, kind="family")
    [tie] = Residency.objects.current().filter(user=person)
    assert (tie.kind, tie.lives_here) == ("family", False)


def test_two_answers_that_cross_each_other_say_so(world, sold):
    captain, home = world.captain(), world.home()
    say_still_here(by=captain, dwelling=home, user=sold, kind="tenant")
    with pytest.raises(Refused):
        say_moved_out(by=world.staff, dwelling=home, user=sold)
    assert Residency.objects.current().filter(user=sold).exists()


def test_who_was_noted_as_moved_out_is_not_brought_back(world, sold):
    captain, home = world.captain(), world.home()
    say_moved_out(by=captain, dwelling=home, user=sold)
    with pytest.raises(Refused):
        say_still_here(by=world.staff, dwelling=home, user=sold, kind="owner")
    assert not StillHere.objects.exists()


def test_who_is_not_asked_about_cannot_be_put_out_here(world, sold):
    other = world.resident("0101", kind="tenant")
    with pytest.raises(Refused):
        say_moved_out(by=world.staff, dwelling=world.home(), user=other)
    assert Residency.objects.get(user=other).ended_on is None


@pytest.mark.django_db(transaction=True)
def test_captain_and_staff_at_one_moment_leave_one_answer(world, sold):
    captain, home = world.captain(), world.home()
    barrier, said = threading.Barrier(2), []

    def answer(by, says, **more):
        try:
            barrier.wait(5)
            says(by=by, dwelling=home, user=sold, **more)
            said.append(says)
        except Refused:
            said.append(None)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=(captain, say_moved_out)),
        threading.Thread(target=answer, args=(world.staff, say_still_here), kwargs={"kind": "owner"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sum(each is None for each in said) == 1
    assert StillHere.objects.exists() == Residency.objects.current().filter(user=sold).exists()
