"""A captain's account is closed while the term runs: nobody is sent to them, and staff can end the term."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from buildings.queries import children_of
from buildings.queries.chain import captaincies_at, chain_of, services_at
from buildings.queries.places import ancestors_of, chain_above
from buildings.queries.sheets import sheets_for
from buildings.search import find_captains
from kit.search import Asked
from people.models import User

pytestmark = pytest.mark.django_db


def close(*people):
    User.objects.filter(pk__in=[user.pk for user in people]).update(is_active=False)


def steps(place):
    chain = chain_above(place, ancestors_of(place))
    found = chain_of(chain, captaincies_at(chain), services_at(chain), None, AnonymousUser())
    return [(answerer.name, answerer.is_vacant) for answerer in found]


def test_the_office_counts_as_empty_wherever_one_looks_for_who_answers(world):
    captain = world.captain(phone="10000009000", phone_is_public=True)
    assert steps(world.building)[0] == (captain.display_name, False)
    close(captain)
    assert steps(world.building)[0] == ("", True)
    child = next(c for c in children_of(world.estate, AnonymousUser()) if c.place == world.building)
    assert (child.captains, child.is_vacant) == ([], True)
    assert sheets_for(world.building, date.today())[0].captains == []
    assert not find_captains(AnonymousUser(), Asked.read(captain.display_name), None).exists()


def test_a_deputy_answers_where_the_lead_is_gone(world):
    lead, deputy = world.captain(), world.captain(role="deputy")
    close(lead)
    assert steps(world.building)[0] == (deputy.display_name, False)


def test_a_head_whose_account_is_closed_is_not_named_beside_the_organisation(world):
    head = world.member(world.property, office="head", title="经理")
    chain = chain_above(world.building, ancestors_of(world.building))

    def role():
        found = chain_of(chain, [], services_at(chain), None, AnonymousUser())
        return next(answerer.role for answerer in found if answerer.organisation == world.property)

    assert head.display_name in role()
    close(head)
    assert head.display_name not in role()


def test_staff_can_end_the_term_and_neighbours_are_not_shown_the_name(world, client):
    captain, neighbour, staff = world.captain(), world.resident(), world.staff
    close(captain)
    term = captain.captaincies.get()
    end = f"/places/captains/{term.pk}/end/"
    client.force_login(neighbour)
    page = client.get(world.building.get_absolute_url()).content.decode()
    assert captain.display_name not in page
    assert "暂时没有人" in page
    client.force_login(staff)
    page = client.get(world.building.get_absolute_url()).content.decode()
    assert "账号已经停用" in page
    assert end in page
    assert client.get(end).status_code == 200


def test_staff_do_not_read_that_nobody_is_there_where_another_captain_is(world, client):
    lead, deputy = world.captain(), world.captain(role="deputy")
    close(lead)
    client.force_login(world.staff)
    page = client.get(world.building.get_absolute_url()).content.decode()
    assert deputy.display_name in page
    assert "账号已经停用" in page
    assert "暂时没有人" not in page
