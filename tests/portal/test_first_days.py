"""A site without a demonstration: each who brings it to life finds the next step on a page they are led to."""

import pytest

from tests.factories import OrganisationFactory, PlaceFactory, UserFactory, make_staff

pytestmark = pytest.mark.django_db

ADD = {what: f"/admin/buildings/{what}/add/" for what in ("place", "organisation", "membership")}


@pytest.fixture
def administrator(settings):
    settings.STAFF_SECOND_STEP, settings.DEMO = False, True  # neither is asked for a second step here
    return UserFactory(is_superuser=True, is_staff=True, is_demo=True)


def page(client, person, address: str = "/", **options) -> str:
    client.force_login(person)
    return client.get(address, **options).content.decode().partition("<main")[2]


def test_the_first_administrator_is_led_step_by_step(client, administrator):
    assert offered(page(client, administrator)) == ["place"]
    street = PlaceFactory()
    assert offered(page(client, administrator)) == ["organisation"]
    OrganisationFactory(kind="street_office", serves=[street])
    assert offered(page(client, administrator)) == ["membership"]
    make_staff(street, kind="street_office")
    assert offered(page(client, administrator)) == []


def offered(text: str) -> list[str]:
    return [what for what, address in ADD.items() if f'href="{address}"' in text]


def test_nobody_else_is_told_to_set_up_the_site(client, db):
    assert offered(page(client, UserFactory())) == []


def test_the_administration_is_reached_from_the_account_by_whoever_may_use_it(client, administrator):
    assert 'href="/admin/"' in page(client, administrator, "/accounts/me/")
    assert 'href="/admin/"' not in page(client, UserFactory(), "/accounts/me/")


def test_whoever_may_add_the_first_community_is_led_to_the_subdistrict(client):
    street = PlaceFactory()
    officer = make_staff(street, kind="street_office")
    assert f'href="/places/{street.pk}/"' in page(client, officer, "/places/")
    assert f'href="/places/{street.pk}/"' not in page(client, UserFactory(), "/places/")


@pytest.mark.parametrize("kind", ["street", "community", "estate"])
def test_an_empty_place_says_to_its_staff_how_to_begin(client, kind):
    place = street = PlaceFactory()
    for inner in {"street": [], "community": ["community"], "estate": ["community", "estate"]}[kind]:
        place = PlaceFactory(kind=inner, parent=place)
    officer = make_staff(street, kind="street_office")
    empty = page(client, officer, f"/places/{place.pk}/").partition('class="empty"')[2].partition("</div>")[0]
    assert f'href="/places/{place.pk}/{"roster" if kind == "estate" else "new"}/"' in empty


def test_where_nothing_stands_no_sheets_are_offered_or_failed_at(client):
    community = PlaceFactory(kind="community", parent=PlaceFactory())
    estate = PlaceFactory(kind="estate", parent=community)
    officer = make_staff(community)
    assert "sheets.pdf" not in page(client, officer, f"/places/{estate.pk}/")
    client.force_login(officer)
    answer = client.get(f"/places/{community.pk}/sheets.pdf", follow=True)
    assert answer.redirect_chain == [(f"/places/{community.pk}/", 302)]
    assert "还没有楼栋，没有要打印的" in answer.content.decode()


def test_whoever_looks_for_a_door_where_none_is_yet_is_led_to_who_answers_there(client):
    estate = PlaceFactory(kind="estate", parent=PlaceFactory(kind="community", parent=PlaceFactory()))
    assert f'href="/places/{estate.pk}/"' in page(client, UserFactory(), f"/places/{estate.pk}/claim/")


def test_where_nothing_was_promised_yet_it_is_not_called_done(client):
    text = page(client, make_staff(PlaceFactory(kind="community", parent=PlaceFactory())))
    assert "眼下没有要落实的事" in text
    assert "办完了" not in text


def test_whoever_prepares_a_ballot_too_early_is_led_to_what_comes_first(client, administrator):
    for officer in (administrator, make_staff(PlaceFactory(), kind="street_office")):
        client.force_login(officer)
        answer = client.get("/ballots/new/", follow=True)
        assert answer.redirect_chain == [("/places/", 302)]
        assert "准备表决以前" in answer.content.decode()
