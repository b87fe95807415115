"""While a meeting is held: opening it, who is there, which item is on the table and how long it takes."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import messages
from committees.models import AgendaItem, Attendance, Invitation, Meeting, Party, Speech
from committees.models.meetings import PRESENT, Reply
from committees.operations.ground import insist_on_running, insist_on_standing, locked, touch
from committees.operations.left_seats import as_neighbour
from committees.operations.parties import not_for
from committees.rules import may_sign_up
from journal.operations import record
from kit.refused import Refused
from kit.times import clock, duration
from notifications.operations import void
from people.models import User

EARLY = timedelta(hours=1)  # doors open
MOST_ADDED = 120  # minutes


def locked_to_run(by: User, meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_standing(meeting)
    return meeting


def insist_on_open(meeting: Meeting) -> None:
    if meeting.opened_at is None:
        raise Refused(_("Open the meeting first."))


@transaction.atomic
def open_meeting(*, by: User, meeting: Meeting, now: datetime | None = None) -> Meeting:
    """The chair opens it: the clock of item 1 runs. A second tap changes nothing."""
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    if meeting.opened_at:
        return meeting
    if now < meeting.starts_at - EARLY:
        raise Refused(_("It is too early: the room opens an hour before the meeting."))
    meeting.opened_at = meeting.changed_at = now
    meeting.live_item = meeting.agenda.order_by("position").first()
    meeting.save(update_fields=["opened_at", "changed_at", "live_item"])
    if meeting.live_item:
        AgendaItem.objects.filter(pk=meeting.live_item.pk).update(running_since=now)
    record(by=by, verb="committees.open", subject=meeting, now=now)
    void(subject=meeting, kinds=messages.ABOUT_THE_DATE)  # nobody is reminded of what has begun
    touch(meeting)
    return meeting


# --- who is there -----------------------------------------------------------------


@transaction.atomic
def check_in(
    *,
    by: User,
    meeting: Meeting,
    invitation: Invitation | None = None,
    party: Party | None = None,
    name: str = "",
    is_online: bool = False,
    arrived_at: datetime | None = None,
    now: datetime | None = None,
) -> Attendance:
    """By the name list: somebody invited, or by name somebody of a party (or a guest) without an account."""
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    insist_on_the_doors(meeting, now)
    arrived_at = insist_on_a_moment(meeting, arrived_at, now)
    if invitation is None:
        return check_in_by_name(by, meeting, party, name.strip(), is_online, arrived_at, now)
    if invitation.meeting_id != meeting.pk:
        raise Refused(_("This person was not invited to this meeting."))
    return arrive(by, meeting, invitation, is_online, arrived_at, now)


def insist_on_the_doors(meeting: Meeting, now: datetime) -> None:
    if meeting.opened_at is None and now < meeting.starts_at - EARLY:
        raise Refused(_("It is too early: the room opens an hour before the meeting."))


def insist_on_a_moment(meeting: Meeting, at: datetime | None, now: datetime) -> datetime:
    """When somebody came or left may be put right afterwards, not foretold."""
    if at is None:
        return now
    if at > now:
        raise Refused(_("This time is still to come."), field="at")
    if at < meeting.starts_at - EARLY:
        raise Refused(_("This time is long before the meeting."), field="at")
    return at


def arrive(
    by: User, meeting: Meeting, invitation: Invitation, is_online: bool, at: datetime, now: datetime
) -> Attendance:
    if here := invitation.attendances.here().first():
        return here
    last = invitation.attendances.order_by("-left_at").first()
    if last and at < last.left_at:
        words = {"when": clock(last.left_at)}
        raise Refused(
            _("They left at %(when)s; they can only have come back after that.") % words, field="at"
        )
    attendance = note_arrival(by, meeting, invitation, is_online, at, now)
    touch(meeting)
    return attendance


def note_arrival(
    by: User, meeting: Meeting, invitation: Invitation, is_online: bool, at: datetime, now: datetime
) -> Attendance:
    attendance = Attendance.objects.create(
        meeting=meeting,
        party_id=invitation.party_id,
        invitation=invitation,
        is_online=is_online,
        arrived_at=at,
        noted_by=by,
    )
    data = {"user": invitation.user_id, "at": at.isoformat()}
    record(by=by, verb="committees.check_in", subject=meeting, data=data, now=now)
    return attendance


def check_in_by_name(
    by: User,
    meeting: Meeting,
    party: Party | None,
    name: str,
    is_online: bool,
    at: datetime,
    now: datetime,
) -> Attendance:
    if not name:
        raise Refused(_("Say who it is."), field="name")
    if party and party.meeting_id != meeting.pk:
        raise Refused(_("%(party)s is no party to this meeting.") % {"party": party}, field="party")
    rows = meeting.attendances.here().filter(party=party, invitation=None, name=name[:40])
    if here := rows.first():
        return here
    attendance = Attendance.objects.create(
        meeting=meeting, party=party, name=name[:40], is_online=is_online, arrived_at=at, noted_by=by
    )
    record(by=by, verb="committees.check_in", subject=meeting, data={"at": at.isoformat()}, now=now)
    touch(meeting)
    return attendance


@transaction.atomic
def check_in_expected(*, by: User, meeting: Meeting, now: datetime | None = None) -> int:
    """Everyone who said they come, in one go; the secretary then only takes out who is missing."""
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    insist_on_the_doors(meeting, now)
    expected = meeting.invitations.filter(reply__in=PRESENT, party__isnull=False)
    missing = list(expected.exclude(attendances__isnull=False))
    for invitation in missing:
        note_arrival(by, meeting, invitation, invitation.reply == Reply.ONLINE, now, now)
    if missing:
        touch(meeting)
    return len(missing)


@transaction.atomic
def check_in_self(
    *, by: User, meeting: Meeting, code: str, is_online: bool = False, now: datetime | None = None
) -> Attendance:
    """By the QR code at the door. A neighbour who comes to an open meeting unannounced is a guest."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_standing(meeting)
    if not secrets.compare_digest(code.encode(), meeting.checkin_code.encode()):
        raise Refused(_("This code is of another meeting. Please scan the one in the room."))
    insist_on_the_doors(meeting, now)
    invitation = meeting.invitations.standing_for(by).first()
    if invitation is None:
        if not may_sign_up(user=by, meeting=meeting):
            raise Refused(not_for(by))
        invitation = guest_of(meeting, by, now)
    return arrive(by, meeting, invitation, is_online, now, now)


