"""Three rates, every figure of it counted by hand."""

import re
from datetime import date, time, timedelta

import pytest

from issues.clock import at
from issues.models import Issue
from issues.operations import (
    accept_issue,
    answer_issue,
    close_silent,
    confirm_issue,
    reopen_issue,
    resolve_issue,
    withdraw_issue,
)
from issues.queries.rates import rates
from tests.factories import MembershipFactory, OrganisationFactory, make_building, make_estate
from tests.issues.estate import fresh

NOW = at(date(2026, 3, 26), time(10))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAGE = "/issues/rates/"


def of(estate, place=None, person=None, days=90):
    return rates(user=fresh(person or estate.staff), place=place or estate.place, days=days, now=NOW)


def handled(estate, *, reported, answered, done=None, **fields) -> Issue:
    """A litter issue, that the property company answers and does so long after it was reported."""
    issue = estate.report(by=estate.resident, category="litter", now=reported, **fields)
    answer_issue(by=estate.captain, issue=issue, text="收到", now=reported + answered)
    if done:
        accept_issue(by=estate.captain, issue=issue, now=reported + answered)
        resolve_issue(by=estate.captain, issue=issue, text="好了", now=reported + done)
    return issue


@pytest.fixture
def history(estate):
    start = NOW - 20 * DAY
    happy = handled(estate, reported=start, answered=HOUR, done=2 * HOUR, text="一")
    confirm_issue(by=estate.resident, issue=happy, is_satisfied=True, now=start + 3 * HOUR)
    cross = handled(estate, reported=start, answered=2 * HOUR, done=4 * HOUR, text="二")
    confirm_issue(by=estate.resident, issue=cross, is_satisfied=False, now=start + 5 * HOUR)
    mute = handled(estate, reported=start, answered=3 * HOUR, done=6 * HOUR, text="三")
    confirm_issue(by=estate.resident, issue=mute, is_satisfied=None, now=start + 7 * HOUR)
    back = handled(estate, reported=start, answered=9 * DAY, done=10 * DAY, text="四")
    reopen_issue(by=estate.resident, issue=back, text="还是有", now=start + 11 * DAY)
    handled(estate, reported=start, answered=5 * HOUR, done=8 * HOUR, text="五")
    close_silent(now=start + 9 * DAY)
    estate.report(category="litter", now=NOW - HOUR, text="六")  # its time to answer has not come
    gone = estate.report(category="litter", now=start, text="七")
    withdraw_issue(by=estate.resident, issue=gone, text="算了", now=start + HOUR)
    estate.report(category="litter", now=NOW - 91 * DAY, text="八")


def test_three_rates_and_two_medians(estate, history, django_assert_num_queries):
    person = fresh(estate.staff)
    with django_assert_num_queries(2):  # their standing, the figures
        found = rates(user=person, place=estate.place, days=90, now=NOW)
    total = found.total
    assert total.count == 6
    assert total.responded == (4, 5)
    assert total.resolved == (3, 4)  # three confirmed, one sent back; silence is neither
    assert total.satisfied == (1, 2)
    assert total.unrated == 1
    assert total.to_answer == 3 * HOUR  # 1, 2, 3, 5 hours, 9 days
    assert total.to_resolve == 5 * HOUR  # 2, 4, 6, 8 hours; the one sent back is not done
    assert found.categories == {"litter": total}
    assert found.places == {estate.building.pk: total}


def test_the_reporter_s_last_word_counts(estate):
    issue = handled(estate, reported=NOW - 20 * DAY, answered=HOUR, done=2 * HOUR)
    reopen_issue(by=estate.resident, issue=issue, text="还是有", now=NOW - 19 * DAY)
    assert of(estate).total.resolved == (0, 1)
    resolve_issue(by=estate.captain, issue=issue, text="这回好了", now=NOW - 18 * DAY)
    assert of(estate).total.resolved == (0, 1)
    close_silent(now=NOW - 10 * DAY)
    assert (of(estate).total.resolved, of(estate).total.unrated) == ((0, 0), 1)
    confirm_issue(by=estate.resident, issue=issue, is_satisfied=True, now=NOW - 9 * DAY)
    assert (of(estate).total.resolved, of(estate).total.unrated) == ((1, 1), 0)


