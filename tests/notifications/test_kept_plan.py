"""What is asked all the time is told to each line to the database once (`kit.kept_plans`)."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from buildings.standing import standing_of
from notifications.models import Message
from notifications.operations import post
from notifications.operations.insert import FEW
from people.models import User
from tests.factories import UserFactory, make_building, make_resident


def tell(*people: User, event: str) -> int:
    return post(
        to=people,
        kind="issues.answered",
        words=lambda: ("t", "b"),
        url="/",
        subject=people[0],
        dedupe=event,
        channels=["inbox"],
    )


def told() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'linli_post'")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_it_knows_it_after_a_rollback_and_a_new_line_is_told_again():
    person = UserFactory()
    connection.close()
    assert told() == 0
    with transaction.atomic():
        assert tell(person, event="one") == 1
        transaction.set_rollback(True)
    assert told() == 1
    with CaptureQueriesContext(connection) as seen:
        assert tell(person, event="one") == 1
        assert tell(person, event="one") == 0
    assert not any("PREPARE" in query["sql"] for query in seen)
    connection.close()
    assert tell(person, event="two") == 1
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_many_are_told_by_a_plan_that_knows_how_many():
    people = UserFactory.create_batch(FEW + 1)
    with CaptureQueriesContext(connection) as seen:
        assert tell(*people, event="one") == FEW + 1
        assert tell(*people, event="one") == 0
        assert tell(*people[1:], event="one") == 0
    assert [
        query["sql"].startswith("EXECUTE")
        for query in seen
        if "unnest" in query["sql"] or "linli_post" in query["sql"]
    ] == [
        False,
        False,
        True,
    ]


@pytest.mark.django_db
def test_a_line_that_asked_before_a_column_was_changed_goes_on_asking():
    building = make_building()
    person = make_resident(building)
    before = standing_of(person).capacities
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE buildings_residency ALTER COLUMN kind TYPE varchar(250)")
    assert standing_of(User.objects.get(pk=person.pk)).capacities == before != []
