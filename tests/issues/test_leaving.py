"""Nobody loses a post while open issues stay with them; one page hands over and ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from buildings.models import Captaincy, Membership
from buildings.operations import end_captaincy, end_membership
from issues.models import EventKind, Issue
from issues.operations import (
    accept_issue,
    dispatch_issue,
    leave_captaincy,
    resolve_issue,
)
from kit.refused import Refused
from notifications.models import Message
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    make_captain,
    make_staff,
)
from tests.issues.estate import fresh, new_estate

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def term_of(person) -> Captaincy:
    return Captaincy.objects.get(user=person)


def page_of(person) -> str:
    return f"/issues/hand-over/captaincy/{term_of(person).pk}"


def words(to: str, today, **more) -> dict:
    return {"to": to, "text": "请接着办", "on": today.isoformat(), "reason": "搬家了"} | more


# --- refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1, 30])
def test_a_captain_with_open_issues_keeps_the_post_until_they_are_handed_over(estate, today, days):
    estate.report()
    estate.report(text="第二件")
    with pytest.raises(Refused, match="还有 2 件") as refusal:
        end_captaincy(
            by=estate.staff, captaincy=term_of(estate.captain), on=today + days * DAY, reason="搬家"
        )
    assert refusal.value.url == page_of(estate.captain)
    assert term_of(estate.captain).ended_on is None


def test_what_is_done_or_with_others_does_not_hold_a_captain_back(estate, today):
    done = estate.report()
    resolve_issue(by=estate.captain, issue=done, text="好了")
    estate.report(by=estate.captain)  # went on to the property company
    end_captaincy(by=estate.staff, captaincy=term_of(estate.captain), on=today, reason="搬家")
    assert term_of(estate.captain).ended_on == today


def test_another_office_that_reaches_them_keeps_them(estate, today):
    """Captain of the stair and of the building: the stair's term may end, the building's may not."""
    stair = PlaceFactory(kind="stair", name="1 单元", parent=estate.building)
    make_captain(stair, user=estate.captain, kind="stair")
    estate.report(place=stair)
    person = estate.captain
    of_stair, of_building = (Captaincy.objects.get(user=person, kind=k) for k in ("stair", "building"))
    end_captaincy(by=estate.staff, captaincy=of_stair, on=today, reason="合并")
    with pytest.raises(Refused):
        end_captaincy(by=estate.staff, captaincy=of_building, on=today, reason="搬家")


def test_a_term_still_to_come_holds_nothing(estate, today):
    estate.report()
    later = make_captain(estate.building, user=estate.captain, started_on=today + 40 * DAY, role="deputy")
    captaincy = Captaincy.objects.get(user=later, role="deputy")
    end_captaincy(by=estate.staff, captaincy=captaincy, on=today + 41 * DAY, reason="改了主意")


def test_a_member_with_open_issues_keeps_the_office(estate, today):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    office = Membership.objects.get(user=estate.engineer)
    with pytest.raises(Refused, match="还有 1 件") as refusal:
        end_membership(by=estate.staff, membership=office, on=today)
    assert refusal.value.url == f"/issues/hand-over/membership/{office.pk}"
    end_membership(by=estate.staff, membership=Membership.objects.get(user=estate.desk), on=today)


def test_the_page_that_ends_a_term_shows_the_way(estate, client):
    estate.report()
    client.force_login(estate.staff)
    address = f"/places/captains/{term_of(estate.captain).pk}/end/"
    answer = client.post(address, {"on": timezone.localdate().isoformat(), "reason": "搬家"})
    assert f'href="{page_of(estate.captain)}"' in answer.content.decode()


def test_the_administration_shows_the_way(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    office = Membership.objects.get(user=estate.engineer)
    client.force_login(UserFactory(is_superuser=True, is_staff=True, email="root@linli.example"))
    form = {
        "organisation": office.organisation_id,
        "user": office.user_id,
        "office": office.office,
        "title": office.title,
        "started_on": office.started_on.isoformat(),
        "ended_on": timezone.localdate().isoformat(),
    }
    answer = client.post(f"/admin/buildings/membership/{office.pk}/change/", form)
    assert f'href="/issues/hand-over/membership/{office.pk}"' in answer.content.decode()


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_names_what_is_open_and_who_could_go_on(estate, client):
    estate.report()
    deputy = make_captain(estate.building, role="deputy", user__display_name="叶水仙")
    client.force_login(estate.captain)
    page = client.get(page_of(estate.captain))
    assert [row.title for row in page.context["rows"]] == [Issue.objects.get().title]
    values = [value for value, _label in page.context["form"].fields["to"].choices]
    assert values == [
        f"captain-{deputy.pk}",
        f"organisation-{estate.property.pk}",
        f"organisation-{estate.committee.pk}",
    ]


def test_the_captain_hands_over_and_ends_the_term_at_once(estate, client, today):
    issue = estate.report()
    deputy = make_captain(estate.building, role="deputy", user__display_name="叶水仙")
    client.force_login(estate.captain)
    answer = client.post(page_of(estate.captain), words(f"captain-{deputy.pk}", today))
    assert answer.url == estate.building.get_absolute_url()
    issue.refresh_from_db()
    assert (issue.holder, issue.holder_organisation, term_of(estate.captain).ended_on) == (
        deputy,
        None,
        today,
    )
    event = issue.events.first()
    assert (event.kind, event.by, event.text) == (EventKind.HANDED, estate.captain, "请接着办")
    assert "搬家" not in "".join(issue.events.values_list("text", flat=True))
    assert Message.objects.filter(recipient=deputy, letter__kind="issues.handed").exists()
    assert (
        Message.objects.filter(recipient=estate.captain, letter__kind="buildings.captaincy_ended").count()
        == 1
    )


def test_staff_pass_everything_to_the_property_company(estate, client, today):
    issues = [estate.report(text=f"第 {n} 件") for n in range(3)]
    client.force_login(estate.staff)
    client.post(page_of(estate.captain), words(f"organisation-{estate.property.pk}", today))
    for issue in issues:
        issue.refresh_from_db()
        assert issue.holder_organisation == estate.property
    assert term_of(estate.captain).ended_on == today


def test_a_double_tap_hands_over_once(estate, client, today):
    issue = estate.report()
    deputy = make_captain(estate.building, role="deputy")
    client.force_login(estate.captain)
    for _tap in range(2):
        answer = client.post(page_of(estate.captain), words(f"captain-{deputy.pk}", today))
        assert answer.url == estate.building.get_absolute_url()
    assert issue.events.filter(kind=EventKind.HANDED).count() == 1
    assert (
        Message.objects.filter(recipient=deputy, letter__kind="issues.handed", channel="inbox").count() == 1
    )


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"to": ""}, "请选"),
        ({"to": "captain-0"}, ""),
        ({"on": "昨天"}, ""),
        ({"on": "2001-01-01"}, "任期的结束日要晚于开始日"),
        ({"reason": ""}, ""),
        ({"text": " "}, ""),
    ],
)
def test_bad_words_change_nothing(estate, client, today, wrong, says):
    issue = estate.report()
    deputy = make_captain(estate.building, role="deputy")
    client.force_login(estate.captain)
    answer = client.post(page_of(estate.captain), words(f"captain-{deputy.pk}", today) | wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    issue.refresh_from_db()
    assert (issue.holder, term_of(estate.captain).ended_on) == (estate.captain, None)


def test_nobody_there_is_said(estate, client, today):
    issue = estate.report()
    Membership.objects.all().delete()
    client.force_login(estate.captain)
    assert "还没有人能接" in client.get(page_of(estate.captain)).content.decode()
    answer = client.post(page_of(estate.captain), words("", today))
    assert answer.status_code == 422
    issue.refresh_from_db()
    assert issue.holder == estate.captain


def test_without_open_issues_the_term_simply_ends(estate, client, today):
    client.force_login(estate.captain)
    page = client.get(page_of(estate.captain))
    assert "to" not in page.context["form"].fields
    client.post(page_of(estate.captain), {"on": today.isoformat(), "reason": "搬家"})
    assert term_of(estate.captain).ended_on == today


def test_a_colleague_goes_on_where_it_stands(estate, client, today):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    office = Membership.objects.get(user=estate.engineer)
    client.force_login(estate.staff)
    address = f"/issues/hand-over/membership/{office.pk}"
    form = {"to": f"member-{estate.desk.pk}", "text": "请接着办", "on": today.isoformat()}
    client.post(address, form)
    issue.refresh_from_db()
    office.refresh_from_db()
    assert (issue.holder, issue.holder_organisation, issue.state) == (
        estate.desk,
        estate.property,
        "accepted",
    )
    assert office.ended_on == today


def test_another_company_takes_over_what_the_last_one_of_the_first_still_has(estate, client, today):
    """Both serve the estate for a while; only the older one was looked at, and it was the one that leaves."""
    place = estate.property.services.get().place
    following = OrganisationFactory(kind="property_company", name="放心物业", serves=[place])
    manager = MembershipFactory(organisation=following, office="head").user
    end_membership(by=estate.staff, membership=Membership.objects.get(user=estate.desk), on=today)
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    office = Membership.objects.get(user=estate.engineer)
    client.force_login(estate.staff)
    form = {"to": f"organisation-{following.pk}", "text": "请接着办", "on": today.isoformat()}
    client.post(f"/issues/hand-over/membership/{office.pk}", form)
    issue.refresh_from_db()
    assert (issue.holder_organisation, issue.holder) == (following, manager)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_hand_over_once(transactional_db, today):

    estate = new_estate()
    issue = estate.report()
    deputy = make_captain(estate.building, role="deputy")
    captaincy = term_of(estate.captain)

    def tap(_number):
        try:
            return leave_captaincy(
                by=fresh(estate.captain),
                captaincy=captaincy,
                on=today,
                reason="搬家",
                to=deputy,
                text="请接着办",
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(tap, range(2))) == [0, 1]
    assert issue.events.filter(kind=EventKind.HANDED).count() == 1


# --- who may open it ---------------------------------------------------------------------------------------


def test_who_may_hand_over_a_captain_s_post(estate, client, elsewhere, today):
    estate.report()
    people = {
        "visitor": None,
        "resident": estate.resident,
        "captain": estate.captain,
        "deputy": make_captain(estate.building, role="deputy"),
        "former": make_captain(estate.building, role="deputy", ended_on=today),
        "engineer": estate.engineer,
        "staff": estate.staff,
        "street": make_staff(estate.place.parent.parent, "street_office"),
        "staff elsewhere": make_staff(elsewhere.parent.parent),
        "captain elsewhere": make_captain(elsewhere),
    }
    opened = set()
    for who, person in people.items():
        client.logout()
        if person:
            client.force_login(person)
        answer = client.get(page_of(estate.captain))
        assert answer.status_code == (302 if person is None else answer.status_code)
        opened |= {who} if answer.status_code == 200 else set()
    assert opened == {"captain", "staff", "street"}


def test_who_may_hand_over_a_member_s_office(estate, client, elsewhere):
    office = Membership.objects.get(user=estate.engineer)
    head = MembershipFactory(organisation=estate.property, office="head").user
    people = {
        "resident": estate.resident,
        "captain": estate.captain,
        "engineer": estate.engineer,
        "colleague": estate.desk,
        "head": head,
        "staff": estate.staff,
        "staff elsewhere": make_staff(elsewhere.parent.parent),
    }
    opened = set()
    for who, person in people.items():
        client.force_login(person)
        answer = client.get(f"/issues/hand-over/membership/{office.pk}")
        assert answer.status_code in (200, 404)
        opened |= {who} if answer.status_code == 200 else set()
    assert opened == {"engineer", "head", "staff"}


def test_after_the_term_the_page_is_gone(estate, client, today):
    Captaincy.objects.update(ended_on=today)
    client.force_login(estate.captain)
    assert client.get(page_of(estate.captain)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_the_same_queries_for_one_and_for_thirty(
    estate, client, count, django_assert_num_queries
):
    for n in range(count):
        estate.report(text=f"第 {n} 件")
    make_captain(estate.building, role="deputy")
    client.force_login(estate.captain)
    with django_assert_num_queries(10):
        client.get(page_of(estate.captain))


def test_an_ordinary_member_may_hand_over_and_leave_by_themselves(estate, today, client):
    """Closing their account led to a page that only the company's head could open."""
    issue = estate.report()
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property)
    accept_issue(by=fresh(estate.desk), issue=issue)
    office = Membership.objects.get(user=estate.desk)
    client.force_login(estate.desk)
    page = client.get("/accounts/data/").content.decode()
    url = f"/issues/hand-over/membership/{office.pk}"
    assert f'href="{url}"' in page
    form = client.get(url).context["form"]
    (to,) = [
        value for value, label in form.fields["to"].choices if estate.engineer.display_name in str(label)
    ]
    sent = client.post(url, {"to": to, "text": "请接着办", "on": today.isoformat()}, follow=True)
    assert sent.status_code == 200
    office.refresh_from_db()
    issue.refresh_from_db()
    assert (office.ended_on, issue.holder) == (today, estate.engineer)
    other = Membership.objects.get(user=estate.engineer)
    assert client.get(f"/issues/hand-over/membership/{other.pk}").status_code == 404


def test_a_captain_entered_by_mistake_is_taken_back_with_what_came_to_them_today(estate, today, client):
    Captaincy.objects.filter(user=estate.captain).update(started_on=today)
    issue = estate.report()
    client.force_login(estate.staff)
    address = page_of(estate.captain)
    assert f'value="{today.isoformat()}"' in client.get(address).content.decode()
    deputy = make_captain(estate.building, role="deputy")
    answer = client.post(address, words(f"captain-{deputy.pk}", today))
    assert answer.status_code == 302
    assert term_of(estate.captain).is_taken_back
    issue.refresh_from_db()
    assert issue.holder == deputy
    assert client.get(address).status_code == 404
