"""The end of a meeting, and what everybody reads about it."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Organisation
from buildings.models.organisations import STAFF_KINDS
from buildings.standing import standing_of
from committees.minutes import minutes_text
from committees.models import Meeting, Minutes
from committees.models.meetings import PRESENT, MeetingState
from committees.operations.ground import insist_on_begun, insist_on_running, locked
from journal.operations import record
from kit.refused import Refused
from kit.times import short_day
from notices import operations as notice_operations
from notices.models import Notice, NoticeCategory
from people.models import User


@transaction.atomic
def close_meeting(*, by: User, meeting: Meeting, minutes: str, now: datetime | None = None) -> Meeting:
    """After it began, with minutes. From then on nothing is added. A second tap changes nothing."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    if meeting.is_closed and meeting.minutes.text == minutes.strip():
        return meeting
    insist_on_begun(meeting, now)
    if not minutes.strip():
        raise Refused(_("Write a few lines of minutes first."), field="minutes")
    meeting.state = MeetingState.CLOSED
    meeting.closed_at = meeting.changed_at = now
    meeting.save(update_fields=["state", "closed_at", "changed_at"])
    Minutes.objects.create(meeting=meeting, text=minutes.strip())
    record(by=by, verb="committees.close", subject=meeting, now=now)
    return meeting


@transaction.atomic
def publish_minutes(*, by: User, meeting: Meeting, now: datetime | None = None) -> Notice:
    """As a notice for the meeting's place, in the language of the site. A second tap gets the same notice."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    if meeting.minutes_notice_id:
        return meeting.minutes_notice
    if not meeting.is_closed:
        raise Refused(_("Close the meeting first; then its minutes can be published."))
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Minutes: %(title)s, %(day)s") % {
            "title": meeting.title,
            "day": short_day(meeting.starts_at, now=now),
        }
        body = minutes_text(meeting, parties_present(meeting), decided(meeting), now)
    notice = notice_operations.draft_notice(
        by=by,
        organisation=speaking_for(by, meeting),
        title=title[:80],
        body=body,
        places=[meeting.place],
        category=NoticeCategory.DELIBERATION,
        is_public=meeting.is_open,
        client_key=uuid5(NAMESPACE_URL, meeting.calendar_uid),
        now=now,
    )
    notice = notice_operations.publish_notice(by=by, notice=notice, now=now) or notice
    meeting.minutes_notice = notice
    meeting.save(update_fields=["minutes_notice"])
    record(by=by, verb="committees.publish_minutes", subject=meeting, data={"notice": notice.pk}, now=now)
    return notice


def speaking_for(user: User, meeting: Meeting) -> Organisation:
    """The convening organisation; community staff who run another's meeting publish in their own name."""
    standing = standing_of(user)
    if user.is_superuser or standing.is_member_of(meeting.organisation_id):
        return meeting.organisation
    own = {
        c.organisation_id
        for c in standing.capacities
        if c.organisation_kind in STAFF_KINDS and meeting.place.path.startswith(c.path or "-")
    }
    return Organisation.objects.filter(pk__in=own).first() or meeting.organisation


def parties_present(meeting: Meeting) -> list:
    """As far as their answers say; who was checked in comes with the room."""
    present = Count("invitations", filter=Q(invitations__reply__in=PRESENT))
    return list(meeting.parties.annotate(present=present).order_by("position"))


def decided(meeting: Meeting) -> list:
    resolutions = meeting.resolutions.select_related("meeting").order_by("number")
    return list(resolutions.prefetch_related("action_items__organisation", "action_items__person"))
