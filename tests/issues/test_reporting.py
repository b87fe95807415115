import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Membership, Service
from issues.models import Category, Issue, IssueEvent, IssuePhoto
from issues.operations import report_issue
from journal.models import Entry
from kit.refused import Refused
from kit.times import clock, short_day
from notifications.models import Message
from tests.factories import UserFactory
from tests.issues.estate import fresh
from tests.issues.photos import picture


def test_a_resident_s_report_goes_to_the_captain_with_both_clocks(estate, now):
    issue = estate.report(floor=2, spot="lift", now=now)
    assert (issue.holder, issue.holder_organisation, issue.state) == (estate.captain, None, "reported")
    assert issue.respond_by == now + timedelta(minutes=30)
    assert issue.resolve_by == now + timedelta(hours=24)
    assert issue.title == "2 楼电梯口天花滴水"
    assert (issue.reporter, issue.logged_by) == (estate.resident, estate.resident)


def test_it_is_on_the_timeline_in_the_journal_and_in_the_captain_s_inbox(estate, now):
    issue = estate.report(now=now)
    event = issue.events.get()
    assert (event.kind, event.by, event.by_role, event.by_line) == (
        "reported",
        estate.resident,
        "neighbour",
        "3栋",
    )
    entry = Entry.objects.about(issue).get()
    assert (entry.verb, entry.by, entry.at) == ("issues.reported", estate.resident, now)
    message = Message.objects.about(f"issues.issue:{issue.pk}").get()
    assert (message.recipient, message.kind, message.due_at) == (estate.captain, "issues.received", now)
    assert issue.title in message.title


def test_the_captain_of_the_floor_gets_it_not_the_one_of_another(estate):
    Captaincy.objects.all().delete()
    low = Captaincy.objects.create(
        user=UserFactory(), place=estate.building, kind="building", floor_from=1, floor_to=2
    )
    high = Captaincy.objects.create(user=UserFactory(), place=estate.building, kind="building", floor_from=3)
    assert estate.report(floor=2).holder == low.user
    assert estate.report(floor=3).holder == high.user


def test_without_a_captain_the_organisation_of_the_category_gets_it(estate):
    Captaincy.objects.all().delete()
    issue = estate.report()
    assert (issue.holder, issue.holder_organisation) == (estate.engineer, estate.property)
    told = set(Message.objects.filter(letter__kind="issues.received").values_list("recipient", flat=True))
    assert told == {estate.engineer.pk, estate.desk.pk}
    vacant = Message.objects.get(letter__kind="issues.vacant", channel="inbox")
    assert (vacant.recipient, vacant.title) == (estate.staff, f"{estate.place} 3栋还没有楼长")


def test_without_that_one_the_residents_committee_gets_it(estate):
    Captaincy.objects.all().delete()
    Service.objects.filter(organisation=estate.property).delete()
    assert estate.report().holder_organisation == estate.committee


def test_an_organisation_without_people_is_passed_over(estate):
    Captaincy.objects.all().delete()
    Membership.objects.filter(organisation=estate.property).delete()
    assert estate.report().holder_organisation == estate.committee


def test_where_nobody_serves_it_says_whom_to_call(estate):
    Captaincy.objects.all().delete()
    Service.objects.all().delete()
    with pytest.raises(Refused, match="12345"):
        estate.report()
    assert not Issue.objects.exists()


def test_a_captain_s_own_log_goes_on_to_the_organisation(estate):
    issue = estate.report(by=estate.captain)
    assert (issue.holder, issue.holder_organisation) == (estate.engineer, estate.property)
    assert issue.events.get().by_role == "building"


@pytest.mark.parametrize("danger", [{"is_danger": True}, {"category": "falling_object"}])
def test_danger_goes_to_the_desk_on_duty_and_the_captain_is_told(estate, danger, now):
    issue = estate.report(now=now, **danger)
    assert issue.holder_organisation in (estate.property, estate.committee)
    assert issue.tier == "p0"
    assert issue.respond_by == now + timedelta(minutes=15)
    assert Message.objects.filter(recipient=estate.captain, letter__kind="issues.told").count() == 1


def test_of_a_private_one_that_went_past_them_the_captain_hears_nothing(estate, client):
    issue = estate.report(is_danger=True, is_private=True)
    client.force_login(estate.captain)
    assert client.get(issue.get_absolute_url()).status_code == 404
    assert not Message.objects.filter(recipient=estate.captain).exists()


def test_a_letter_says_a_day_that_is_the_same_when_it_is_read_tomorrow(estate, now):
    due = estate.report(now=now, is_danger=True).respond_by
    body = Message.objects.filter(letter__kind="issues.received").first().body
    assert f"。{short_day(due, now=now)} {clock(due)} 前请回应。" in body


