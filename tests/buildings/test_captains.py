"""Terms: never two leads for a floor, and what a term allows ends on its last day."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection

from buildings.models import Captaincy
from buildings.operations import appoint_captain, end_captaincy
from buildings.standing import Standing
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.factories import PlaceFactory, UserFactory

DAY = timedelta(days=1)


def appoint(world, user=None, **fields):
    words = {"by": world.staff, "user": user or UserFactory(), "place": world.building, "kind": "building"}
    return appoint_captain(**words | fields)


def test_a_captain_is_appointed_told_and_recorded(world):
    person = UserFactory(email="orchid@example.org")
    captaincy = appoint(world, person, floor_from=1, floor_to=16, ended_on=world.today + 400 * DAY)
    assert (captaincy.started_on, captaincy.appointed_by) == (world.today, world.staff)
    inbox, mail = Message.objects.filter(recipient=person).order_by("-channel")
    assert (inbox.channel, mail.channel) == ("inbox", "email")
    assert "3栋" in inbox.title
    assert inbox.url == f"/places/{world.building.pk}/"
    assert Entry.objects.about(captaincy).get().data == {"user": person.pk}


def test_words_come_in_the_readers_own_language(world):
    reader = UserFactory(language="en")
    appoint(world, reader, ended_on=world.today + DAY)
    message = Message.objects.get(recipient=reader)
    assert message.title == "You are now: Captain of 3栋"
    assert message.body.startswith("Your term is from ")


@pytest.mark.parametrize(
    "floors, refused",
    [
        ((None, None), True),
        ((10, 12), True),  # floor 10 belongs to the first
        ((None, 1), True),
        ((9, None), True),
        ((11, 20), False),
        ((11, None), False),
    ],
)
def test_two_leads_never_share_a_floor(world, floors, refused):
    appoint(world, floor_from=1, floor_to=10)
    low, high = floors
    if refused:
        with pytest.raises(Refused) as said:
            appoint(world, floor_from=low, floor_to=high)
        assert "楼长" in str(said.value) or "captain" in str(said.value)
        assert Captaincy.objects.count() == 1
        assert Message.objects.count() == 1
    else:
        appoint(world, floor_from=low, floor_to=high)


def test_one_term_may_begin_on_the_day_another_ends(world):
    appoint(world, started_on=date(2026, 1, 1), ended_on=date(2026, 7, 1))
    with pytest.raises(Refused):
        appoint(world, started_on=date(2026, 6, 30), ended_on=date(2026, 12, 31))
    appoint(world, started_on=date(2026, 7, 1), ended_on=date(2026, 12, 31))


def test_deputies_may_overlap_leads_and_each_other(world):
    appoint(world)
    appoint(world, role="deputy")
    appoint(world, role="deputy")
    assert Captaincy.objects.current().filter(role="deputy").count() == 2


@pytest.mark.parametrize("end", [date(2026, 3, 1), date(2026, 2, 1)])
def test_a_term_ends_after_it_starts(world, end):
    with pytest.raises(Refused) as refused:
        appoint(world, started_on=date(2026, 3, 1), ended_on=end)
    assert refused.value.field == "ended_on"
    assert not Captaincy.objects.exists()
    assert not Message.objects.exists()
    assert not Entry.objects.exists()


def test_floors_stand_in_order(world):
    with pytest.raises(Refused) as refused:
        appoint(world, floor_from=9, floor_to=3)
    assert refused.value.field == "floor_to"


@pytest.mark.parametrize("kind, place", [("lane", "building"), ("building", "estate")])
def test_each_kind_of_captain_has_its_own_kind_of_place(world, kind, place):
    with pytest.raises(Refused):
        appoint(world, place=getattr(world, place), kind=kind)


def test_only_staff_of_the_place_appoint(world):
    other = PlaceFactory(kind="community", name="叠二社区", parent=world.street)
    from tests.factories import make_staff

    for user in (world.resident(), world.captain(), world.member(world.property), make_staff(other)):
        with pytest.raises(Refused):
            appoint(world, by=user, role="deputy")
    appoint(world, by=world.member(world.office), role="deputy")
    appoint(world, by=world.admin, role="deputy")


def test_a_second_tap_finds_the_first_term(world):
    key, person = uuid.uuid4(), UserFactory()
    first = appoint(world, person, role="deputy", client_key=key)
    assert appoint(world, person, role="deputy", client_key=key) == first
    assert Captaincy.objects.count() == Message.objects.count() == 1
    with pytest.raises(Refused):
        appoint(world, UserFactory(), role="deputy", client_key=key)


def test_a_term_is_shortened_with_a_reason_and_the_captain_is_told(world):
    captaincy = appoint(world, started_on=world.today - 100 * DAY, ended_on=world.today + 100 * DAY)
    with pytest.raises(Refused) as refused:
        end_captaincy(by=world.staff, captaincy=captaincy, on=world.today, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused) as refused:
        end_captaincy(by=world.staff, captaincy=captaincy, on=world.today + 200 * DAY, reason="搬家")
    assert refused.value.field == "on"
    with pytest.raises(Refused):
        end_captaincy(by=world.staff, captaincy=captaincy, on=captaincy.started_on, reason="搬家")
    captaincy.refresh_from_db()
    assert captaincy.ended_on == world.today + 100 * DAY
    ended = end_captaincy(by=world.staff, captaincy=captaincy, on=world.today, reason="搬家")
    assert ended.ended_on == world.today
    assert Entry.objects.about(ended).last().data["reason"] == "搬家"
    assert (
        Message.objects.filter(letter__kind="buildings.captaincy_ended", recipient=captaincy.user).count()
        == 1
    )


def test_a_captain_may_step_down_but_not_end_another(world):
    captaincy = appoint(world, started_on=world.today - 9 * DAY)
    with pytest.raises(Refused):
        end_captaincy(by=world.captain(role="deputy"), captaincy=captaincy, on=world.today, reason="忙")
    end_captaincy(by=captaincy.user, captaincy=captaincy, on=world.today, reason="忙")


def test_access_ends_on_the_day_the_term_ends(world):
    """The day before still counts, the day itself does not."""
    captaincy = appoint(world, started_on=date(2026, 1, 1), ended_on=date(2026, 7, 1))

    def looks_after(on: date) -> bool:
        return Standing(user=captaincy.user, on=on).looks_after(world.building, 3)

    assert [looks_after(date(2025, 12, 31)), looks_after(date(2026, 1, 1))] == [False, True]
    assert [looks_after(date(2026, 6, 30)), looks_after(date(2026, 7, 1))] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_appointed_at_once_exactly_one_stands(world):
    """Two real connections, the same floors, the same moment."""
    barrier, said = threading.Barrier(2), []

    def try_to(person):
        try:
            barrier.wait(5)
            appoint(world, person, floor_from=1, floor_to=9)
            said.append("appointed")
        except Refused as refused:
            said.append(str(refused))
        except Exception as error:
            said.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_to, args=[person]) for person in UserFactory.create_batch(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Captaincy.objects.count() == 1
    assert said.count("appointed") == 1
    assert Message.objects.count() == Entry.objects.count() == 1
    [sentence] = [words for words in said if words != "appointed"]
    assert "楼长" in sentence or "captain" in sentence
