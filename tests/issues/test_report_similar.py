"""What is open already nearby is offered before anything is written, and joined instead of said again."""

import pytest

from issues.models import Category, Follower, Issue
from issues.operations import join_issue, resolve_issue, withdraw_issue
from issues.queries.similar import similar
from tests.factories import PlaceFactory, make_building, make_resident
from tests.issues.estate import fresh
from tests.issues.test_report_form import NEW, main_of, sent, shown


def near(estate, who, *, place=None, category="water", floor=None, now=None):
    from django.utils import timezone

    found = similar(
        user=fresh(who),
        category=Category.objects.get(code=category),
        place=place or estate.building,
        now=now or timezone.now(),
        floor=floor,
    )
    return [one.row.issue for one in found]


def test_open_ones_of_the_same_kind_in_the_same_building(estate):
    here = estate.report()
    estate.report(category="lift")
    estate.report(by=estate.far_neighbour, place=estate.other)
    done = estate.report(text="修好了的")
    resolve_issue(by=estate.captain, issue=done, text="好了")
    withdraw_issue(by=estate.resident, issue=estate.report(text="撤了的"), text="没事了")
    assert near(estate, estate.neighbour) == [here]
    assert near(estate, estate.neighbour, category="noise") == []


def test_the_same_floor_comes_first_then_the_newest_three_at_most(estate):
    third = estate.report(floor=3, text="三楼")
    others = [estate.report(floor=1, text=f"一楼 {number}") for number in range(3)]
    assert near(estate, estate.neighbour, floor=3) == [third, others[2], others[1]]


def test_outdoors_the_whole_estate_is_near(estate):
    gate = estate.report(place=estate.place, spot="南门口", category="litter")
    inside = estate.report(category="litter")
    beside = estate.report(place=estate.other, by=estate.far_neighbour, category="litter")
    assert near(estate, estate.staff, place=estate.place, category="litter") == [gate, beside, inside]
    # What happens in the next building is not for neighbours of this one.
    assert near(estate, estate.resident, place=estate.place, category="litter") == [gate, inside]


def test_the_stairs_of_a_building_are_near_each_other(estate):
    building = make_building(estate.place, "5栋", floors=0)
    stairs = [PlaceFactory(kind="stair", name=f"{n}单元", parent=building) for n in (1, 2)]
    issue = estate.report(by=estate.staff, place=stairs[0])
    assert near(estate, estate.staff, place=stairs[1]) == [issue]


def test_private_ones_are_never_offered(estate):
    estate.report(is_private=True)
    estate.report(category="dispute")
    for who in (estate.neighbour, estate.captain, estate.staff):
        assert near(estate, who) == []
        assert near(estate, who, category="dispute") == []


def test_those_of_another_estate_stay_out_of_sight(estate, elsewhere):
    stranger = make_resident(elsewhere)
    estate.report()
    assert near(estate, stranger) == []


# --- on the form -------------------------------------------------------------------------------------------


def test_the_form_offers_them_before_the_words_without_script(estate, client):
    issue = estate.report()
    client.force_login(estate.neighbour)
    page = shown(client.get(NEW, {"category": "water"}))
    assert f'formaction="/issues/{issue.pk}/join"' in page
    assert page.index(issue.title) < page.index('name="photos"') < page.index('name="text"')
    assert str(estate.resident) not in page
    assert issue.title not in shown(client.get(NEW, {"category": "litter"}))


def test_with_script_they_swap_in_when_kind_or_place_change(estate, client):
    issue = estate.report()
    client.force_login(estate.neighbour)
    asked = {"place": estate.building.pk, "category": "water"}
    headers = {"HX-Request": "true", "HX-Target": "receiver"}
    fragment = client.get(NEW, asked, headers=headers).content.decode()
    assert 'id="similar" aria-live="polite"' in fragment
    assert issue.title in fragment
    headers["HX-Target"] = "where"
    fragment = client.get(NEW, asked | {"place": estate.other.pk}, headers=headers).content.decode()
    assert issue.title not in fragment
    assert 'id="similar"' in fragment


def test_one_s_own_and_those_joined_are_shown_without_a_button(estate, client):
    issue = estate.report()
    join_issue(by=estate.neighbour, issue=issue)
    for who, words in ((estate.resident, "您报的"), (estate.neighbour, "已算上您家")):
        client.force_login(who)
        page = shown(client.get(NEW, {"category": "water"}))
        assert words in page
        assert "/join" not in page
    client.force_login(estate.captain)
    assert "1 家也在等" in shown(client.get(NEW, {"category": "water"}))


# --- joining and leaving -----------------------------------------------------------------------------------


def test_joining_counts_and_leads_to_the_issue_and_twice_is_once(estate, client):
    issue = estate.report()
    client.force_login(estate.neighbour)
    for _tap in range(2):
        response = client.post(f"/issues/{issue.pk}/join", {"instead": "1"}, follow=True)
        assert response.redirect_chain == [(issue.get_absolute_url(), 302)]
        assert "算上您家了" in response.content.decode()
        assert "saved:issue-new" in response.content.decode()  # the draft of a second report is forgotten
    issue.refresh_from_db()
    assert issue.joined_count == Follower.objects.count() == 1


def test_joining_from_the_issue_itself_forgets_no_draft(estate, client):
    issue = estate.report()
    client.force_login(estate.neighbour)
    response = client.post(f"/issues/{issue.pk}/join", follow=True)
    assert "算上您家了" in response.content.decode()
    assert "saved:" not in response.content.decode()


def test_leaving_is_no_longer_counted_and_twice_is_once(estate, client):
    issue = estate.report()
    join_issue(by=estate.neighbour, issue=issue)
    client.force_login(estate.neighbour)
    for _tap in range(2):
        assert client.post(f"/issues/{issue.pk}/leave")["Location"] == issue.get_absolute_url()
    issue.refresh_from_db()
    assert issue.joined_count == 0


@pytest.mark.parametrize("verb", ["join", "leave"])
def test_only_by_post_and_only_what_one_may_see(estate, elsewhere, client, verb):
    issue = estate.report(is_private=True)
    stranger = make_resident(elsewhere)
    assert client.post(f"/issues/{issue.pk}/{verb}").status_code == 302  # to sign in
    for who in (estate.neighbour, stranger):
        client.force_login(who)
        assert client.post(f"/issues/{issue.pk}/{verb}").status_code == 404
        assert client.get(f"/issues/{issue.pk}/{verb}").status_code == 405
    assert not Follower.objects.exists()


def test_one_that_was_closed_in_the_meantime_says_so(estate, client):
    issue = estate.report()
    resolve_issue(by=estate.captain, issue=issue, text="好了")
    client.force_login(estate.neighbour)
    response = client.post(f"/issues/{issue.pk}/join")
    assert response.status_code == 422
    assert 'role="alert"' in main_of(response)
    assert not Follower.objects.exists()


def test_the_reporter_does_not_join_their_own(estate, client):
    issue = estate.report()
    client.force_login(estate.resident)
    assert client.post(f"/issues/{issue.pk}/join").status_code == 422
    assert not Follower.objects.exists()


def test_who_joined_instead_made_no_second_issue(estate, client):
    issue = estate.report()
    client.force_login(estate.neighbour)
    client.post(f"/issues/{issue.pk}/join", sent(estate))
    assert Issue.objects.get() == issue