def guest_of(meeting: Meeting, user: User, now: datetime) -> Invitation:
    """Whoever left the office for which they were called speaks for nobody here any more, and may sit in."""
    rows = meeting.invitations.select_related("user", "party", "stands_in_for__user")
    known = rows.filter(user=user).first()
    invitation = as_neighbour(known, now) if known else Invitation(meeting=meeting, user=user)
    invitation.reply, invitation.replied_at = Reply.COMING, now
    invitation.save()
    return invitation


@transaction.atomic
def check_out(
    *,
    by: User,
    attendance: Attendance,
    left_at: datetime | None = None,
    now: datetime | None = None,
) -> Attendance:
    """Somebody leaves early: they may say so themselves, the secretary for all."""
    now = now or timezone.now()
    meeting = locked(attendance.meeting)
    insist_on_standing(meeting)
    attendance = Attendance.objects.select_related("invitation").get(pk=attendance.pk)
    own = attendance.invitation is not None and attendance.invitation.user_id == by.pk
    if not own:
        insist_on_running(by, meeting)
    if attendance.left_at:
        return attendance
    left_at = insist_on_a_moment(meeting, left_at, now)
    if left_at < attendance.arrived_at:
        words = {"when": clock(attendance.arrived_at)}
        raise Refused(_("They came at %(when)s only.") % words, field="at")
    attendance.left_at = left_at
    attendance.save(update_fields=["left_at"])
    Speech.objects.filter(attendance=attendance, ended_at=None).update(ended_at=now)
    data = {"attendance": attendance.pk, "at": left_at.isoformat()}
    record(by=by, verb="committees.check_out", subject=meeting, data=data, now=now)
    touch(meeting)
    return attendance


# --- the item on the table -----------------------------------------------------------------


