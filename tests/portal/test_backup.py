"""A backup brings back all there was, finds whatever was done to it, and a restore that dies has done nothing."""

import fcntl
import io
import os
import signal
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.core.files.storage import default_storage
from django.core.files.storage.memory import InMemoryStorage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from buildings.models import Dwelling
from journal.models import Entry
from journal.operations import record
from notifications.models import Message
from people.models import User
from portal.backup import files, shape, tables
from portal.backup.check import read_through
from portal.backup.entries import Entry as FileEntry
from portal.backup.entries import Writer, entries
from portal.backup.keys import keys, put_aside
from portal.backup.passphrase import passphrase
from portal.backup.sealed import HEAD, Opening, Sealing
from tests.factories import MessageFactory, UserFactory, make_building, make_resident

WORDS = "浸水的灯笼 lantern 4711 lake"


@pytest.fixture
def site(settings, tmp_path, monkeypatch) -> Path:
    """A small site with one of each: rows, a line of history, an upload; and a passphrase. Returns a folder."""
    monkeypatch.setenv("BACKUP_PASSPHRASE", WORDS)
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path / "var"
    person = make_resident(make_building())
    record(by=person, verb="people.opened", subject=person, data={"为": 'tab\t, line\n, \\N, " '})
    upload("issues/2026/03/photo.webp", os.urandom(700_000))
    upload("notices/2026/03/纸.pdf", b"")
    return tmp_path


def upload(name: str, content: bytes) -> None:
    home = Path(default_storage.path(name))
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_bytes(content)


