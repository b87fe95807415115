"""Pictures and papers of a notice: taken in, described, taken out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from journal.operations import record
from kit.kept_files import content_of, kept_on_commit, random_name, remove_on_commit
from kit.papers import HEAD, NOTHING_IN_IT, OLE_HEAD, TOO_HEAVY, UNKNOWN, ZIP_HEAD, clean_paper
from kit.pasted import plain_of, tidy_html
from kit.refused import Refused
from kit.uploads import MAX_BYTES, NOT_A_PHOTO, clean_photo
from notices import rules
from notices.models import FileKind, Notice, NoticeFile, NoticeState
from notices.operations.alarms import insist_on_two
from notices.operations.locking import lock
from notices.operations.wording import pictures_of, plain, with_pictures
from people.models import User

MOST_FILES = 8
NAME_LENGTH = NoticeFile._meta.get_field("name").max_length
ALT_LENGTH = NoticeFile._meta.get_field("alt").max_length


class Clean(NamedTuple):
    """A file after it was looked at, before it has a row."""

    kind: str
    content: bytes
    extension: str
    mime: str
    width: int | None = None
    height: int | None = None


@transaction.atomic
def add_file(
    *, by: User, notice: Notice, file: BinaryIO, name: str, alt: str = "", now: datetime | None = None
) -> NoticeFile:
    """A picture or a paper, told by its content. A picture is put at the end of the text, whence the editor
    moves it. The same file twice is one.
    """
    now = now or timezone.now()
    notice = _open(by, notice)
    clean = looked_at(file, name)
    name = name_of(name, clean.extension)
    for known in notice.files.filter(name=name, mime=clean.mime, size=len(clean.content)):
        if content_of(known.file.name) == clean.content:  # a corrected form often has the same name and size
            return known
    if notice.files.count() >= MOST_FILES:
        sentence = _("At most %(most)d files on one notice. Take one out first.")
        raise Refused(sentence % {"most": MOST_FILES}, field="file")
    _answer_for(notice, by, now)
    path = random_name("notices", clean.extension, now)
    with kept_on_commit([(path, clean.content)]):
        row = _row(notice, clean, by=by, at=now, name=name, file=path, alt=plain(alt)[:ALT_LENGTH])
        if row.kind == FileKind.PICTURE:
            _rewrite(notice, now, with_pictures(notice.body, [row.get_absolute_url()], pictures_of(notice)))
        record(by=by, verb="notices.add_file", subject=notice, data={"file": row.pk, "name": name}, now=now)
    return row


@transaction.atomic
def remove_file(*, by: User, file: NoticeFile, now: datetime | None = None) -> None:
    """Out of the text as well. Taken out twice is taken out."""
    now = now or timezone.now()
    notice = _open(by, file.notice)
    rows = notice.files.filter(pk=file.pk)
    data = {"file": file.pk, "name": file.name}
    if not remove_files(rows):
        return
    _answer_for(notice, by, now)
    _rewrite(notice, now, tidy_html(notice.body, pictures_of(notice)))
    record(by=by, verb="notices.remove_file", subject=notice, data=data, now=now)


@transaction.atomic
def describe_file(*, by: User, file: NoticeFile, alt: str, now: datetime | None = None) -> NoticeFile:
    """What a picture shows, for those who do not see it."""
    now = now or timezone.now()
    notice = _open(by, file.notice)
    row = notice.files.select_for_update().filter(pk=file.pk).first()
    if row is None:
        raise Refused(_("This file was taken out meanwhile."))
    alt = said_in_a_line(alt)
    if row.alt != alt:
        _answer_for(notice, by, now)
        row.alt = alt
        row.save(update_fields=["alt"])
        _rewrite(notice, now, tidy_html(notice.body, pictures_of(notice)))
        record(by=by, verb="notices.describe_file", subject=notice, data={"file": row.pk}, now=now)
    return row


def said_in_a_line(alt: str) -> str:
    return " ".join(plain(alt).split())[:ALT_LENGTH]


def described(notice: Notice, descriptions: Mapping[int, str]) -> bool:
    """Within the caller's transaction, which has its lock and changes its words: is one of them new? Of what
    was taken out meanwhile, and of what came in, nothing is said."""
    rows = [row for row in notice.files.all() if row.pk in descriptions]
    new = [row for row in rows if row.alt != said_in_a_line(descriptions[row.pk])]
    for row in new:
        row.alt = said_in_a_line(descriptions[row.pk])
    NoticeFile.objects.bulk_update(new, ["alt"])
    if new:
        notice.body = tidy_html(notice.body, pictures_of(notice))
        notice.source = plain_of(notice.body)
    return bool(new)


def remove_files(rows: Iterable[NoticeFile]) -> int:
    """Within the caller's transaction; from the disk when it commits."""
    count = 0
    for row in rows:
        remove_on_commit(row.file.name)
        row.delete()
        count += 1
    return count