@transaction.atomic
def take_up(*, by: User, meeting: Meeting, item: AgendaItem, now: datetime | None = None) -> AgendaItem:
    """Puts an item on the table; what lay there before is over. An item may be taken up again."""
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    insist_on_open(meeting)
    item = item_of(meeting, item)
    if meeting.live_item_id == item.pk:
        return item
    insist_on_no_vote(meeting)
    put_away(meeting, now)
    item.running_since, item.ended_at = now, None
    item.save(update_fields=["running_since", "ended_at"])
    meeting.live_item = item
    meeting.save(update_fields=["live_item"])
    record(by=by, verb="committees.take_up", subject=meeting, data={"item": item.pk}, now=now)
    touch(meeting)
    return item


def item_of(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    if item.meeting_id != meeting.pk:
        raise Refused(_("This item is on another meeting's agenda."))
    found = meeting.agenda.select_related("issue").filter(pk=item.pk).first()
    if found is None:
        raise Refused(_("This item was taken off the agenda meanwhile."))
    return found


def insist_on_no_vote(meeting: Meeting) -> None:
    if meeting.motions.filter(state="voting").exists():
        raise Refused(_("A vote is open. Close it first."))


def put_away(meeting: Meeting, now: datetime) -> None:
    """The item on the table is over: its clock stands, hands go down, whoever speaks has finished."""
    meeting.speeches.filter(ended_at=None).update(ended_at=now)
    if live := meeting.agenda.filter(pk=meeting.live_item_id).first():
        stop(live, now)
        live.ended_at = now
        live.save(update_fields=["spent", "running_since", "ended_at"])


def stop(item: AgendaItem, now: datetime) -> None:
    item.spent, item.running_since = item.time_spent(now), None


@transaction.atomic
def finish_item(
    *, by: User, meeting: Meeting, seen: int | None = None, now: datetime | None = None
) -> AgendaItem | None:
    """The next one that was not dealt with yet comes on the table; after the last one the table is empty.

    `seen` is the item that lay there when it was pressed: two who press at once go on by one.
    """
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    insist_on_open(meeting)
    if seen is not None and seen != meeting.live_item_id:
        return meeting.agenda.filter(pk=meeting.live_item_id).first()
    insist_on_no_vote(meeting)
    put_away(meeting, now)
    following = meeting.agenda.filter(ended_at=None).order_by("position").first()
    if following:
        following.running_since = now
        following.save(update_fields=["running_since"])
    meeting.live_item = following
    meeting.save(update_fields=["live_item"])
    data = {"item": following.pk if following else None}
    record(by=by, verb="committees.take_up", subject=meeting, data=data, now=now)
    touch(meeting)
    return following


@transaction.atomic
def pause_clock(*, by: User, meeting: Meeting, pause: bool = True, now: datetime | None = None) -> AgendaItem:
    """Holds the clock of the item on the table, or lets it go on."""
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    insist_on_open(meeting)
    item = meeting.agenda.filter(pk=meeting.live_item_id).first()
    if item is None:
        raise Refused(_("No item is on the table."))
    if pause == (item.running_since is None):
        return item
    if pause:
        stop(item, now)
    else:
        item.running_since = now
    item.save(update_fields=["spent", "running_since"])
    data = {"item": item.pk, "pause": pause}
    record(by=by, verb="committees.pause_clock", subject=meeting, data=data, now=now)
    touch(meeting)
    return item


@transaction.atomic
def add_minutes(*, by: User, meeting: Meeting, minutes: int, now: datetime | None = None) -> AgendaItem:
    """More time for the item on the table."""
    now = now or timezone.now()
    meeting = locked_to_run(by, meeting)
    insist_on_open(meeting)
    item = meeting.agenda.filter(pk=meeting.live_item_id).first()
    if item is None:
        raise Refused(_("No item is on the table."))
    if minutes < 1 or item.added_minutes + minutes > MOST_ADDED:
        most = duration(timedelta(minutes=MOST_ADDED))
        raise Refused(_("An item can get at most %(most)s more.") % {"most": most})
    item.added_minutes += minutes
    item.save(update_fields=["added_minutes"])
    data = {"item": item.pk, "minutes": minutes}
    record(by=by, verb="committees.add_minutes", subject=meeting, data=data, now=now)
    touch(meeting)
    return item
