"""The way to one's door on a site of a whole city: nobody is given thousands of estates to go through."""

from html import unescape

import pytest
from django.urls import reverse

from buildings.queries import overview
from tests.factories import PlaceFactory, UserFactory, make_building, make_estate

pytestmark = pytest.mark.django_db


def test_a_city_is_gone_down_from_its_subdistricts(client, monkeypatch):
    monkeypatch.setattr(overview, "MOST_COMMUNITIES", 1)
    estate = make_estate("水岸公馆")
    building = make_building(estate)
    PlaceFactory(kind="community", name="空社区", parent=estate.parent.parent)
    page = unescape(client.get(reverse("buildings:list")).content.decode())
    community, street = estate.parent, estate.parent.parent
    for place in (street, community):
        assert f'href="{place.get_absolute_url()}"' in page
        assert place.name in page
    assert "街道页面" in page
    assert estate.name not in page
    assert building.get_absolute_url() not in page

    client.force_login(UserFactory(phone_verified=True))
    page = client.get(reverse("buildings:claim_start")).content.decode()
    down = reverse("buildings:claim_place", args=[community.pk])
    assert f'href="{down}"' in page
    assert f'href="{reverse("buildings:claim_place", args=[estate.pk])}"' in client.get(down).content.decode()


def test_a_subdistrict_is_gone_down_from_its_communities(client):
    estate = make_estate("水岸公馆")
    page = client.get(reverse("buildings:list")).content.decode()
    assert f'href="{estate.get_absolute_url()}"' in page
    assert "街道页面" not in page
