"""What secretaries type while people speak. Two may: a text is saved over the version it was read at."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import AgendaItem, Meeting, Motion
from committees.models.room import MotionState
from committees.operations.ground import touch
from committees.operations.room import insist_on_open, item_of, locked_to_run
from journal.operations import record
from kit.refused import Refused
from people.models import User

LONGEST_SUMMARY, LONGEST_MOTION = 20_000, 2_000


class Conflict(Refused):
    """Somebody else saved the same text meanwhile; both are shown, and nothing is lost.

    `theirs` and `version` are what stands now; saving again over that version is a decision.
    """

    def __init__(self, theirs: str, version: int) -> None:
        super().__init__(_("Somebody else wrote here meanwhile. Both texts are below; nothing is lost."))
        self.theirs, self.version = theirs, version


def plain(text: str) -> str:
    """Line ends as we keep them; a NUL, which PostgreSQL takes in no text, is left out."""
    return text.replace("\r\n", "\n").replace("\0", "")


def insist_on_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Refused(
            _("This is longer than %(most)d characters. Please shorten it.") % {"most": longest}, field="text"
        )


@transaction.atomic
def write_summary(
    *, by: User, item: AgendaItem, text: str, seen_version: int, now: datetime | None = None
) -> AgendaItem:
    """What was said on an item. Raises Conflict when it was saved by another since `seen_version`."""
    now = now or timezone.now()
    meeting = locked_to_run(by, item.meeting)
    item = item_of(meeting, item)
    text = plain(text).rstrip()
    if item.summary == text:
        return item
    insist_on_length(text, LONGEST_SUMMARY)
    if item.version != seen_version:
        raise Conflict(item.summary, item.version)
    item.summary, item.version = text, item.version + 1
    item.save(update_fields=["summary", "version"])
    data = {"item": item.pk, "version": item.version}
    record(by=by, verb="committees.note", subject=meeting, data=data, now=now)
    touch(meeting)
    return item


@transaction.atomic
def word_motion(
    *, by: User, item: AgendaItem, text: str, seen_version: int = 0, now: datetime | None = None
) -> Motion:
    """The wording that will be put to the vote; one is worded at a time for an item."""
    now = now or timezone.now()
    meeting = locked_to_run(by, item.meeting)
    insist_on_open(meeting)
    item = item_of(meeting, item)
    text = plain(text).strip()
    insist_on_length(text, LONGEST_MOTION)
    motion = draft_on(meeting, item) or Motion(meeting=meeting, item=item, moved_by=by, created_at=now)
    if motion.pk and motion.text == text:
        return motion
    if motion.version != seen_version:
        raise Conflict(motion.text, motion.version)
    motion.text, motion.version = text, motion.version + 1
    motion.save()
    data = {"motion": motion.pk, "version": motion.version}
    record(by=by, verb="committees.word_motion", subject=meeting, data=data, now=now)
    touch(meeting)
    return motion


def draft_on(meeting: Meeting, item: AgendaItem) -> Motion | None:
    return Motion.objects.filter(meeting=meeting, item=item, state=MotionState.DRAFT).first()
