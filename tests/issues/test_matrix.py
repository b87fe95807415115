"""Every role at every address and button of an issue; the answers are written out by hand.

Y it is done   N refused with a sentence   . it does not exist for them   L they are asked to sign in
A they are led to the list that is theirs
"""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from issues.models import DissuasionRecord, Issue, IssueEvent
from issues.operations import (
    accept_issue,
    dispatch_issue,
    dispute_issue,
    record_dissuasion,
    resolve_issue,
    suspend_issue,
)
from tests.factories import MembershipFactory, UserFactory, make_captain, make_resident, make_staff
from tests.issues.estate import fresh
from tests.issues.photos import picture

# Which issue each button is pressed on: passed on to the property company and not accepted yet; disputed there;
# accepted there; put off there; said by it to be done.
ON = {
    "offered": "accept start resolve dispatch dispute escalate answer withdraw merge mediate dissuade",
    "disputed": "decide",
    "accepted": "suspend",
    "suspended": "resume",
    "resolved": "confirm reopen",
}
VERBS = [verb for verbs in ON.values() for verb in verbs.split()]

#                     accept start resolve dispatch dispute escalate answer withdraw merge mediate dissuade
#                                                               decide  suspend  resume  confirm reopen
BUTTONS = {
    "visitor":              "L L L L L L L L L L L   L  L  L  L L",
    "stranger":             ". . . . . . . . . . .   .  .  .  . .",
    "resident elsewhere":   ". . . . . . . . . . .   .  .  .  . .",
    "neighbour of 4栋":     ". . . . . . . . . . .   .  .  .  . .",
    "captain of 4栋":       ". . . . . . . . . . .   .  .  .  . .",
    "former captain":       ". . . . . . . . . . .   .  .  .  . .",
    "former engineer":      ". . . . . . . . . . .   .  .  .  . .",
    "former staff":         ". . . . . . . . . . .   .  .  .  . .",
    "former resident":      ". . . . . . . . . . .   .  .  .  . .",
    "reporter":             "N N N N N N Y Y N N .   N  N  N  Y Y",
    "neighbour":            "N N N N N N N N N N .   N  N  N  N N",
    "captain":              "Y Y Y Y Y Y Y N N Y Y   N  N  N  N N",
    "engineer":             "Y Y Y N Y Y Y N N N .   N  Y  Y  N N",
    "colleague":            "Y Y Y N Y Y Y N N N .   N  Y  Y  N N",
    "council":              "N N N N N Y N N N N .   N  N  N  N N",
    "staff":                "Y Y Y Y N Y Y N Y Y Y   Y  Y  Y  N N",
    "street":               "Y Y Y Y N Y Y N Y Y Y   Y  Y  Y  N N",
}  # fmt: skip

#                     page  photo  private page  private photo  dissuasion sheet  queue  list
PAGES = {
    "visitor":              "L  L  L  L  L  L  L",
    "stranger":             ".  .  .  .  .  A  Y",
    "resident elsewhere":   ".  .  .  .  .  A  Y",
    "neighbour of 4栋":     ".  .  .  .  .  A  Y",
    "captain of 4栋":       ".  .  .  .  .  A  Y",
    "former captain":       ".  .  .  .  .  A  Y",
    "former engineer":      ".  .  .  .  .  A  Y",
    "former staff":         ".  .  .  .  .  A  Y",
    "former resident":      ".  .  .  .  .  A  Y",
    "reporter":             "Y  Y  Y  Y  .  A  Y",
    "neighbour":            "Y  Y  .  .  .  A  Y",
    "captain":              "Y  Y  Y  Y  Y  A  Y",
    "engineer":             "Y  Y  .  .  .  Y  Y",
    "colleague":            "Y  Y  .  .  .  Y  Y",
    "council":              "Y  Y  .  .  .  Y  Y",
    "staff":                "Y  Y  Y  Y  Y  Y  Y",
    "street":               "Y  Y  Y  Y  Y  Y  Y",
}  # fmt: skip


@pytest.fixture
def people(estate, elsewhere):
    today = timezone.localdate()
    return {
        "visitor": None,
        "stranger": UserFactory(),
        "resident elsewhere": make_resident(elsewhere),
        "neighbour of 4栋": estate.far_neighbour,
        "captain of 4栋": make_captain(estate.other),
        "former captain": make_captain(estate.building, role="deputy", ended_on=today),
        "former engineer": MembershipFactory(organisation=estate.property, ended_on=today).user,
        "former staff": MembershipFactory(organisation=estate.committee, ended_on=today).user,
        "former resident": make_resident(estate.building, "0301", ended_on=today),
        "reporter": estate.resident,
        "neighbour": estate.neighbour,
        "captain": estate.captain,
        "engineer": estate.engineer,
        "colleague": estate.desk,
        "council": make_staff(estate.place, "neighbour_council"),
        "staff": estate.staff,
        "street": make_staff(estate.place.parent.parent, "street_office"),
    }


