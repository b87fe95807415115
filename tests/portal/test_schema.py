"""A new database begins with the tables in one go: the same ones that all migrations, one by one, make."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kit.models import Change
from launcher.programs import find_postgres
from portal import schema
from tests.once import copied

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = "-- after kit 0001_words_for_search\n"
PG_DUMP = find_postgres().folder / "pg_dump"


def names() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def test_a_new_database_begins_with_it_and_a_second_time_changes_nothing():
    with copied("template0", "linli_new"):
        assert schema.begin()
        assert names() >= set(schema.NAMED.findall(schema.FILE.read_text())) != set()
        Change.objects.create(table="people_user")
        assert not schema.begin()
        assert Change.objects.count() == 1


def test_what_somebody_wants_done_in_their_own_way_begins_with_nothing():
    with copied("template0", "linli_own_way"):
        call_command("migrate", "kit", verbosity=0)
        assert {app for app, _ in names()} == {"kit"}


def test_a_file_that_cannot_be_carried_out_leaves_the_database_as_empty_as_it_was(tmp_path, monkeypatch):
    broken = tmp_path / "schema.sql"
    broken.write_text("CREATE TABLE public.half (id int);\nCREATE TABLE public.half (id int);\n")
    monkeypatch.setattr(schema, "FILE", broken)
    with copied("template0", "linli_half"):
        with pytest.raises(Exception, match="half"), transaction.atomic():
            schema.begin()
        assert connection.introspection.table_names() == []


def test_a_file_that_says_something_else_than_the_migrations_is_noticed(monkeypatch, tmp_path):
    file = tmp_path / "schema.sql"
    monkeypatch.setattr(schema, "FILE", file)
    with copied("template0", "linli_kept"):
        call_command("migrate", "kit", verbosity=0)
        call_command("keep_schema", PG_DUMP)
        call_command("keep_schema", PG_DUMP, check=True)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE kit_change ADD COLUMN more int")
        with pytest.raises(CommandError, match="make schema"):
            call_command("keep_schema", PG_DUMP, check=True)
        # In another release's words nothing can be compared but which migrations it is made of.
        file.write_text("-- PostgreSQL 1\n" + file.read_text().partition("\n")[2])
        call_command("keep_schema", PG_DUMP, check=True)
        file.write_text(file.read_text().replace(FIRST, ""))
        with pytest.raises(CommandError, match="make schema"):
            call_command("keep_schema", PG_DUMP, check=True)


def test_the_file_knows_every_migration():
    known = set(schema.NAMED.findall(schema.FILE.read_text()))
    assert known == set(MigrationLoader(None).disk_migrations)
