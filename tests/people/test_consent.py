"""What was agreed to, item by item, and what ends with a no."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from buildings.models import Residency
from kit.refused import Refused
from people import consents
from people.models import Consent, User
from people.operations import (
    erase_person,
    give_consents,
    register_person,
    update_profile,
    withdraw_consents,
)
from tests.factories import ResidencyFactory, UserFactory, make_building, make_resident

pytestmark = pytest.mark.django_db
PHONE, EARLIER = "13800000902", "2026-05"


def standing(user) -> set[str]:
    return set(Consent.objects.filter(user=user, withdrawn_at=None).values_list("item", flat=True))


def test_nothing_is_ticked_and_what_is_left_out_is_a_no(client):
    person = UserFactory()
    client.force_login(person)
    address = reverse("people:welcome")
    text = client.get(f"{address}?next=/places/claim/").content.decode()
    assert "checked" not in text
    assert "没有它就没有账号" in text
    answer = client.post(address, {"yes": ["texts"], "next": "/places/claim/"})
    assert answer.url == "/places/claim/"
    assert standing(person) == {"account", "texts"}
    assert set(Consent.objects.exclude(withdrawn_at=None).values_list("item", flat=True)) == {
        "emails",
        "name",
    }
    assert set(Consent.objects.values_list("wording", flat=True)) == {"2026-11"}
    assert client.post(address, {"next": "https://elsewhere.example/"}).url == "/"
    assert client.post(address, {"yes": ["account"]}).status_code == 422, "what is not asked there"


def test_a_name_is_shown_by_one_truth(client):
    person = UserFactory()
    update_profile(by=person, display_name="何茉莉", shows_name=True, language="zh-hans")
    assert standing(person) == {"name"}
    give_consents(by=person, items=["name"])
    assert Consent.objects.count() == 1, "a yes that stands stays"
    withdraw_consents(by=person, items=["name"])
    assert not User.objects.get().shows_name
    give_consents(by=person, items=["name"])
    assert User.objects.get().shows_name
    update_profile(by=person, display_name="何茉莉", shows_name=False, language="zh-hans")
    assert standing(person) == set()
    assert standing(register_person(by=None, display_name="麦", phone="10000000077", shows_name=True)) == {
        "name"
    }


def test_no_home_any_more_ends_the_homes_after_a_clear_question(client):
    person = make_resident(make_building())
    client.force_login(person)
    address = reverse("people:end_consent", args=["home"])
    assert "今天就结束" in client.get(address).content.decode()
    assert Residency.objects.current().count() == 1
    assert client.post(address).url == reverse("people:consents")
    assert not Residency.objects.current().exists()
    assert "没同意" in client.get(reverse("people:consents")).content.decode()


def test_the_account_itself_ends_only_by_erasing(client):
    person = UserFactory()
    give_consents(by=person, items=["account"])
    with pytest.raises(Refused, match="注销账号"):
        withdraw_consents(by=person, items=["account"])
    client.force_login(person)
    text = client.get(reverse("people:consents")).content.decode()
    assert f"{reverse('my_data')}#erase" in text
    assert client.post(reverse("people:end_consent", args=["account"])).status_code == 422
    assert client.get(reverse("people:end_consent", args=["nothing"])).status_code == 404


def test_a_child_cannot_agree_to_texts_or_to_be_named(client):
    building = make_building()
    child = UserFactory()
    home = building.dwellings.first()
    ResidencyFactory(user=child, dwelling=home, is_minor=True, guardian=make_resident(building))
    with pytest.raises(Refused, match="未满 14 岁"):
        give_consents(by=child, items=["texts"])
    client.force_login(child)
    answer = client.post(reverse("people:consents"), {"item": "name"})
    assert answer.status_code == 422
    assert "未满 14 岁" in answer.content.decode()
    assert 'value="texts"' not in client.get(reverse("people:welcome")).content.decode()


def test_a_child_who_ticks_that_their_name_is_shown_is_told_why_not(client):
    """The page failed: it was refused under a name that is none of the form's fields."""
    building = make_building()
    child = UserFactory(display_name="梁小鱼")
    home = building.dwellings.first()
    ResidencyFactory(user=child, dwelling=home, is_minor=True, guardian=make_resident(building))
    client.force_login(child)
    words = {"display_name": "梁大鱼", "shows_name": "on", "language": "zh-hans"}
    answer = client.post(reverse("people:me"), words)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["shows_name"]
    child.refresh_from_db()
    assert (child.display_name, child.shows_name) == ("梁小鱼", False)


