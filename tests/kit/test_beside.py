"""A check whose condition changes, on a table with rows: forwards, once more after an interruption, and back."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from buildings.models import Captaincy
from tests.factories import UserFactory, make_building, make_captain

NAME = "captaincy_ends_after_it_starts"


def written() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE conname = %s", [NAME]
        )
        (row,) = cursor.fetchall()
    return row


def test_a_check_is_replaced_there_and_back(db):
    loader = MigrationLoader(connection)
    migration = loader.get_migration("buildings", "0017_taken_back")
    before = loader.project_state([("buildings", "0016_named_in_both_languages")])
    after = before.clone()
    for operation in migration.operations:
        operation.state_forwards("buildings", after)
    with connection.schema_editor(atomic=False) as editor:
        replace = migration.operations[0]
        replace.database_backwards("buildings", editor, after, before)
        assert written() == ("CHECK (((ended_on IS NULL) OR (ended_on > started_on)))", True)
        for _again in range(2):
            replace.database_forwards("buildings", editor, before, after)
            assert written() == ("CHECK (((ended_on IS NULL) OR (ended_on >= started_on)))", True)


def test_what_was_taken_back_may_stand_and_nothing_ends_before_it_begins(db):
    captaincy = Captaincy.objects.get(user=make_captain(make_building(), user=UserFactory()))
    captaincy.ended_on = captaincy.started_on
    captaincy.save()
    day = captaincy.started_on.toordinal() - 1
    captaincy.ended_on = type(captaincy.started_on).fromordinal(day)
    with pytest.raises(IntegrityError, match=NAME), transaction.atomic():
        captaincy.save()
