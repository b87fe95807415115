"""The same exact number of queries for 1 and for 30 rows."""

import pytest

from notices.operations import acknowledge
from tests.factories import make_building, make_resident

# Session, person, what they are, the unread messages of the bar.
FRAME = 4


@pytest.mark.parametrize("count", [1, 30])
def test_the_list(ground, signed_in, count, django_assert_num_queries):
    for _ in range(count):
        ground.publish(places=[ground.first, ground.second])
    client = signed_in(ground.resident)
    with django_assert_num_queries(FRAME + 1):
        client.get("/notices/")
    with django_assert_num_queries(FRAME + 2):
        client.get(f"/notices/?place={ground.first.pk}")


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_for_a_visitor(ground, client, count, django_assert_num_queries):
    for _ in range(count):
        ground.publish()
    client.get("/notices/")
    with django_assert_num_queries(1):
        client.get("/notices/")


@pytest.mark.parametrize("count", [1, 30])
def test_a_fragment_of_the_list(ground, signed_in, count, django_assert_num_queries):
    for _ in range(count):
        ground.publish()
    client = signed_in(ground.resident)
    with django_assert_num_queries(FRAME):  # no bar, so no unread messages
        client.get("/notices/", headers={"HX-Request": "true"})


@pytest.mark.parametrize("count", [1, 30])
def test_the_drafts(ground, signed_in, count, django_assert_num_queries):
    for _ in range(count):
        ground.draft()
    client = signed_in(ground.writer)
    with django_assert_num_queries(FRAME + 2):  # what waits for review, and the rest
        client.get("/notices/drafts/")


@pytest.mark.parametrize("count", [1, 30])
def test_one_notice(ground, signed_in, count, django_assert_num_queries):
    """With its count of homes: the notice, the home, its captain, the count."""
    buildings = [ground.first] + [make_building(ground.estate, f"{n + 10}栋") for n in range(count - 1)]
    notice = ground.publish(places=buildings, asks_acknowledgement=True)
    for building in buildings[1:]:
        acknowledge(by=make_resident(building), notice=notice)
    client = signed_in(ground.resident)
    client.get(f"/notices/{notice.pk}/")
    with django_assert_num_queries(FRAME + 4):
        client.get(f"/notices/{notice.pk}/")


@pytest.mark.parametrize("count", [1, 30])
def test_one_notice_for_its_writer(ground, signed_in, count, django_assert_num_queries):
    buildings = [make_building(ground.estate, f"{n + 10}栋") for n in range(count)]
    notice = ground.publish(places=buildings, asks_acknowledgement=True)
    client = signed_in(ground.writer)
    client.get(f"/notices/{notice.pk}/")
    with django_assert_num_queries(FRAME + 2):
        client.get(f"/notices/{notice.pk}/")


def test_the_first_opening_writes_what_was_read(ground, signed_in, django_assert_num_queries):
    notice = ground.publish()
    client = signed_in(ground.resident)
    # Beside the notice and the captain of the home: the row, its message, and a savepoint in this test's transaction.
    with django_assert_num_queries(FRAME + 2 + 6):
        client.get(f"/notices/{notice.pk}/")


def test_one_notice_for_a_visitor(ground, client, django_assert_num_queries):
    notice = ground.publish()
    client.get(f"/notices/{notice.pk}/")
    with django_assert_num_queries(1):
        client.get(f"/notices/{notice.pk}/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_form(ground, signed_in, count, django_assert_num_queries):
    for number in range(count):
        make_building(ground.estate, f"{number + 10}栋")
    client = signed_in(ground.writer)
    with django_assert_num_queries(FRAME + 2):  # the places twice; the only organisation is known
        client.get("/notices/new/")
