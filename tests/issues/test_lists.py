"""Which filters a person is offered, and how a list says where."""

import re

import pytest

from issues.queries import held
from tests.factories import MembershipFactory, UserFactory, make_building, make_estate, make_resident
from tests.issues.estate import fresh

LIST = "/issues/"


def filters(response) -> list[str]:
    return re.findall(
        r"show=(\w+)", re.search(r'<nav class="filters".*?</nav>', response.content.decode(), re.S)[0]
    )


@pytest.mark.parametrize("role", ["captain", "engineer", "staff"])
def test_whoever_an_issue_can_lie_with_may_ask_for_theirs(estate, client, role):
    client.force_login(getattr(estate, role))
    assert filters(client.get(LIST)) == ["all", "mine", "held", "open", "overdue"]
    assert client.get(LIST).context["show"] == "held"


def test_neighbours_are_not_offered_what_they_cannot_have(estate, client):
    estate.report()
    for person in (estate.resident, UserFactory()):
        client.force_login(person)
        for address in (LIST, f"{LIST}?show=held"):
            response = client.get(address)
            assert filters(response) == ["all", "mine", "open", "overdue"]
            assert response.context["show"] == "all"
    client.force_login(estate.resident)
    assert len(client.get(f"{LIST}?show=held").context["page"].items) == 1


def test_where_names_the_estate_for_those_who_serve_several(estate, client):
    far = make_building(make_estate(community=estate.place.parent), "3栋")
    estate.report(by=estate.staff)
    estate.report(by=make_resident(far), place=far)
    client.force_login(estate.staff)
    wheres = {row.where for row in client.get(f"{LIST}?show=all").context["page"]}
    assert wheres == {f"{estate.place} 3栋", f"{far.parent} 3栋"}
    client.force_login(estate.resident)
    assert {row.where for row in client.get(LIST).context["page"]} == {"3栋"}
    assert f"{estate.place} 3栋 ·" in client_page(client, estate.staff, f"{LIST}?place={estate.building.pk}")


def client_page(client, person, address: str) -> str:
    client.force_login(person)
    return client.get(address).content.decode()


def test_the_rows_of_a_desk_ask_nothing_more(estate, django_assert_num_queries):
    for _number in range(30):
        estate.report(by=estate.captain)
    person = fresh(MembershipFactory(organisation=estate.property).user)
    with django_assert_num_queries(2):  # their standing, the rows
        rows = held(person, limit=40)
    assert {row.where for row in rows} == {"3栋"}
