"""The slip of paper for whoever rang."""

import re

import pytest
from django.utils import timezone

from buildings.models import Captaincy
from issues.models import Issue
from issues.operations import mediate_issue
from tests.issues.estate import fresh
from tests.issues.test_report_form import NEW, main_of, sent


def logged(estate, client, **fields) -> Issue:
    client.force_login(estate.captain)
    client.post(NEW, sent(estate, caller="梁叔", floor="2", spot="lift", **fields))
    return Issue.objects.get()


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response)))


def test_both_names_are_kept_of_what_was_logged_for_another(estate, client):
    estate.neighbour.phone_verified = True
    estate.neighbour.save()
    issue = logged(estate, client, caller_phone=estate.neighbour.phone)
    assert (issue.reporter, issue.logged_by) == (estate.neighbour, estate.captain)


@pytest.mark.parametrize("written", ["＋86 {}", "{}", "abc"])
def test_whom_a_number_does_not_find_is_asked_for_by_name(estate, client, written):
    client.force_login(estate.captain)
    phone = estate.neighbour.phone  # nobody has proved yet that it is theirs
    response = client.post(NEW, sent(estate, text="天花滴水", caller_phone=written.format(phone)))
    assert (response.status_code, Issue.objects.count()) == (422, 0)
    assert "这里没有街坊用这个号码。请写上怎么称呼。" in main_of(response)
    assert "天花滴水" in main_of(response)
    estate.neighbour.phone_verified = True
    estate.neighbour.save()
    client.post(
        NEW, sent(estate, caller="" if "{}" in written else "梁叔", caller_phone=written.format(phone))
    )
    expected = (estate.neighbour, "") if "{}" in written else (estate.captain, "梁叔")
    assert Issue.objects.values_list("reporter", "caller").get() == (expected[0].pk, expected[1])


def test_who_logged_for_another_is_offered_the_slip(estate, client):
    issue = logged(estate, client)
    assert f"/issues/{issue.pk}/slip" in main_of(client.get(issue.get_absolute_url()))
    own = estate.report(by=estate.captain)
    assert "/slip" not in main_of(client.get(own.get_absolute_url()))
    client.force_login(estate.neighbour)
    assert "/slip" not in main_of(client.get(issue.get_absolute_url()))


def test_the_slip_says_number_kind_place_who_has_it_and_whom_to_ring(estate, client):
    issue = logged(estate, client)
    response = client.get(f"/issues/{issue.pk}/slip")
    words = words_of(response)
    assert re.search(rf"slip__number\">\s*{issue.number}\s*<", main_of(response))
    for said in (
        "供水管网",
        "3栋 2 楼电梯口",
        str(estate.property),
        "罗白兰",
        "100 0000 9999",
        "0757-0000 0112",
    ):
        assert said in words
    assert "<svg" in main_of(response)
    assert "天花滴水" not in words  # it lies about
    assert f"{timezone.localtime(issue.reported_at).day} 日" in words
    assert "今天" not in words  # it is read on other days


def test_the_number_that_a_captain_signs_in_with_is_not_printed(estate, client):
    Captaincy.objects.update(phone="")
    issue = logged(estate, client)
    assert estate.captain.phone[-4:] not in words_of(client.get(f"/issues/{issue.pk}/slip"))


def test_only_for_who_logged_it_the_captain_and_staff(estate, client):
    estate.neighbour.phone_verified = True
    estate.neighbour.save()
    issue = logged(estate, client, caller_phone=estate.neighbour.phone)
    seen = {}
    for role in ("captain", "staff", "resident", "neighbour", "engineer", "far_neighbour"):
        client.force_login(fresh(getattr(estate, role)))
        seen[role] = client.get(f"/issues/{issue.pk}/slip").status_code
    assert seen == {
        "captain": 200,
        "staff": 200,
        "resident": 404,
        "neighbour": 404,
        "engineer": 404,
        "far_neighbour": 404,
    }
    client.logout()
    assert client.get(f"/issues/{issue.pk}/slip").status_code == 302


def test_of_what_went_to_mediation_no_paper_is_made(estate, client):
    issue = logged(estate, client)
    mediate_issue(by=estate.staff, issue=issue)
    assert client.get(f"/issues/{issue.pk}/slip").status_code == 404