def test_a_no_that_was_heard_before_the_yes_was_written_ends_it_all_the_same():
    """Two taps at nearly one moment, or two machines whose clocks differ: the later word holds."""
    person, now = UserFactory(), timezone.now()
    give_consents(by=person, items=["texts", "emails"], now=now + timedelta(seconds=2))
    withdraw_consents(by=person, items=["texts"], now=now)
    assert standing(person) == {"emails"}
    erase_person(person=person, now=now)
    assert standing(person) == set()


def test_a_form_that_was_open_when_the_account_was_erased_brings_no_name_back():
    person = UserFactory(display_name="何茉莉")
    still_open = User.objects.get(pk=person.pk)
    erase_person(person=person)
    with pytest.raises(Refused, match="已经注销"):
        update_profile(by=still_open, display_name="何茉莉", shows_name=False, language="zh-hans")
    assert User.objects.get().display_name == "已离开的街坊"


@pytest.mark.parametrize("before", ["closed the page", "registered at the desk"])
def test_whoever_was_never_asked_is_asked_when_they_come_again_on_the_way_to_nothing_else(
    client, code_for, before
):
    person = register_person(by=None, display_name="何茉莉", phone=PHONE, shows_name=True)
    if before == "closed the page":
        User.objects.filter(pk=person.pk).update(registered_at_desk=False)
    assert by_code(client, code_for, next="/issues/new/") == "/issues/new/", "in the midst of something"
    client.post(reverse("account_logout"))
    assert by_code(client, code_for) == reverse("people:welcome")
    text = client.get(reverse("people:welcome")).content.decode()
    assert 'value="texts"' in text
    assert 'value="name"' not in text, "answered at the desk"
    assert client.post(reverse("people:welcome"), {"yes": ["emails"]}).url == "/"
    assert standing(person) == {"account", "emails", "name"}
    client.post(reverse("account_logout"))
    assert by_code(client, code_for) == reverse("home"), "once"


def test_when_the_words_change_everybody_is_asked_anew_and_both_editions_stay_on_record(client, code_for):
    person = UserFactory(phone=PHONE)
    give_consents(by=person, items=["account", "texts", "name"])
    withdraw_consents(by=person, items=["emails"])
    Consent.objects.update(wording=EARLIER)
    assert by_code(client, code_for) == reverse("people:welcome")
    text = client.get(reverse("people:welcome")).content.decode()
    assert all(f'value="{item}"' in text for item in ("texts", "emails", "name"))
    assert "checked" not in text
    client.post(reverse("people:welcome"), {"yes": ["texts"]})
    rows = Consent.objects.filter(user=person, withdrawn_at=None).values_list("item", "wording")
    assert set(rows) == {("account", consents.WORDING), ("texts", consents.WORDING)}
    assert not User.objects.get(pk=person.pk).shows_name, "not ticked to the new words"
    assert Consent.objects.filter(user=person, wording=EARLIER).count() == 4
    client.post(reverse("account_logout"))
    assert by_code(client, code_for) == reverse("home")


def by_code(client, code_for, **said) -> str:
    client.post(reverse("account_request_login_code"), {"phone": PHONE} | said)
    return client.post(reverse("account_confirm_login_code"), {"code": code_for(PHONE)} | said).url
