"""How many questions each page asks: the same with one row, with thirty and with three hundred.

A list may ask 6, a page about one thing 8, a home page or desk 10. What asks more says so here, with its number:
it may become less, and never more.
"""

from collections.abc import Callable
from copy import copy
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from issues.models import Category, Issue
from issues.operations import report_issue
from notices.models import Notice, NoticePlace
from notices.operations import draft_and_publish
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
    ("/notices/{notice}/", "resident"): (7, DETAIL),
    ("/issues/", "resident"): (5, LIST),
    ("/issues/", "captain"): (5, LIST),
    ("/issues/queue/", "manager"): (7, LIST),
    ("/issues/{issue}/", "resident"): (8, DETAIL),
    ("/meetings/", "resident"): (7, LIST),
    ("/meetings/{meeting}/", "resident"): (8, DETAIL),
    ("/", "visitor"): (2, BOARD),
    ("/", "resident"): (15, BOARD),
    ("/", "president"): (16, BOARD),
    ("/", "manager"): (15, BOARD),
    ("/", "staff"): (17, BOARD),
    ("/desk/", "captain"): (14, BOARD),
}


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