def test_a_captain_logs_for_a_neighbour_who_rang(estate):
    issue = estate.report(by=estate.captain, on_behalf_of=estate.neighbour)
    assert (issue.reporter, issue.logged_by) == (estate.neighbour, estate.captain)
    assert Entry.objects.about(issue).get().on_behalf_of == estate.neighbour
    assert Message.objects.filter(recipient=estate.neighbour, letter__kind="issues.reported").exists()


def test_a_caller_without_an_account_is_kept_by_name(estate):
    issue = estate.report(by=estate.captain, caller="石榴婆婆")
    assert (issue.reporter, issue.caller) == (estate.captain, "石榴婆婆")


@pytest.mark.parametrize("behalf", ["account", "name"])
def test_a_resident_does_not_report_for_others(estate, behalf):
    fields = {"caller": "婆婆"} if behalf == "name" else {"on_behalf_of": estate.neighbour}
    with pytest.raises(Refused):
        estate.report(**fields)


def test_a_neighbour_reports_anywhere_in_the_estate(estate):
    for place in (estate.other, estate.place, estate.place.parent):
        assert estate.report(place=place).place == place


def test_the_place_of_another_estate_is_refused(estate, elsewhere):
    for person in (estate.resident, estate.captain, estate.staff, UserFactory()):
        with pytest.raises(Refused):
            estate.report(by=person, place=elsewhere)
    with pytest.raises(Refused):
        estate.report(place=estate.place.parent.parent)  # the whole subdistrict is nobody's doorstep
    assert not Issue.objects.exists()


def test_staff_and_property_report_where_they_serve(estate):
    assert estate.report(by=estate.staff).holder == estate.captain
    assert estate.report(by=estate.engineer).holder == estate.captain


def test_a_captain_whose_term_ended_reports_only_as_a_neighbour(estate):
    captaincy = Captaincy.objects.get()
    captaincy.ended_on = timezone.localdate()
    captaincy.save()
    with pytest.raises(Refused):
        estate.report(by=fresh(estate.captain))


def test_a_floor_that_is_not_there(estate):
    with pytest.raises(Refused) as refused:
        estate.report(floor=40)
    assert refused.value.field == "floor"


def test_a_door_of_another_building(estate):
    with pytest.raises(Refused) as refused:
        estate.report(dwelling=Dwelling.objects.filter(place=estate.other).first())
    assert refused.value.field == "dwelling"


def test_a_category_that_was_switched_off_meanwhile(estate):
    Category.objects.filter(code="water").update(is_active=False)
    with pytest.raises(Refused) as refused:
        estate.report()
    assert refused.value.field == "category"


def test_a_door_is_never_in_the_title(estate):
    door = Dwelling.objects.get(place=estate.building, door="0201")
    issue = estate.report(dwelling=door, floor=2)
    assert (issue.dwelling, issue.floor) == (door, 2)
    assert "0201" not in issue.title


def test_the_same_key_gives_the_first_one(estate):
    key = uuid.uuid4()
    first = estate.report(client_key=key)
    again = estate.report(client_key=key, text="另外写的")
    assert first == again
    assert again.text == "天花滴水，昨晚开始"
    assert (IssueEvent.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_key_stands_even_when_the_category_is_gone(estate):
    key = uuid.uuid4()
    first = estate.report(client_key=key)
    Category.objects.filter(code="water").update(is_active=False)
    assert estate.report(client_key=key) == first


def test_somebody_else_s_key_shows_nothing(estate):
    key = uuid.uuid4()
    estate.report(client_key=key)
    with pytest.raises(Refused):
        estate.report(by=estate.neighbour, client_key=key)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_make_one_issue(estate):
    """Two real connections; both pass the first look, then meet at the unique key."""
    key, barrier, results = uuid.uuid4(), threading.Barrier(2, timeout=20), []
    Issue.objects.filter(client_key=key).first()

    def tap():
        try:
            person = fresh(estate.resident)
            barrier.wait()
            results.append(estate.report(by=person, client_key=key, photos=[picture()]).pk)
        except Exception as problem:  # told below: a thread has nobody to raise to
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert results == [Issue.objects.get().pk] * 2
    assert IssueEvent.objects.count() == IssuePhoto.objects.count() == 1
    assert Message.objects.filter(letter__kind="issues.received").count() == 1


def test_a_report_in_english_has_a_title_that_neighbours_can_read(estate):
    from django.utils import translation

    with translation.override("en"):
        issue = estate.report(text="", spot="lift", floor=2)
    assert issue.title == "2 楼电梯口 · 供水管网"


def test_nobody_reports_without_an_account(estate):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(Refused):
        report_issue(by=AnonymousUser(), category=Category.objects.first(), place=estate.building)
