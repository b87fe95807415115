"""How many questions each page asks: the same with one row, with thirty and with three hundred.

A list may ask 6, a page about one thing 8, a home page or desk 10. What asks more says so here, with its number:
it may become less, and never more.
"""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots.models import Ballot
from issues.models import Category, Issue
from issues.operations import join_issue, report_issue
from notices.models import Notice, NoticePlace
from notices.operations import draft_and_publish
from tests.ballots.counting import counted, owners_vote
from tests.ballots.ground import new_ground, opened
from tests.committees.ground import convene_soon, make_place

pytestmark = pytest.mark.django_db
LIST, DETAIL, BOARD = 6, 8, 10

# (page, reader): questions, how many are allowed. Of each, four are the frame's: session, person, what they are,
# unread messages.
ASKED = {
    ("/notices/", "visitor"): (1, LIST),
    ("/notices/", "resident"): (5, LIST),
    ("/notices/", "staff"): (5, LIST),
    ("/notices/{notice}/", "visitor"): (1, DETAIL),
    ("/notices/{notice}/", "resident"): (6, DETAIL),
    ("/issues/", "resident"): (5, LIST),
    ("/issues/", "captain"): (5, LIST),
    ("/issues/queue/", "manager"): (6, LIST),
    ("/issues/{issue}/", "resident"): (8, DETAIL),
    ("/issues/{issue}/", "president"): (8, DETAIL),
    ("/meetings/", "resident"): (6, LIST),
    ("/meetings/", "staff"): (6, LIST),
    ("/meetings/{meeting}/", "resident"): (6, DETAIL),
    ("/meetings/{meeting}/", "captain"): (7, DETAIL),
    ("/meetings/{meeting}/", "president"): (7, DETAIL),
    ("/meetings/{meeting}/", "manager"): (7, DETAIL),
    ("/meetings/{meeting}/", "staff"): (7, DETAIL),
    ("/", "visitor"): (1, BOARD),
    ("/", "resident"): (6, BOARD),
    ("/", "president"): (5, BOARD),
    ("/", "manager"): (5, BOARD),
    ("/", "staff"): (6, BOARD),
    ("/desk/", "captain"): (6, BOARD),
    ("/issues/rates/", "staff"): (8, BOARD),
}
DECIDING = {
    ("/ballots/", "owner"): (5, LIST),
    ("/ballots/", "captain"): (5, LIST),
    ("/ballots/", "chair"): (5, LIST),
    ("/ballots/{ballot}/", "owner"): (7, DETAIL),
    ("/ballots/{ballot}/", "tenant"): (7, DETAIL),
    ("/ballots/{ballot}/", "captain"): (6, DETAIL),
    ("/ballots/{ballot}/", "chair"): (6, DETAIL),
    ("/ballots/{ballot}/", "staff"): (6, DETAIL),
    ("/ballots/{counted}/", "owner"): (7, DETAIL),
    ("/ballots/{counted}/", "chair"): (7, DETAIL),
    ("/ballots/proposals/", "owner"): (6, LIST),
}


@pytest.fixture(autouse=True)
def within_a_minute(monkeypatch):
    """A visitor's page is not kept beyond its own."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def asked_by(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    return len(asked)


def more(row: Model, count: int, **keys: Callable[[], object]) -> list[Model]:
    """So many copies of a row, past its operations: what is counted are the questions of its page."""
    copies = []
    for _ in range(count):
        one = copy(row)
        one.pk, one._state = None, copy(row._state)
        for name, make in keys.items():
            setattr(one, name, make())
        copies.append(one)
    return type(row).objects.bulk_create(copies)


def test_as_many_questions_for_three_hundred_rows_as_for_one():
    ground = make_place()
    notice = draft_and_publish(
        by=ground.staff,
        organisation=ground.committee,
        title="今天停水",
        body="换阀门。",
        places=[ground.building],
        client_key=uuid4(),
    )
    category = Category.objects.get(code="water")
    issue = report_issue(by=ground.resident, category=category, place=ground.building, text="天花滴水")
    join_issue(by=ground.president, issue=issue)
    meeting = convene_soon(ground)
    ids = {"notice": notice.pk, "issue": issue.pk, "meeting": meeting.pk}
    clients = {"visitor": Client()}
    for role in ("resident", "captain", "president", "manager", "staff"):
        clients[role] = Client()
        clients[role].force_login(getattr(ground, role))

    def counts() -> dict[tuple[str, str], int]:
        return {(path, role): asked_by(clients[role], path.format(**ids)) for path, role in ASKED}

    found = counts()
    for count in (29, 270):
        notices = more(Notice.objects.get(pk=notice.pk), count, client_key=uuid4)
        NoticePlace.objects.bulk_create(NoticePlace(notice=n, place=ground.building) for n in notices)
        more(Issue.objects.get(pk=issue.pk), count, client_key=uuid4)
        more(type(meeting).objects.get(pk=meeting.pk), count, client_key=uuid4)
        assert counts() == found
    assert found == {key: number for key, (number, _allowed) in ASKED.items()}


def test_as_many_questions_for_three_hundred_ballots_as_for_one():
    ground = new_ground()
    ballot, gone = opened(ground), timezone.now() - timedelta(seconds=30)
    over = owners_vote(ground, "yes", "no", title="换水泵")
    counted(over)
    ids = {"ballot": ballot.pk, "counted": over.pk}
    clients = {}
    for role in ("owner", "tenant", "captain", "chair", "staff"):
        clients[role] = Client()
        clients[role].force_login(getattr(ground, role))

    def counts() -> dict[tuple[str, str], int]:
        return {(path, role): asked_by(clients[role], path.format(**ids)) for path, role in DECIDING}

    def copies(count: int, **fields: object) -> None:
        keys = {"client_key": uuid4, "public_id": uuid4, "notice": lambda: None}
        more(Ballot.objects.get(pk=ballot.pk), count, **keys, **{n: lambda v=v: v for n, v in fields.items()})

    found = counts()
    for count in (29, 270):
        copies(count)
        copies(count, closes_at=gone)
        copies(count, announced_at=None)
        assert counts() == found
    assert found == {key: number for key, (number, _allowed) in DECIDING.items()}
