"""Lists of the administration: as many questions for thirty rows as for one, and found without reading a town."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.models import Meeting
from notifications.models import Message
from tests.committees.ground import convene_soon, make_place
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def listed(client: Client, model, **query) -> tuple[int, list]:
    """How many questions it takes, and the rows."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.get(address, query)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, query)
    assert answer.status_code == 200
    return len(asked), list(answer.context_data["cl"].result_list)


def test_as_many_questions_for_thirty_messages_as_for_one(keeper):
    MessageFactory()
    for_one, rows = listed(keeper, Message)
    for _ in range(30 - len(rows)):
        MessageFactory()
    for_many, rows = listed(keeper, Message)
    assert (for_many, len(rows)) == (for_one, 30)


def test_as_many_questions_for_several_meetings_as_for_one(keeper):
    place = make_place()
    convene_soon(place)
    for_one, _rows = listed(keeper, Meeting)
    for days in range(10, 14):
        convene_soon(place, days)
    for_many, rows = listed(keeper, Meeting)
    assert (for_many, len(rows)) == (for_one, 5)


def test_a_message_is_found_by_whose_it_is_where_it_went_and_what_it_is_about(keeper):
    person = UserFactory(display_name="罗白兰", phone="10000007171")
    hers = MessageFactory(recipient=person, subject="issues.issue:12")
    MessageFactory(subject="issues.issue:123")
    sent = MessageFactory(recipient=None, channel="email", address="hua@example.org")
    for words, row in (
        ("白兰", hers),
        ("10000007171", hers),
        ("issues.issue:12", hers),
        ("hua@example.org", sent),
    ):
        _count, rows = listed(keeper, Message, q=words)
        assert rows == [row], words
    page = admin.site._registry[Message]
    found, _doubled = page.get_search_results(None, Message.objects.all(), "白兰")
    assert 'JOIN "people_user"' not in str(found.query), "no message is read for a name"
