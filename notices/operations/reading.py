"""What a reader does: open, and say that the home knows. Nothing else counts as read."""

from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from journal.operations import record
from kit.refused import Refused
from kit.subjects import subject_key
from notices import messages, rules
from notices.models import Notice, NoticeRead
from notifications.models import Message
from notifications.operations import mark_read as mark_messages_read
from people.models import User

AT_MOST = 5000  # of one tap: more than a place publishes in years
INSERT = """
INSERT INTO notices_noticeread (notice_id, user_id, read_at)
SELECT unread.id, %%s, %%s FROM (%(unread)s) AS unread (id)
ON CONFLICT (notice_id, user_id) DO NOTHING
"""


@transaction.atomic
def mark_read(*, by: User, notice: Notice, now: datetime | None = None) -> None:
    """Opened; its message in the inbox has then been read as well. A draft seen by its writers is not read.

    The row is the whole record: what someone reads is no business of the journal.
    """
    if not notice.is_out:
        return
    now = now or timezone.now()
    read = NoticeRead(notice=notice, user=by, read_at=now)
    NoticeRead.objects.bulk_create([read], ignore_conflicts=True)
    about = Message.objects.inbox_of(by).about(subject_key(notice))
    mark_messages_read(by=by, messages=about, now=now)


@transaction.atomic
def mark_all_read(*, by: User, now: datetime | None = None) -> int:
    """At the person's own word; but an emergency is read when it is opened, not by a tap beside it."""
    now = now or timezone.now()
    count = _read_unread(by, now)
    about = Message.objects.inbox_of(by).filter(letter__kind=messages.PUBLISHED)
    mark_messages_read(by=by, messages=about, now=now)
    return count


def _read_unread(by: User, now: datetime) -> int:
    """In one statement, the newest first: their ids never leave the database, however many they are."""
    unread = Notice.objects.unread_by(by, now).filter(is_urgent=False).order_by("-publish_at", "-pk")
    try:
        sql, params = unread.values_list("pk")[:AT_MOST].query.sql_with_params()
    except EmptyResultSet:  # nobody tells them anything: without a home here there is no question to ask
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT % {"unread": sql}, [by.pk, now, *params])
        return cursor.rowcount


@transaction.atomic
def acknowledge(*, by: User, notice: Notice, now: datetime | None = None) -> NoticeRead:
    """This person's home knows. Said twice, it keeps the first time."""
    now = now or timezone.now()
    if not rules.may_acknowledge(user=by, notice=notice):
        raise Refused(_("This notice does not ask your home for an answer."))
    mark_read(by=by, notice=notice, now=now)
    read = NoticeRead.objects.select_for_update().get(notice=notice, user=by)
    if read.acknowledged_at is None:
        read.acknowledged_at = now
        read.save(update_fields=["acknowledged_at"])
        record(by=by, verb="notices.acknowledge", subject=notice, now=now)
    return read
