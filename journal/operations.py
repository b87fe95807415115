from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from journal.models import SITE, Entry
from kit.subjects import subject_key
from people.models import User


@transaction.atomic
def record(
    *,
    by: User | None,
    verb: str,
    subject: models.Model,
    on_behalf_of: User | None = None,
    data: dict | None = None,
    now: datetime | None = None,
) -> Entry:
    """One line of history. `verb` is room.verb, as in "issues.resolve"; `by` is None when the clock acts."""
    return Entry.objects.create(
        by=by,
        on_behalf_of=on_behalf_of,
        verb=verb,
        subject=subject_key(subject),
        data=data or {},
        at=now or timezone.now(),
    )


@transaction.atomic
def record_reads(*, by: User, subjects: Iterable[models.Model], purpose: str) -> int:
    """`record_read` of each of these, in one statement: everybody who was read about finds it."""
    now, keys = timezone.now(), dict.fromkeys(subject_key(subject) for subject in subjects)
    data = {"purpose": purpose}
    rows = [Entry(by=by, verb="personal_data.read", subject=key, data=data, at=now) for key in keys]
    return len(Entry.objects.bulk_create(rows))


def record_read(*, by: User, subject: models.Model, purpose: str) -> Entry:
    """Someone opened personal data; what it was for is kept, what it said is not (PIPL art. 55)."""
    return record(by=by, verb="personal_data.read", subject=subject, data={"purpose": purpose})


@transaction.atomic
def record_of_site(*, verb: str, data: dict, now: datetime | None = None) -> Entry:
    """What the site's operators did to it as a whole; they have no account here."""
    return Entry.objects.create(by=None, verb=verb, subject=SITE, data=data, at=now or timezone.now())