def test_an_answer_at_the_last_moment_is_in_time_and_one_after_it_is_not(estate):
    for late in (timedelta(), timedelta(microseconds=1)):
        issue = estate.report(category="litter", now=NOW - 20 * DAY, text=str(late))
        answer_issue(by=estate.captain, issue=issue, text="收到", now=issue.respond_by + late)
    assert of(estate).total.responded == (1, 2)


def test_of_nothing_there_is_no_rate(estate):
    found = of(estate)
    assert (found.total.count, found.total.responded.percent, found.total.to_answer) == (0, None, None)
    assert (found.categories, found.places) == ({}, {})


def test_by_place_one_level_down(estate, history):
    far = make_building(make_estate(community=estate.place.parent), "9栋")
    estate.report(by=estate.staff, place=far, category="water", now=NOW - DAY)
    found = of(estate, place=estate.place.parent)
    assert {pk: figures.count for pk, figures in found.places.items()} == {
        estate.place.pk: 6,
        far.parent_id: 1,
    }
    assert {code: figures.count for code, figures in found.categories.items()} == {"litter": 6, "water": 1}
    assert of(estate, place=estate.building).places == {}


def test_what_someone_may_not_see_is_not_counted(estate):
    estate.report(category="litter", now=NOW - DAY, is_private=True)
    assert of(estate).total.count == 1
    assert of(estate, person=estate.engineer).total.count == 0


def words(response) -> str:
    page = response.content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def member(kind, place):
    return MembershipFactory(organisation=OrganisationFactory(kind=kind, serves=[place])).user


def test_for_those_who_serve_and_nobody_else(estate, elsewhere, client):
    street = estate.place.parent.parent
    allowed = [
        estate.staff,
        estate.engineer,
        member("neighbour_council", estate.place),
        member("street_office", street),
    ]
    for person in allowed:
        client.force_login(person)
        assert client.get(PAGE).status_code == 200
        assert client.get(PAGE, {"place": estate.building.pk}).status_code == 200
        assert client.get(PAGE, {"place": elsewhere.pk}).status_code == 404
    for person in (estate.resident, estate.captain, member("club", estate.place)):
        client.force_login(person)
        assert client.get(PAGE).status_code == 404
        assert client.get(PAGE, {"place": estate.place.pk}).status_code == 404
    client.force_login(estate.engineer)
    assert client.get(PAGE, {"place": street.pk}).status_code == 404
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_the_subdistrict_sees_no_figure_of_fewer_than_five(estate, client):
    for number in range(4):
        estate.report(category="litter", text=str(number))
    office = member("street_office", estate.place.parent.parent)
    few = "不足 5 件，不显示"
    client.force_login(office)
    assert words(client.get(PAGE)).count(few) >= 14
    estate.report(category="litter", text="第五件")
    total = client.get(PAGE).context["total"]
    assert (total.count, total.unrated, total.responded, total.to_answer) == ("5", "0", few, few)
    client.force_login(estate.staff)
    assert few not in words(client.get(PAGE))


def test_one_hidden_line_cannot_be_worked_out_from_the_total(estate, client):
    for code, count in (("litter", 7), ("noise", 6), ("lift", 2)):
        for number in range(count):
            estate.report(category=code, text=str(number))
    client.force_login(member("street_office", estate.place.parent.parent))
    context = client.get(PAGE).context
    kinds = dict(context["tables"])["按类别"]
    assert context["total"].count == "15"
    assert sorted(line.count for line in kinds) == sorted(["7", "不显示", "不足 5 件，不显示"])


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_for_one_as_for_thirty(estate, client, django_assert_num_queries, count):
    for number in range(count):
        estate.report(category="litter", text=str(number))
    client.force_login(estate.staff)
    with django_assert_num_queries(8):
        page = client.get(PAGE, {"place": estate.place.pk, "days": "30"})
    assert page.context["total"].count == str(count)
