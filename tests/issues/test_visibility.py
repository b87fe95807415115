"""Who sees an issue, and who sees whose it is. Written out by hand."""

import pytest
from django.urls import reverse
from django.utils import timezone

from buildings.models import Captaincy, Dwelling
from issues import rules
from issues.models import Issue
from issues.operations import answer_issue, confirm_issue, dispatch_issue, resolve_issue
from notifications.models import Message
from tests.factories import UserFactory, make_captain, make_resident, make_staff
from tests.issues.estate import fresh

# role: sees a water issue of 3栋, sees a private dispute of 3栋, sees the reporter's name and door
MATRIX = {
    "reporter": (True, True, True),
    "captain": (True, True, True),
    "captain of 4栋": (False, False, False),
    "staff": (True, True, True),
    "street": (True, True, True),
    "property": (True, False, False),
    "holder property": (True, True, False),
    "council": (True, False, False),
    "neighbour": (True, False, False),
    "neighbour of 4栋": (False, False, False),
    "other estate": (False, False, False),
    "stranger": (False, False, False),
    "former captain": (False, False, False),
}


@pytest.fixture
def people(estate, elsewhere):
    from django.utils import timezone

    former = make_captain(estate.building, role="deputy", ended_on=timezone.localdate())
    return {
        "reporter": estate.resident,
        "captain": estate.captain,
        "captain of 4栋": make_captain(estate.other),
        "staff": estate.staff,
        "street": make_staff(estate.place.parent.parent, "street_office", user__display_name="陈荔枝"),
        "property": estate.engineer,
        "holder property": estate.engineer,
        "council": make_staff(estate.place, "neighbour_council"),
        "neighbour": estate.neighbour,
        "neighbour of 4栋": estate.far_neighbour,
        "other estate": make_resident(elsewhere),
        "stranger": UserFactory(),
        "former captain": former,
    }


@pytest.mark.parametrize("role", MATRIX)
def test_who_sees_it_and_whose_it_is(estate, people, client, role):
    sees, sees_private, sees_reporter = MATRIX[role]
    door = Dwelling.objects.get(place=estate.building, door="0201")
    issue = estate.report(floor=2, dwelling=door)
    private = estate.report(category="dispute", text="隔壁空调水滴到我家")
    if role == "holder property":
        for one in (issue, private):
            dispatch_issue(by=estate.captain, issue=one, organisation=estate.property)
    person = fresh(people[role])
    visible = set(Issue.objects.visible_to(person))
    assert (issue in visible, private in visible) == (sees, sees_private)

    client.force_login(person)
    response = client.get(issue.get_absolute_url())
    assert response.status_code == (200 if sees else 404)
    assert client.get(private.get_absolute_url()).status_code == (200 if sees_private else 404)
    if not sees:
        return
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    sees_door = sees_reporter or role == "holder property"  # whoever has to go there knows where
    assert ("何茉莉" in main, "0201" in main) == (sees_reporter, sees_door)
    assert "3栋居民" in main  # the capacity is said either way


def test_a_visitor_is_asked_to_sign_in(estate, client):
    issue = estate.report()
    for url in (issue.get_absolute_url(), reverse("issues:list"), reverse("issues:new")):
        response = client.get(url)
        assert response.status_code == 302
        assert url in response["Location"]
    assert (
        "天花滴水"
        not in client.get(reverse("issues:place_panel", args=[estate.building.pk])).content.decode()
    )


def test_whoever_wants_to_be_named_is(estate, client):
    estate.resident.shows_name = True
    estate.resident.save()
    client.force_login(estate.neighbour)
    assert "何茉莉" in client.get(estate.report().get_absolute_url()).content.decode()


def test_a_captain_who_reported_something_is_named_to_neighbours_no_more_than_others(estate, client):
    """Their office stands there; but who answers for it as captain is named."""
    issue = estate.report(by=estate.captain, category="falling_object", text="有人扔瓶子")
    client.force_login(estate.neighbour)
    page = client.get(issue.get_absolute_url()).content.decode()
    timeline = page[page.index("收到报事") : page.index("</main>")]
    assert "3栋楼长" in timeline
    assert estate.captain.display_name not in timeline
    client.force_login(estate.staff)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert estate.captain.display_name in page[page.index("收到报事") : page.index("</main>")]
    handled = estate.report(by=estate.resident)
    answer_issue(by=estate.captain, issue=handled, text="今晚去看")
    client.force_login(estate.neighbour)
    assert estate.captain.display_name in client.get(handled.get_absolute_url()).content.decode()


