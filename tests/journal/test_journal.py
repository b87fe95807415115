"""History is added to, by operations, and cannot be rewritten by anybody."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from buildings.operations import create_place
from journal.models import Entry
from journal.operations import record, record_read
from kit.refused import Refused
from tests.factories import UserFactory, make_building, make_estate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def test_an_entry_says_who_did_what_for_whom_and_when():
    staff, neighbour, building = UserFactory(), UserFactory(), make_building()
    record(
        by=staff,
        on_behalf_of=neighbour,
        verb="issues.report",
        subject=building,
        data={"text": "漏水"},
        now=NOW,
    )
    entry = Entry.objects.about(building).get()
    assert (entry.by, entry.on_behalf_of, entry.verb, entry.at) == (staff, neighbour, "issues.report", NOW)
    assert (entry.subject, entry.data) == (f"buildings.place:{building.pk}", {"text": "漏水"})


def test_what_is_about_one_row_is_not_about_another():
    building = make_building()
    other = make_building(building.parent, name="11栋")
    for place in (building, other):
        record(by=None, verb="buildings.visit", subject=place)
    assert Entry.objects.about(building).count() == 1


def test_opening_personal_data_keeps_what_for_and_not_what_it_said():
    captain, home = UserFactory(), make_building().dwellings.first()
    entry = record_read(by=captain, subject=home, purpose="repair: 漏水")
    assert (entry.by, entry.verb, entry.data) == (captain, "personal_data.read", {"purpose": "repair: 漏水"})


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda entry: Entry.objects.filter(pk=entry.pk).update(verb="issues.nothing"),
        lambda entry: Entry.objects.filter(pk=entry.pk).delete(),
        lambda entry: setattr(entry, "by", None) or entry.save(),
        lambda entry: sql("UPDATE journal_entry SET at = now() WHERE id = %s", entry),
        lambda entry: sql("DELETE FROM journal_entry WHERE id = %s", entry),
    ],
    ids=["update", "delete", "save", "sql update", "sql delete"],
)
def test_nobody_rewrites_it(rewrite):
    entry = record(by=UserFactory(), verb="issues.report", subject=make_estate(), now=NOW)
    before = Entry.objects.values().get(pk=entry.pk)
    with (
        pytest.raises((IntegrityError, InternalError), match="never changed or deleted"),
        transaction.atomic(),
    ):
        rewrite(entry)
    assert Entry.objects.values().get(pk=entry.pk) == before


def sql(statement: str, entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [entry.pk])


def test_a_person_with_a_history_cannot_be_deleted():
    staff = UserFactory()
    record(by=staff, verb="issues.report", subject=make_estate())
    with pytest.raises(IntegrityError):
        staff.delete()


def test_what_was_taken_back_leaves_no_entry():
    admin, estate = UserFactory(is_superuser=True), make_estate()
    create_place(by=admin, kind="building", name="9栋", parent=estate)
    before = Entry.objects.count()
    with pytest.raises(Refused):
        create_place(by=admin, kind="building", name="9栋", parent=estate)
    assert Entry.objects.count() == before
