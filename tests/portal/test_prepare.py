"""Tables are changed while the earlier code serves: a change waits briefly, lets the pages pass, and comes again."""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.management.commands import prepare

pytestmark = pytest.mark.django_db(transaction=True)


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


@pytest.fixture
def reader():
    """A page that reads a table and does not end yet."""
    reading, enough = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM buildings_place")
            reading.set()
            enough.wait(30)
        connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    assert reading.wait(30)
    yield enough
    enough.set()
    thread.join(30)


def change() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE buildings_place IN ACCESS EXCLUSIVE MODE")


def test_a_table_in_use_is_waited_for_briefly_and_asked_again(reader, monkeypatch):
    """The migrations are in place here: what `migrate` would do is one change of a table."""
    tries = []

    def migrate(*_args, **_options) -> None:
        tries.append(lock_timeout())
        if len(tries) == 2:
            reader.set()
        change()

    monkeypatch.setattr(prepare, "call_command", migrate)
    monkeypatch.setattr(prepare, "LOCK_SECONDS", 1)
    monkeypatch.setattr(prepare, "PAUSE", 0)
    prepare.migrate_while_in_use()
    assert tries in (["1s"] * 2, ["1s"] * 3)
    assert lock_timeout() == "0"


def test_anything_else_that_fails_is_not_tried_again(monkeypatch):
    def migrate(*_args, **_options) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(5)")

    monkeypatch.setattr(prepare, "call_command", migrate)
    with pytest.raises(OperationalError):
        prepare.migrate_while_in_use()
    connection.close()


def test_an_index_made_beside_the_work_waits_as_long_as_it_must():
    said = []

    def execute(sql, params, many, context):
        said.append(lock_timeout())

    prepare._wait_for_locks(3)
    prepare._patient_with_indexes(execute, "CREATE INDEX CONCURRENTLY i ON t (a)", None, False, {})
    prepare._patient_with_indexes(execute, "ALTER TABLE t ADD a int", None, False, {})
    prepare._wait_for_locks(0)
    assert said == ["0", "3s"]


def test_preparing_again_leaves_the_session_as_it_was():
    call_command("prepare", verbosity=0)
    assert lock_timeout() == "0"


# --- a server that will not do -----------------------------------------------------------------------------


@contextmanager
def elsewhere(name: str, user: str = ""):
    before = connection.settings_dict | {}
    connection.close()
    connection.settings_dict |= {"NAME": name} | ({"USER": user} if user else {})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before


@pytest.fixture
def without_chinese():
    """`createdb` makes one like this where the server itself was made without a language."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE unfit ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    yield "unfit"
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE unfit WITH (FORCE)")


def test_a_database_without_chinese_is_refused_before_the_first_table(without_chinese):
    with elsewhere(without_chinese):
        with pytest.raises(CommandError, match=r"SQL_ASCII.*encoding 'UTF8'"):
            call_command("prepare")
        assert connection.introspection.table_names() == []


@pytest.fixture
def empty():
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE empty TEMPLATE template0")
    yield "empty"
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE empty WITH (FORCE)")


def test_a_shell_that_speaks_no_utf_8_prepares_as_well(empty, services, project):
    """One of GBK could not read our own file of tables; here, one of ASCII."""
    url = re.sub("(?<=@/)[^?]*", empty, services.environment()["DATABASE_URL"])
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=project,
        env=os.environ | plain,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_database_that_is_not_there_is_one_sentence():
    missing = r'"nobody_made_it" does not exist\. Start it or correct DATABASE_URL'
    with elsewhere("nobody_made_it"), pytest.raises(CommandError, match=missing):
        call_command("prepare")


def test_a_server_too_old_is_said():
    with pytest.raises(CommandError, match=r"PostgreSQL 14\. Linli needs PostgreSQL 15"):
        prepare.refuse_unfit(14, "UTF8", has_btree_gist=True)


@pytest.fixture
def of_somebody_else():
    """As `createdb` makes it for the administrator alone; since PostgreSQL 15 nobody else makes tables there."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE tenant LOGIN")
        cursor.execute("CREATE DATABASE of_the_administrator TEMPLATE template0")
    yield "of_the_administrator", "tenant"
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE of_the_administrator WITH (FORCE)")
        cursor.execute("DROP ROLE tenant")


def test_a_database_that_belongs_to_somebody_else_is_one_sentence(of_somebody_else):
    name, user = of_somebody_else
    advice = rf"permission denied.* ALTER DATABASE {name} OWNER TO {user};"
    with elsewhere(name, user):
        with pytest.raises(CommandError, match=advice):
            call_command("prepare")
        assert connection.introspection.table_names() == []


def test_a_server_without_the_extension_is_said():
    with pytest.raises(CommandError, match=r"btree_gist.*postgresql-contrib"):
        prepare.refuse_unfit(15, "UTF8", has_btree_gist=False)


def test_a_database_that_newer_code_has_changed_is_said_and_goes_on(capsys):
    recorder = MigrationRecorder(connection)
    recorder.record_applied("issues", "9999_of_a_later_year")
    try:
        call_command("prepare", verbosity=0)
    finally:
        recorder.record_unapplied("issues", "9999_of_a_later_year")
    assert "newer code: it knows issues.9999_of_a_later_year" in capsys.readouterr().err