def looked_at(file: BinaryIO, name: str) -> Clean:
    """Raises Refused. Never reads more than it may keep, however large the file is."""
    data = file.read(MAX_BYTES + 1)
    try:
        return _paper(data, name) if is_paper(data) else _picture(file, data)
    except Refused as refused:
        raise Refused(refused.sentence, field="file") from None


def is_paper(data: bytes) -> bool:
    return data.startswith((HEAD, ZIP_HEAD, OLE_HEAD))


def _paper(data: bytes, name: str) -> Clean:
    paper = clean_paper(data, name=name)
    return Clean(FileKind.PAPER, paper.content, paper.extension, paper.mime)


def _picture(file: BinaryIO, data: bytes) -> Clean:
    if not data:
        raise Refused(NOTHING_IN_IT)
    if len(data) > MAX_BYTES:
        raise Refused(TOO_HEAVY)
    file.seek(0)
    try:
        photo = clean_photo(file)
    except Refused as refused:
        raise Refused(UNKNOWN if refused.sentence is NOT_A_PHOTO else refused.sentence) from None
    return Clean(FileKind.PICTURE, photo.content, "webp", "image/webp", photo.width, photo.height)


def name_of(name: str, extension: str) -> str:
    """As the writer called it, in one line and without a path, ending in what it is."""
    name = " ".join(plain(name).replace("\\", "/").rpartition("/")[2].split())
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"|?*')
    stem = (name.rpartition(".")[0] or name).strip()
    return f"{stem[: NAME_LENGTH - len(extension) - 1] or _('File')}.{extension}"


def _open(by: User, notice: Notice) -> Notice:
    notice = lock(notice)
    if not rules.may_edit(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may change it."))
    return notice


def _answer_for(notice: Notice, by: User, now: datetime) -> None:
    """A picture or a paper says as much as words do: what a second person confirmed is not changed by one,
    who changes what waits for review is who submits it now, and a yes to the version before it is none."""
    if notice.state == NoticeState.PUBLISHED:
        insist_on_two(notice, is_changed=not notice.announced_at)
    if notice.state == NoticeState.REVIEW:
        notice.submitted_by, notice.submitted_at = by, now
    notice.version += 1
    notice.save(update_fields=["submitted_by", "submitted_at", "version"])


def _row(notice: Notice, clean: Clean, **fields) -> NoticeFile:
    return NoticeFile.objects.create(
        notice=notice,
        kind=clean.kind,
        mime=clean.mime,
        size=len(clean.content),
        width=clean.width,
        height=clean.height,
        **fields,
    )


def _rewrite(notice: Notice, now: datetime, body: str) -> None:
    """The plain form says what a picture shows, so it follows."""
    if body == notice.body:
        return
    notice.body, notice.source = body, plain_of(body)
    if notice.is_out:
        notice.updated_at = now
    notice.save(update_fields=["body", "source", "updated_at"])
