"""Whose name somebody may use: their own organisation's, and what serves within their community."""

import pytest

from ballots.rules import may_call
from committees.queries import organisations_to_convene
from kit.refused import Refused
from tests.committees.ground import convene_soon, member
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_community_does_not_call_in_the_name_of_the_subdistrict_above_it(estate, visit):
    street = OrganisationFactory(kind="street_office", serves=[estate.place.parent.parent])
    party = OrganisationFactory(kind="party_committee", serves=[estate.place.parent])
    clerk = member(organisation=street).user
    below = {estate.committee, party, estate.council}

    assert set(organisations_to_convene(estate.staff, estate.place)) == below
    assert set(organisations_to_convene(clerk, estate.place)) == {street, *below}
    assert organisations_to_convene(estate.president, estate.place) == [estate.council]
    page = visit(estate.staff).get(f"/meetings/new/?place={estate.place.pk}")
    offered = dict(page.context["form"].fields["organisation"].choices)
    assert str(estate.council.pk) in offered
    assert str(street.pk) not in offered

    with pytest.raises(Refused):
        convene_soon(estate, organisation=street)
    assert convene_soon(estate, by=clerk, organisation=street)
    assert not may_call(user=estate.staff, organisation=street, place=estate.place)
    assert may_call(user=estate.staff, organisation=estate.council, place=estate.place)
