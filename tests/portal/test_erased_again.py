"""A restore does not bring back whoever erased their account after the backup, nor a yes that was withdrawn."""

import pytest
from django.core.management import call_command
from django.db import connection

from issues.models import Category
from issues.operations import report_issue
from issues.operations.categories import load_categories
from people.models import Consent, User
from people.operations import give_consents, withdraw_consents
from portal.my_data import erase_account
from tests.factories import UserFactory, make_building, make_captain, make_resident, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("BACKUP_PASSPHRASE", "浸水的灯笼 lantern 4711 lake")
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path / "var"
    (tmp_path / "media").mkdir()
    return tmp_path / "one.backup"


def restored(backup, capsys) -> str:
    call_command("restore", backup, yes_replace=connection.settings_dict["NAME"])
    return capsys.readouterr().out


def standing(person) -> set[str]:
    return set(Consent.objects.filter(user=person, withdrawn_at=None).values_list("item", flat=True))


def test_what_people_ended_since_the_backup_is_ended_once_more(backup, capsys):
    home = make_building()
    gone = make_resident(home, user=UserFactory(display_name="罗白兰", phone="10000007007"))
    quiet, loud = UserFactory(), UserFactory()
    for person in (quiet, loud):
        give_consents(by=person, items=["account", "texts", "name"])
    call_command("backup", backup)
    erase_account(by=gone)
    withdraw_consents(by=quiet, items=["texts", "name"])
    withdraw_consents(by=loud, items=["texts"])
    give_consents(by=loud, items=["texts"])
    said = restored(backup, capsys)
    gone.refresh_from_db()
    assert (gone.display_name, gone.phone, gone.is_active) == ("已离开的街坊", None, False)
    assert not gone.residencies.current().exists()
    assert standing(quiet) == {"account"}
    assert not User.objects.get(pk=quiet.pk).shows_name
    assert standing(loud) == {"account", "texts", "name"}, "agreed anew"
    assert "now once more: 3." in said


def test_whom_it_cannot_erase_it_names(backup, capsys):
    load_categories()
    home = make_building()
    captain, resident = make_captain(home), make_resident(home)
    report_issue(by=resident, category=Category.objects.get(pk="water"), place=home, text="漏水")
    call_command("backup", backup)
    issue = resident.reported_issues.get()
    issue.holder = make_staff(home)
    issue.save()
    erase_account(by=captain)
    said = restored(backup, capsys)
    assert User.objects.get(pk=captain.pk).erased_at is None
    assert f"account {captain.pk}: " in said


def test_another_sites_accounts_with_the_same_numbers_are_not_theirs(backup, capsys):
    person = UserFactory(display_name="何茉莉")
    call_command("backup", backup)
    User.objects.filter(pk=person.pk).update(date_joined="2020-01-01T00:00Z")
    erase_account(by=person)
    User.objects.filter(pk=person.pk).update(date_joined="2020-01-01T00:00Z")
    restored(backup, capsys)
    assert User.objects.get(pk=person.pk).display_name == "何茉莉"
