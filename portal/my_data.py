"""My data: what every room says that it keeps (people/personal.py): shown, handed out, erased."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from buildings.models import Place, Residency, ResidencyClaim
from journal.models import Entry
from journal.operations import record
from kit.refused import Refused
from kit.subjects import subject_key
from kit.times import clock, short_day
from notifications.operations import post
from people import personal
from people.models import User
from people.operations import erase_person

SCHEMA = "linli-my-data/1"
EXPORTED, ERASED = "portal.export_my_data", "portal.erase_account"
MOST_A_DAY = 5
READ_ME = """\
Linli, my data. Schema: linli-my-data/1. UTF-8 JSON, times in ISO 8601 with their zone.

account.json     what belongs to the export as a whole: schema, when it was made, which files there are
<room>/<list>.json   one list of objects for each kind of thing that is kept, by room; columns as in Linli;
                 what ends on the day on which it starts was taken back
files/...        photos that I sent, under the name that stands in the column "file"
reads.json       when somebody opened personal data of mine, and what for

notifications/messages.json holds the messages that went to me: title, text, channel and time.

Left out: the names of other people, except where a message to me says them, and secrets (passwords, keys,
codes).
"""


@dataclass(frozen=True)
class Line:
    title: str | Promise
    count: int
    url: str  # name of a page


@dataclass(frozen=True)
class Part:
    title: str | Promise
    lines: list[Line]


def parts_of(person: User) -> list[Part]:
    """One query for each table: it is a page that one opens once a year."""
    found = [
        Part(
            section.title,
            [Line(kept.title, kept.rows(person).count(), kept.url) for kept in section.kept],
        )
        for section in personal.sections()
    ]
    some = [Part(part.title, [line for line in part.lines if line.count]) for part in found]
    return [part for part in some if part.lines]


def what_stays() -> list[str | Promise]:
    return [sentence for section in personal.sections() for sentence in section.stays]


def reads_of(person: User) -> QuerySet[Entry]:
    """Who opened the names and phones of a home of theirs while it was theirs, or what they asked for.

    The names of a building are opened for a notice: that is on record for the building, or what is around it.
    """
    reads = Q(subject=subject_key(person))
    for claim in ResidencyClaim.objects.filter(user=person).only("pk"):
        reads |= Q(subject=subject_key(claim))
    for home in Residency.objects.filter(user=person).select_related("dwelling__place"):
        span = Q(subject__in=_keys_of(home), at__date__gte=home.started_on)
        reads |= span & Q(at__date__lt=home.ended_on) if home.ended_on else span
    rows = Entry.objects.filter(reads, verb="personal_data.read").exclude(by=person)
    return rows.select_related("by").order_by("-at", "-pk")


def _keys_of(home: Residency) -> list[str]:
    """Of the door, and of all that it stands in: a path is made of their numbers."""
    around = home.dwelling.place.path.strip("/").split("/")
    return [subject_key(home.dwelling), *(subject_key(Place(pk=pk)) for pk in around)]


# --- handed out --------------------------------------------------------------------------------------------


@transaction.atomic
def note_export(*, by: User, device: str, now: datetime | None = None) -> None:
    """Five a day, counted in the record itself; two at once are counted one after the other. Its owner is
    told: it may have been somebody else, at a phone that lay about."""
    now = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    lately = Entry.objects.filter(by=by, verb=EXPORTED, at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise Refused(_("You have fetched your data five times today. Tomorrow you can again."))
    entry = record(by=by, verb=EXPORTED, subject=by, data={"schema": SCHEMA}, now=now)
    post(
        to=[by],
        kind="people.exported",
        words=lambda: _words_of_export(device, now),
        url=reverse("usersessions_list"),
        subject=by,
        dedupe=f"my data {entry.pk}",
    )


def _words_of_export(device: str, now: datetime) -> tuple[str, str]:
    """With the date in full: it is read some other day, too."""
    said = {"when": f"{short_day(now, now=now)} {clock(now)}", "device": device}
    return _("Your data was fetched"), _(
        "All that Linli keeps about you was fetched as a file: %(when)s, with %(device)s. If that was not "
        "you, look where you are signed in and sign out what you do not know; if you have a password, set a "
        "new one."
    ) % said


class _Pipe:
    """What the ZIP writes is taken away at once: nothing is on disk, and little in memory."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing below to flush to."""

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def exported(person: User, now: datetime) -> Iterator[bytes]:
    """A ZIP in pieces."""
    pipe, names = _Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME)
        for section in personal.sections():
            for kept in section.kept:
                name = f"{section.name}/{kept.name}.json"
                names.append(name)
                yield from _list(archive, pipe, name, kept.values(person))
                for file in kept.file_names(person):
                    yield from _file(archive, pipe, file)
        yield from _list(archive, pipe, "reads.json", _reads(person))
        about = {"schema": SCHEMA, "made_at": now, "files": names}
        archive.writestr("account.json", json.dumps(about, cls=DjangoJSONEncoder, ensure_ascii=False))
    yield pipe.take()


def _reads(person: User) -> Iterator[dict]:
    for entry in reads_of(person).iterator(chunk_size=500):
        yield {"at": entry.at, "purpose": entry.data.get("purpose", "")}


def _list(archive: zipfile.ZipFile, pipe: _Pipe, name: str, rows: Iterator[dict]) -> Iterator[bytes]:
    with archive.open(zipfile.ZipInfo(name, _moment()), "w") as file:
        file.write(b"[")
        for number, row in enumerate(rows):
            words = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
            file.write(f"{',' if number else ''}\n{words}".encode())
            if number % 200 == 199:
                yield pipe.take()
        file.write(b"\n]\n")
    yield pipe.take()


def _file(archive: zipfile.ZipFile, pipe: _Pipe, name: str) -> Iterator[bytes]:
    """A photo that is no longer there takes nothing else with it."""
    if not default_storage.exists(name):
        return
    with default_storage.open(name) as photo, archive.open(zipfile.ZipInfo(f"files/{name}"), "w") as file:
        while piece := photo.read(64 * 1024):
            file.write(piece)
            yield pipe.take()
    yield pipe.take()


def _moment() -> tuple[int, ...]:
    return timezone.localtime().timetuple()[:6]


# --- erased ------------------------------------------------------------------------------------------------


def what_hinders(person: User) -> Refused | None:
    """The first thing that must be handed over before, with the page where that is done."""
    try:
        _refuse_while_needed(person)
    except Refused as refused:
        return refused
    return None


def _refuse_while_needed(person: User) -> None:
    if person.is_superuser:
        raise Refused(_("This account administers the whole site. Let somebody else take that over first."))
    for section in personal.sections():
        if section.before:
            section.before(person)


@transaction.atomic
def erase_account(*, by: User, now: datetime | None = None) -> None:
    """All or nothing. A second tap finds nobody."""
    now = now or timezone.now()
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if person.erased_at:
        return
    _refuse_while_needed(person)
    record(by=person, verb=ERASED, subject=person, now=now)
    for section in personal.sections():
        if section.erase:
            section.erase(person, now)
    erase_person(person=person, now=now)
