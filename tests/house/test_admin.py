"""The administration looks, and what it changes it changes by an operation; nobody is let in without a second step."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buildings.admin import ByOperation
from journal.models import Entry
from kit.admin import LookOnly
from people.models import User
from portal.my_data import reads_of
from tests.factories import (
    MembershipFactory,
    MessageFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
)

pytestmark = pytest.mark.django_db
# What can be added and changed there, and what taken away, each by an operation; all else is for looking.
BY_OPERATION = {
    "people.user": "change",
    "buildings.place": "add change",
    "buildings.organisation": "add change",
    "buildings.service": "add change",
    "buildings.membership": "add change",
    "mfa.authenticator": "delete",
}
VERBS = ("add", "change", "delete")
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def keeper(db) -> User:
    """And a row of what is asked for most; of the rest the addresses are asked for without one."""
    building = make_building()
    make_captain(building), make_resident(building), MembershipFactory(), MessageFactory()
    person = UserFactory(is_superuser=True, is_staff=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": SECRET})
    return person


def at(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def address(model, verb: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}", args=args)


def test_what_is_not_by_an_operation_is_for_looking():
    for model, page in admin.site._registry.items():
        kind = ByOperation if model._meta.label_lower in BY_OPERATION else LookOnly
        assert isinstance(page, (kind, LookOnly)), model
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert set(BY_OPERATION) <= registered
    assert not {"auth.group", "usersessions.usersession", "socialaccount.socialtoken"} & registered


def test_a_superuser_who_posts_at_every_page_writes_nothing_that_is_for_looking(keeper):
    client, asked = at(keeper), 0
    for model in admin.site._registry:
        may = BY_OPERATION.get(model._meta.label_lower, "").split()
        row = model._default_manager.first()
        number = row.pk if row else 1
        for verb in VERBS:
            path = address(model, verb, *([] if verb == "add" else [number]))
            before = Entry.objects.count()
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(path, {"post": "no"} if verb in may else {"post": "yes", "_save": "1"})
            writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
            if verb in may:
                # An empty form of its own: refused with sentences, or done and written down.
                assert not writes or verb == "delete" or Entry.objects.count() > before, path
            else:
                asked += 1
                assert answer.status_code in ({403} if row or verb == "add" else {302, 403}), path
                assert not writes, path
    assert asked > 40


def test_it_is_shown_to_superusers_alone_and_asks_everybody_else(keeper):
    pages = [address(model, "changelist") for model in admin.site._registry]
    neighbour = at(UserFactory())
    for page in [reverse("admin:index"), *pages]:
        assert at(keeper).get(page).status_code == 200, page
        assert at(None).get(page, follow=True).redirect_chain[-1][0].startswith(reverse("account_login")), (
            page
        )
        assert neighbour.get(page, follow=True).status_code == 403, page
    staff = at(UserFactory(is_staff=True))
    assert {staff.get(page).status_code for page in pages} == {403}, "with no right of their own"


def test_no_second_step_is_read_and_one_that_is_lost_is_taken_away_on_record(keeper):
    other = UserFactory(is_staff=True)
    lost = Authenticator.objects.create(user=other, type="totp", data={"secret": "ABCD" + SECRET})
    theirs, client = at(other), at(keeper)
    assert SECRET not in client.get(address(Authenticator, "change", lost.pk)).content.decode()
    assert client.post(address(Authenticator, "delete", lost.pk), {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.filter(pk=lost.pk).exists()
    entry = Entry.objects.get(verb="people.second_step_taken")
    assert (entry.by, entry.subject) == (keeper, f"people.user:{other.pk}")
    assert theirs.get("/privacy/").status_code == 200


def test_spare_codes_go_with_the_last_second_step_and_stay_with_another(keeper):
    other, client = UserFactory(is_staff=True), at(keeper)
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=other, type=kind, data={"seed": SECRET, "name": "手机"})

    def left() -> list[str]:
        return sorted(Authenticator.objects.filter(user=other).values_list("type", flat=True))

    def take(*kinds: str) -> None:
        rows = Authenticator.objects.filter(user=other, type__in=kinds)
        chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
        assert client.post(address(Authenticator, "changelist"), chosen).status_code == 302

    take("totp")
    assert left() == ["recovery_codes", "webauthn"]
    take("webauthn", "recovery_codes")
    assert left() == []
    said = [entry.data["kind"] for entry in Entry.objects.filter(verb="people.second_step_taken")]
    assert sorted(said) in (["totp", "webauthn"], ["recovery_codes", "totp", "webauthn"]), "each once"
    assert not get_adapter().is_mfa_enabled(other)


def test_numbers_and_addresses_stand_in_no_list_and_each_look_is_on_record(keeper):
    client = at(keeper)
    person = UserFactory(phone="10000007070", email="luo@example.org", display_name="罗白兰")
    own = EmailAddress.objects.create(user=person, email=person.email, verified=True)
    for model in (User, EmailAddress):
        listed = client.get(address(model, "changelist"), {"q": person.email}).content.decode()
        assert "罗白兰" in listed, "found by it"
        assert "10000007070" not in listed
        assert "luo@example.org<" not in listed, "but where it was asked for"
    assert not Entry.objects.filter(verb="personal_data.read").exists()
    for model, row in ((User, person), (EmailAddress, own)):
        assert "luo@example.org" in client.get(address(model, "change", row.pk)).content.decode()
    looks = Entry.objects.filter(verb="personal_data.read", by=keeper, subject=f"people.user:{person.pk}")
    assert [entry.data for entry in looks] == [{"purpose": "administration"}] * 2
    assert set(reads_of(person)) == set(looks), "and whose it is finds it"


def test_an_account_is_closed_on_record_and_nobody_locks_themselves_out(keeper):
    client, person = at(keeper), UserFactory(display_name="何茉莉")
    form = {"display_name": "何茉莉", "language": "zh-hans"}
    assert client.post(address(User, "change", person.pk), form).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert Entry.objects.get(verb="people.administered").data == {"changed": ["is_active"]}
    own = client.post(address(User, "change", keeper.pk), form)
    assert own.status_code == 200
    assert "自己的这项权限" in own.content.decode()
    keeper.refresh_from_db()
    assert keeper.is_active
    assert keeper.is_superuser


def test_a_host_that_lets_its_offices_off_does_not_let_off_the_administration(keeper, settings):
    settings.STAFF_SECOND_STEP, settings.DEMO = False, False
    newcomer = UserFactory(is_superuser=True, is_staff=True)
    assert at(newcomer).get(reverse("admin:index")).url == reverse("second_step")
    has_one = at(keeper).get(reverse("admin:index")).url
    assert has_one.startswith(reverse("mfa_reauthenticate")), "this session has not shown it"
    assert at(MembershipFactory().user).get(reverse("people:me")).status_code == 200
