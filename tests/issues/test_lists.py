"""Which filters a person is offered."""

import re

import pytest

from tests.factories import UserFactory

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
