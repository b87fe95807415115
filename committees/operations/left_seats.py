"""Who was called as what they no longer are when the meeting is still ahead: the seat waits for another."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Captaincy, Membership, Residency
from committees import messages
from committees.models import Invitation, Meeting
from committees.models.left import has_left
from committees.models.meetings import AWAY, MeetingState, Reply
from committees.operations.action_ground import but, leading, those_who_run
from committees.operations.ground import locked, tell, touch
from committees.operations.substitutes import give_seat_back
from committees.reminders import after_the_night
from journal.operations import record
from notifications.operations import void
from people.models import User


def give_up_seats(*, now: datetime | None = None) -> int:
    """An office, a lease or a whole service ended, an account was closed: looked at by the clock."""
    now = now or timezone.now()
    rows = left(now).order_by("pk").values_list("meeting", "pk")
    return sum(_give_up(Meeting(pk=meeting), pk, now) for meeting, pk in list(rows))


def left(now: datetime) -> QuerySet[Invitation]:
    """Counted on at a meeting that has not begun, and not what they were called as (`standing_for`)."""
    today = timezone.localdate(now)
    of_no_office = Q(party=None) | Q(party__organisation=None)
    house_left = has_left(today, party="party__")
    gone = Q(party__organisation__isnull=False) & ~Exists(_members(today)) | house_left
    moved = of_no_office & ~Exists(_captains(today)) & ~Exists(_residents(today))
    ahead = {
        "meeting__state": MeetingState.CONVENED,
        "meeting__opened_at": None,
        "meeting__starts_at__gt": now,
    }
    rows = Invitation.objects.filter(**ahead).exclude(reply__in=AWAY).annotate(house_left=house_left)
    return rows.filter(Q(user__is_active=False) | gone | moved)


def _members(today: date) -> QuerySet[Membership]:
    rows = Membership.objects.current(today)
    return rows.filter(user=OuterRef("user"), organisation=OuterRef("party__organisation"))


def _captains(today: date) -> QuerySet[Captaincy]:
    here = OuterRef("meeting__place__path")
    return Captaincy.objects.current(today).filter(user=OuterRef("user"), place__path__startswith=here)


def _residents(today: date) -> QuerySet[Residency]:
    here = OuterRef("meeting__place__path")
    rows = Residency.objects.current(today)
    return rows.filter(user=OuterRef("user"), dwelling__place__path__startswith=here)


@transaction.atomic
def _give_up(meeting: Meeting, pk: int, now: datetime) -> bool:
    meeting = locked(meeting)
    rows = left(now).select_related("user", "party__organisation", "stands_in_for__user")
    invitation = rows.filter(pk=pk).first()
    if invitation is None:
        return False
    invitation.meeting = meeting
    give_up(invitation, now)
    touch(meeting)
    return True


def as_neighbour(invitation: Invitation, now: datetime) -> Invitation:
    """Whoever left the office for which they were called may still sit in like any neighbour."""
    if invitation.reply not in AWAY:
        give_up(invitation, now)
    invitation.party = invitation.stands_in_for = None
    invitation.reason = ""
    invitation.save(update_fields=["party", "stands_in_for", "reason"])
    return invitation


def give_up(invitation: Invitation, now: datetime) -> None:
    """They are asked nothing more; who can send another in their place hears of it, not at night."""
    meeting, party = invitation.meeting, invitation.party
    with translation.override(settings.LANGUAGE_CODE):
        sentence = _("No longer speaks for %(party)s")
        invitation.reason = (sentence % {"party": party.name})[:120] if party else ""
    invitation.reply, invitation.replied_at = Reply.DECLINED, now
    invitation.save(update_fields=["reply", "reason", "replied_at"])
    data = {"user": invitation.user_id, "party": party and party.name}
    record(by=None, verb="committees.give_up_seat", subject=meeting, data=data, now=now)
    void(subject=meeting, kinds=messages.ABOUT_THE_DATE, to=[invitation.user])
    led = meeting.chair_id == invitation.user_id
    if led:  # those who called it lead it, until they agree on somebody
        meeting.chair = None
        meeting.save(update_fields=["chair"])
    if getattr(invitation, "house_left", False):
        tell_of_the_house(invitation, now, led=led)
    elif party:
        tell_of_the_seat(invitation, now, led=led)


def tell_of_the_house(invitation: Invitation, now: datetime, *, led: bool) -> None:
    """Its service ended: nobody else of it is asked. Those who run the meeting hear of it once, and each
    delegate that nobody waits for them."""
    meeting, event = invitation.meeting, f"party left {invitation.party_id}"
    row = {"kind": messages.SUBSTITUTE, "now": now, "due_at": after_the_night(now)}
    words = messages.party_left(invitation, now, led=led)
    tell(those_who_run(meeting), meeting, words=words, event=event, **row)
    words = messages.not_waited_for(invitation, now)
    tell([invitation.user], meeting, words=words, event=f"{event} {invitation.pk}", **row)


def tell_of_the_seat(invitation: Invitation, now: datetime, *, led: bool) -> None:
    due_at = after_the_night(now)
    if invitation.stands_in_for:
        words = messages.substitute_left(invitation, now)
        give_seat_back(invitation, now, words=words, due_at=due_at)
        return
    house = invitation.party.organisation
    told = [*(leading(house) if house else []), *those_who_run(invitation.meeting)]
    people: list[User] = list({user.pk: user for user in told}.values())
    event = f"seat left {invitation.pk} {invitation.returns}"
    words = messages.seat_left(invitation, now, led=led)
    kind, to = messages.SUBSTITUTE, but(people, [invitation.user])
    tell(to, invitation.meeting, kind=kind, words=words, event=event, now=now, due_at=due_at)
