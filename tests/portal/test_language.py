"""Chinese or English: a switch on every page, kept by the device and by the account; and English says no Chinese."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import OrganisationFactory, PlaceFactory, UserFactory, make_building, make_resident

pytestmark = pytest.mark.django_db
PUBLIC = """home elder notices:list committees:list buildings:list privacy offline account_login account_signup
account_reset_password elder_sticker search""".split()  # noqa: SIM905
OWN = """home elder issues:list issues:new notifications:inbox people:me notifications:preferences people:consents
committees:calendar usersessions_list my_data buildings:claim_start""".split()  # noqa: SIM905
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def switch(client: Client, language: str, path: str = "/") -> None:
    answer = client.post(reverse("set_language"), {"language": language, "next": path})
    assert answer.status_code == 302
    assert answer["Location"] == path


def test_a_visitor_switches_and_it_stays(client):
    assert '<html lang="zh-CN"' in client.get("/").content.decode()
    switch(client, "en", "/notices/")
    for path in ("/", "/notices/", "/accounts/login/", "/no/such/page/"):
        assert '<html lang="en"' in client.get(path).content.decode(), path
    assert client.cookies["django_language"]["max-age"] == 31_536_000
    switch(client, "zh-hans")
    assert '<html lang="zh-CN"' in client.get("/").content.decode()


def test_the_switch_is_on_every_kind_of_page(client):
    """With tabs, of a single task, of the gate, and where nothing was found; each brings the page back."""
    resident = Client()
    resident.force_login(make_resident(make_building()))
    for who, path in (
        (client, "/"),
        (client, "/elder/"),
        (client, reverse("account_login")),
        (client, "/no/such/page/"),
        (resident, reverse("issues:new")),
        (resident, reverse("people:me")),
    ):
        page = who.get(path).content.decode()
        assert f'<form action="{reverse("set_language")}" method="post">' in page, path
        assert f'name="next" value="{path}"' in page, path
        assert 'value="en" lang="en">English' in page, path


def test_with_the_account_it_goes_into_messages_and_to_the_next_device(client):
    user = UserFactory(phone_verified=True, password="a long one, 荔枝湾")
    client.force_login(user)
    switch(client, "en")
    user.refresh_from_db()
    assert user.language == "en"
    other = Client()
    other.post(reverse("account_login"), {"login": user.phone, "password": "a long one, 荔枝湾"})
    assert other.cookies["django_language"].value == "en"
    assert '<html lang="en"' in other.get("/").content.decode()


def test_what_a_device_chose_stands_when_somebody_signs_in_there(client):
    user = UserFactory(phone_verified=True, password="a long one, 荔枝湾", language="zh-hans")
    switch(client, "en")
    client.post(reverse("account_login"), {"login": user.phone, "password": "a long one, 荔枝湾"})
    assert client.cookies["django_language"].value == "en"


def test_the_account_page_changes_the_page_at_once(client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("people:me"), {"display_name": "Litchi", "language": "en"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_another_language_changes_nothing(client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "tlh"})
    user.refresh_from_db()
    assert user.language == "zh-hans"
    assert client.get(reverse("set_language")).status_code == 405


def test_english_pages_say_no_chinese_but_the_names_that_people_gave(client):
    building = make_building(name="Block 1")
    place = building
    for number in range(4):
        if place:
            type(place).objects.filter(pk=place.pk).update(name=f"Place {number}")
            place = place.parent
    OrganisationFactory(name="Committee", hours="", serves=[PlaceFactory(name="Street")])
    resident = make_resident(building, user__display_name="Litchi", user__language="en")
    signed_in = Client()
    signed_in.force_login(resident)
    pages = {client: PUBLIC, signed_in: OWN}
    for who, names in pages.items():
        switch(who, "en")
        for name in [*names, ""]:
            path = reverse(name) if name else "/no/such/page/"
            found = set(CHINESE.findall(seen(who.get(path, follow=True).content.decode())))
            assert found - {"中文"} == set(), (path, found)


def seen(page: str) -> str:
    """Text and what is said of it: labels, placeholders, and the words that scripts take from attributes."""
    page = re.sub(r"<option.*?</option>|<!--.*?-->", "", page, flags=re.DOTALL)
    return html.unescape(page)