def everything() -> tuple[dict, dict]:
    """The hash of each table, and of each upload."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables.set_up(cursor)
        rows = {t.name: tables.found(cursor, t.name, t.columns, t.key) for t in tables.tables(cursor)}
        return rows | {"next": tables.next_numbers(cursor)}, {n: files.digest(n) for n in files.names()}


@pytest.mark.django_db(transaction=True)
def test_all_that_there_was_comes_back_and_nothing_that_was_due_goes_out(site, settings, capsys):
    due, later = MessageFactory(channel="email"), MessageFactory(due_at="2099-01-01T00:00Z")
    before, file = everything(), site / "one.backup"
    call_command("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "2 files, with keys" in capsys.readouterr().out
    with pytest.raises(CommandError, match="never written over"):
        call_command("backup", file)
    assert not list(site.glob("*.part"))

    UserFactory.create_batch(3)
    Dwelling.objects.filter(residencies=None).delete()
    record(by=None, verb="people.later", subject=due.recipient)
    (site / "media/issues/2026/03/photo.webp").unlink()
    upload("issues/2026/04/later.webp", b"after the backup")
    name, after = connection.settings_dict["NAME"], everything()
    for wrong in ({}, {"yes_replace": "another"}):
        with pytest.raises(CommandError, match=f"{name} is not empty"):
            call_command("restore", file, **wrong)
    assert everything() == after != before

    cut = site / "cut.backup"
    cut.write_bytes(file.read_bytes()[:200_000])
    with pytest.raises(CommandError, match="cut off in piece 1"):
        call_command("restore", cut, yes_replace=name)
    assert everything() == after

    settings.SECRET_KEY = "another-key-of-a-new-server-" + "y" * 40
    call_command("restore", file, yes_replace=name)
    rows, uploads = everything()
    assert uploads == before[1]
    assert {n for n in rows if rows[n] != before[0][n]} == {"notifications_delivery"}
    assert [m.state for m in Message.objects.order_by("due_at")] == ["stopped", "pending"]
    with pytest.raises(Exception, match="journal"), transaction.atomic():
        Entry.objects.update(verb="rewritten")
    assert UserFactory().pk > max(due.recipient_id, later.recipient_id), "numbers go on where they were"

    said = capsys.readouterr().out
    kept = site / "var/restored_keys.env"
    assert f"SECRET_KEY='only-for-tests-{'x' * 50}'\n" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert str(kept) in said
    assert "held back, since they were due before now: 1." in said
    (aside,) = (site / "media").glob("before-restore-*/issues/2026/04/later.webp")
    assert str(aside.parents[3]) in said
    call_command("backup", site)
    assert len(list(site.glob("linli-*Z.backup"))) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_on_a_new_server_with_an_empty_database(site, services):
    """Its tables are made first, by all migrations in the one transaction."""
    file, fresh = site / "one.backup", f"{connection.settings_dict['NAME']}_fresh"
    call_command("backup", file)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{fresh}" TEMPLATE template0')
    try:
        environment = services.environment(
            DATABASE_URL=services.database_url.replace(f"/{connection.settings_dict['NAME']}?", f"/{fresh}?"),
            MEDIA_ROOT=str(site / "new"),
        )
        done = subprocess.run(
            services.command("django", "restore", str(file)), env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        people = list(User.objects.values_list("phone", flat=True))
        with rows_of(fresh) as cursor:
            cursor.execute("SELECT phone FROM people_user")
            assert [phone for (phone,) in cursor.fetchall()] == people
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'meeting_to_come'::regclass")
            assert cursor.fetchone()[0]
        assert len(list((site / "new").rglob("*.*"))) >= 2
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{fresh}" WITH (FORCE)')


@contextmanager
def rows_of(database: str):
    given = connection.settings_dict
    with closing(psycopg2.connect(host=given["HOST"], user=given["USER"], dbname=database)) as beside:
        yield beside.cursor()


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_a_restore(site, services, client):
    """The backup comes through a pipe that stops when all tables are full and the photo is half there."""
    file, pipe = site / "one.backup", site / "pipe"
    call_command("backup", file)
    record(by=None, verb="people.later", subject=UserFactory())
    before = everything()
    os.mkfifo(pipe)
    command = services.command("django", "restore", str(pipe), "--yes-replace", before_name())
    environment = services.environment(MEDIA_ROOT=str(site / "media"))
    child = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True)
    try:
        with pipe.open("wb") as feed:
            threading.Thread(target=write, args=(feed, file.read_bytes()[:-200_000]), daemon=True).start()
            until(lambda: locked("people_user") and is_aside(site), child)
            assert client.get("/healthz").status_code == 503
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(20)
    finally:
        child.kill()
    until(lambda: client.get("/healthz").status_code == 200)
    assert everything() == before
    UserFactory()


def before_name() -> str:
    return connection.settings_dict["NAME"]


def write(feed, octets: bytes) -> None:
    try:
        feed.write(octets)
        feed.flush()
    except BrokenPipeError:
        return


def is_aside(site: Path) -> bool:
    return any((site / "media/incoming").glob("restore-*"))


def locked(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = %s::regclass AND mode = 'AccessExclusiveLock'"
            " AND pid <> pg_backend_pid())",
            [table],
        )
        return cursor.fetchone()[0]


def until(holds, child: subprocess.Popen | None = None) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        assert child is None or child.poll() is None, child.stderr.read().decode()
        time.sleep(0.02)


# --- the file -------------------------------------------------------------------------------------------------


def sealed(content: bytes) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, WORDS)
    sealing.write(content)
    sealing.finish()
    return file.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_killed_backups_left_in_a_folder_goes_and_what_another_writes_stays(site):
    killed, written = (site / f"linli-2026010{day}T020000Z.backup.part" for day in (1, 2))
    killed.write_bytes(b"half")
    with open(written, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        call_command("backup", str(site))
        assert not killed.exists()
        assert written.exists()
    assert len(list(site.glob("linli-*.backup"))) == 1


def opened(octets: bytes, words: str = WORDS) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(octets), words)).read()


def test_whatever_is_done_to_the_file_is_found_and_said():
    content = os.urandom(600_000)
    whole = sealed(content)
    assert opened(whole) == content
    assert content[:64] not in whole
    piece = 5 + 256 * 1024 + 16
    first, second, last = whole[HEAD : HEAD + piece], whole[HEAD + piece : HEAD + 2 * piece], HEAD + 2 * piece
    flipped = bytearray(whole)
    flipped[HEAD + piece + 1000] ^= 1
    said_last = bytearray(whole[:last])
    said_last[HEAD + piece + 4] = 1
    for octets, sentence in {
        b"PK\x03\x04" + whole: "not a backup of Linli",
        whole[:20] + bytes([whole[20] ^ 1]) + whole[21:]: "beginning of the file is damaged",
        bytes(flipped): "Piece 2 of the file is not as it was written",
        whole[:HEAD] + second + first + whole[last:]: "Piece 1 .* changed, or in another place",
        whole[:HEAD] + first + whole[last:]: "Piece 2 of the file is not as it was written",
        whole[:-1]: "cut off in piece 3",
        whole[:last]: "cut off in piece 3",
        bytes(said_last): "Piece 2 of the file is not as it was written",
        whole + b"\0": "behind the end",
    }.items():
        with pytest.raises(CommandError, match=sentence):
            opened(octets)
    with pytest.raises(CommandError, match="passphrase is not the one"):
        opened(whole, WORDS + "x")


def test_what_the_manifest_does_not_say_is_found():
    """Nobody without the passphrase gets this far: a fault of ours would."""
    for count, sentence in ((2, None), (3, "does not hold people_user")):
        file = io.BytesIO()
        sealing = Sealing(file, WORDS)
        writer = Writer(sealing)
        writer.line("about", {"format": 1})
        with writer.entry("table", packed=True, name="people_user", columns=["id"]) as (rows, noted):
            rows.write(b"1\n2\n")
        writer.line("manifest", {"tables": {"people_user": noted | {"rows": count}}, "files": {}})
        sealing.finish()
        if sentence:
            with pytest.raises(CommandError, match=sentence):
                read_through(io.BytesIO(file.getvalue()), WORDS)
        else:
            assert read_through(io.BytesIO(file.getvalue()), WORDS).tables["people_user"]["rows"] == 2


def test_uploads_come_back_into_any_storage():
    storage, file = InMemoryStorage(), io.BytesIO()
    with Writer(file).entry("file", name="issues/a.webp") as (octets, noted):
        octets.write(b"light" * 50_000)
    file.seek(0)
    entry: FileEntry = next(entries(file))
    files.lay_down(entry, storage)
    assert list(files.names(storage)) == ["issues/a.webp"]
    assert files.digest("issues/a.webp", storage) == noted
    assert files.move_aside(set(), timezone.now(), storage) == (["issues/a.webp"], "")


def test_keys_that_are_laid_aside_can_be_put_into_the_settings_as_they_stand(tmp_path, settings):
    settings.VAR_DIR, key = tmp_path, "k$HOME&(e)#y;`z`" * 4
    put_aside(keys() | {"SECRET_KEY": key})
    read = ["sh", "-c", f'. {tmp_path}/restored_keys.env; printf %s "$SECRET_KEY"']
    assert subprocess.run(read, capture_output=True, text=True, check=True).stdout == key


def test_without_anybody_to_ask_nothing_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setenv("BACKUP_PASSPHRASE", WORDS)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="say --yes-replace NAME"):
        call_command("restore", tmp_path / "no.backup", replace=True)


def test_a_passphrase_is_long_and_nobody_elses(tmp_path, monkeypatch):
    monkeypatch.delenv("BACKUP_PASSPHRASE", raising=False)
    monkeypatch.delenv("BACKUP_KEY_FILE", raising=False)
    with pytest.raises(CommandError, match="Set BACKUP_PASSPHRASE"):
        passphrase()
    monkeypatch.setenv("BACKUP_PASSPHRASE", "short")
    with pytest.raises(CommandError, match="too short"):
        passphrase()
    monkeypatch.delenv("BACKUP_PASSPHRASE")
    file = tmp_path / "key"
    file.write_text(f"{WORDS}\n")
    file.chmod(0o644)
    monkeypatch.setenv("BACKUP_KEY_FILE", str(file))
    with pytest.raises(CommandError, match="Others can read"):
        passphrase()
    file.chmod(0o600)
    assert passphrase() == WORDS


@pytest.mark.django_db
def test_a_backup_of_newer_code_names_what_is_missing():
    with pytest.raises(CommandError, match=r"does not know its migrations people\.9999_later"):
        shape.refuse_unknown(["people.9999_later", "people.0001_initial"])
    assert shape.is_empty()
    User.objects.create(phone="10000000001")
    assert not shape.is_empty()