def test_what_the_reporter_adds_is_not_signed_for_neighbours(estate, client):
    issue = answer_issue(by=estate.resident, issue=estate.report(), text="今天早上还在滴")
    client.force_login(estate.neighbour)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert "今天早上还在滴" in page
    assert "何茉莉" not in page


def test_no_list_names_the_reporter_or_the_door(estate, client):
    door = Dwelling.objects.get(place=estate.building, door="0201")
    estate.report(floor=2, dwelling=door)
    client.force_login(estate.neighbour)
    for url in (reverse("issues:list"), reverse("issues:place_panel", args=[estate.building.pk])):
        page = client.get(url).content.decode()
        assert "天花滴水" in page
        assert "何茉莉" not in page
        assert "0201" not in page


@pytest.mark.parametrize(
    "step", ["accept", "dispatch", "answer", "start", "resolve", "confirm", "reopen", "withdraw"]
)
def test_what_one_does_not_see_one_cannot_touch(estate, client, step):
    issue = estate.report()
    client.force_login(estate.far_neighbour)
    assert client.post(reverse(f"issues:{step}", args=[issue.pk]), {"text": "x"}).status_code == 404
    client.logout()
    assert client.post(reverse(f"issues:{step}", args=[issue.pk])).status_code == 302
    assert issue.events.count() == 1


def test_steps_are_not_links(estate, client):
    issue = estate.report()
    client.force_login(estate.captain)
    assert client.get(reverse("issues:accept", args=[issue.pk])).status_code == 405


def test_what_a_captain_wrote_down_for_somebody_ends_with_the_term(estate, client):
    """As the page about privacy says. Who rang stays its reporter, and reads on."""
    private = estate.report(
        by=estate.captain, category="dispute", text="隔壁空调水滴到我家", on_behalf_of=estate.resident
    )
    assert not estate.captain.residencies.exists()
    client.force_login(estate.captain)
    assert client.get(private.get_absolute_url()).status_code == 200
    Message.objects.all().delete()
    today = timezone.localdate()
    Captaincy.objects.filter(user=estate.captain).update(ended_on=today)
    assert client.get(private.get_absolute_url()).status_code == 404
    assert "空调" not in client.get(f"{reverse('issues:list')}?show=mine").content.decode()
    assert not rules.may_see_reporter(user=fresh(estate.captain), issue=Issue.objects.get(pk=private.pk))
    dispatch_issue(by=estate.staff, issue=Issue.objects.get(pk=private.pk), organisation=estate.property)
    answer_issue(by=estate.engineer, issue=Issue.objects.get(pk=private.pk), text="明天上门")
    told = set(Message.objects.filter(letter__kind="issues.answered").values_list("recipient", flat=True))
    assert told == {estate.resident.pk}
    client.force_login(estate.resident)
    assert client.get(private.get_absolute_url()).status_code == 200


def test_the_number_a_captain_signs_in_with_is_shown_to_nobody(estate, client):
    """They gave none for neighbours. Of an issue that is closed, and for staff, the captain is looked up anew."""
    Captaincy.objects.filter(user=estate.captain).update(phone="")
    estate.captain.phone = "10000009099"
    estate.captain.save()
    issue = estate.report()
    issue.holder, issue.holder_organisation = estate.captain, None
    issue.save()
    for close in (False, True):
        if close:
            resolve_issue(by=estate.captain, issue=Issue.objects.get(pk=issue.pk), text="好了")
            confirm_issue(by=estate.resident, issue=Issue.objects.get(pk=issue.pk), is_satisfied=True)
        for viewer in (estate.staff, estate.neighbour):
            client.force_login(viewer)
            holder = client.get(issue.get_absolute_url()).context["detail"].holder
            assert (holder.name, holder.phone) == (str(estate.captain), "")