@pytest.fixture
def ground(estate, now):
    """One issue in each state, and another to join one with."""
    until = timezone.localdate() + timedelta(days=9)

    def passed_on() -> Issue:
        issue = estate.report(floor=2, now=now)
        return dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=now)

    def accepted() -> Issue:
        return accept_issue(by=estate.engineer, issue=passed_on(), now=now)

    return {
        "offered": passed_on(),
        "disputed": dispute_issue(by=estate.engineer, issue=passed_on(), text="不归我们", now=now),
        "accepted": accepted(),
        "suspended": suspend_issue(by=estate.engineer, issue=accepted(), text="等", until=until, now=now),
        "resolved": resolve_issue(by=estate.engineer, issue=accepted(), text="好了", now=now),
        "other": estate.report(text="另一件", now=now),
    }


def words(estate, ground, verb: str) -> dict:
    more = {
        "dispatch": {"organisation": estate.committee.pk},
        "decide": {"organisation": estate.committee.pk},
        "suspend": {"until": (timezone.localdate() + timedelta(days=3)).isoformat()},
        "merge": {"into": ground["other"].number},
        "dissuade": {
            "client_key": uuid.uuid4(),
            "at": f"{timezone.localtime() - timedelta(minutes=5):%Y-%m-%dT%H:%M}",
            "dissuader": "楼长",
            "dissuaded": "10 楼住户",
            "about": "拖椅子",
            "outcome": "stopped",
        },
    }
    return {"text": "说一句"} | more.get(verb, {})


def pressed(client, estate, ground, verb: str, issue: Issue) -> str:
    """What came of it; whatever was done is undone again."""
    with transaction.atomic():
        before = IssueEvent.objects.count() + DissuasionRecord.objects.count()
        answer = client.post(reverse(f"issues:{verb}", args=[issue.pk]), words(estate, ground, verb))
        written = IssueEvent.objects.count() + DissuasionRecord.objects.count() - before
        transaction.set_rollback(True)
    found = {302: "Y", 422: "N", 404: "."}[answer.status_code]
    if found == "Y" and "/login" in answer["Location"]:
        found = "L"
    assert bool(written) == (found == "Y"), f"{verb}: {answer.status_code}, and {written} lines written"
    return found


def test_every_button_for_every_role(estate, people, ground):
    """All on the same issues: whatever one does is undone before the next."""
    for role, row in BUTTONS.items():
        client, found = signed_in(people[role]), {}
        for kind, verbs in ON.items():
            for verb in verbs.split():
                found[verb] = pressed(client, estate, ground, verb, ground[kind])
        assert found == dict(zip(VERBS, row.split(), strict=True)), role


def signed_in(person) -> Client:
    client = Client()
    if person:
        client.force_login(fresh(person))
    return client


def test_every_page_for_every_role(estate, people, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):  # the photos find their place then
        public = estate.report(photos=[picture()], now=now)
        private = estate.report(category="dispute", text="空调滴水", photos=[picture()], now=now)
    sheet = record_dissuasion(
        by=estate.captain,
        issue=public,
        dissuader="楼长",
        dissuaded="10 楼",
        about="拖椅子",
        at=now,
        outcome="stopped",
        now=now,
    )
    urls = [
        public.get_absolute_url(),
        reverse("issues:photo", args=[public.photos.get().pk]),
        private.get_absolute_url(),
        reverse("issues:photo", args=[private.photos.get().pk]),
        reverse("issues:dissuasion", args=[sheet.pk]),
        reverse("issues:queue"),
        reverse("issues:list"),
    ]
    for role, row in PAGES.items():
        client = signed_in(people[role])
        assert [opened(client, url) for url in urls] == row.split(), role


def opened(client, url: str) -> str:
    answer = client.get(url)
    if answer.status_code == 302:
        return "L" if "/login" in answer["Location"] else "A"
    return {200: "Y", 404: "."}[answer.status_code]


def test_the_lists_of_a_former_captain_are_empty(estate, people, ground, client):
    for role in ("former captain", "former engineer", "former staff", "former resident", "stranger"):
        client.force_login(fresh(people[role]))
        page = client.get(reverse("issues:list"), {"show": "all"}).content.decode()
        assert "天花滴水" not in page, role


def test_the_matrix_forgets_no_button():
    from issues import rules

    assert {*VERBS, "join", "leave"} == set(rules.FROM_STATES)
