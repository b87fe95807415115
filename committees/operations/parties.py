"""Who is called, and what they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Captaincy, Membership, Organisation, Residency
from committees import messages
from committees.models import Invitation, Meeting, Party
from committees.models.meetings import AWAY, Reply
from committees.operations.ground import insist_on_ahead, locked, remind, tell
from committees.operations.left_seats import as_neighbour
from committees.operations.substitutes import give_seat_back, insist_on_own_seat
from committees.rules import is_child, may_invite, may_run, may_sign_up
from journal.operations import record
from kit.refused import Refused
from kit.times import moment
from notifications.operations import void
from people.models import User

MOST_INVITED = 1_000


def too_many_invited() -> str:
    sentence = _("At most %(most)d people sit down together. All the others learn of it by a notice.")
    return sentence % {"most": MOST_INVITED}


@dataclass(frozen=True)
class PartyPlan:
    """One party: an organisation with its delegates, or neighbours (captains, residents) when it is none."""

    name: str
    organisation: Organisation | None = None
    users: Sequence[User] = ()
    seats: int | None = None

    @property
    def called(self) -> str:
        return self.name.strip() or str(self.organisation or "")

    @property
    def places(self) -> int:
        return max(1, len(self.users)) if self.seats is None else self.seats


def delegates_with_chair(parties: Sequence[PartyPlan], chair: User | None, now: datetime) -> list[PartyPlan]:
    """Whoever leads the meeting is called to it too, with the party to which they belong."""
    parties = list(parties)
    if not parties:
        raise Refused(_("Invite at least one party."), field="parties")
    if chair is None or any(user.pk == chair.pk for plan in parties for user in plan.users):
        return parties
    for number, plan in enumerate(parties):
        if plan.organisation and not strangers([chair], plan.organisation, now):
            parties[number] = replace(plan, users=[*plan.users, chair])
            return parties
    raise Refused(_("Whoever chairs the meeting has to be one of the delegates."), field="chair")


def write_parties(meeting: Meeting, plans: Sequence[PartyPlan], now: datetime) -> list[Invitation]:
    insist_on_one_party_each(plans)
    invitations = []
    for position, plan in enumerate(plans, start=1):
        insist_on_belonging(meeting, plan, now)
        party = Party.objects.create(
            meeting=meeting,
            organisation=plan.organisation,
            name=plan.called,
            seats=plan.places,
            position=position,
        )
        invitations += [Invitation(meeting=meeting, party=party, user=user) for user in plan.users]
    return Invitation.objects.bulk_create(invitations)


def insist_on_one_party_each(plans: Sequence[PartyPlan]) -> None:
    names, people = set(), set()
    for plan in plans:
        if not plan.called:
            raise Refused(_("Each party needs a name."), field="parties")
        if plan.called in names:
            raise Refused(_("%(party)s is invited twice.") % {"party": plan.called}, field="parties")
        names.add(plan.called)
        for user in plan.users:
            if user.pk in people:
                sentence = _("%(person)s can speak for one party only.")
                raise Refused(sentence % {"person": user.display_name}, field="parties")
            people.add(user.pk)
        if plan.places < 1:
            raise Refused(
                _("%(party)s has no seat. Give it one, or leave it out.") % {"party": plan.called},
                field="parties",
            )
        if plan.places < len(plan.users):
            sentence = _("%(party)s has more delegates than seats.")
            raise Refused(sentence % {"party": plan.called}, field="parties")


def insist_on_belonging(meeting: Meeting, plan: PartyPlan, now: datetime) -> None:
    outside = (
        strangers(plan.users, plan.organisation, now)
        if plan.organisation
        else not_neighbours(plan.users, meeting, now)
    )
    if outside:
        sentence = _("%(person)s does not belong to %(party)s.")
        raise Refused(sentence % {"person": outside[0].display_name, "party": plan.called}, field="parties")


def strangers(users: Iterable[User], organisation: Organisation, now: datetime) -> list[User]:
    """Who is no member of it on that day."""
    members = Membership.objects.current(timezone.localdate(now)).filter(
        organisation=organisation, user__is_active=True
    )
    known = set(members.values_list("user_id", flat=True))
    return [user for user in users if user.pk not in known]


def not_neighbours(users: Iterable[User], meeting: Meeting, now: datetime) -> list[User]:
    """Who neither lives at the meeting's place nor looks after some of it on that day."""
    on, path = timezone.localdate(now), meeting.place.path
    users = list(users)
    here = {"user__in": users, "user__is_active": True}
    captains = Captaincy.objects.current(on).filter(place__path__startswith=path, **here)
    residents = Residency.objects.current(on).filter(dwelling__place__path__startswith=path, **here)
    known = set(captains.values_list("user_id", flat=True)) | set(residents.values_list("user_id", flat=True))
    return [user for user in users if user.pk not in known]


@transaction.atomic
def invite_delegate(*, by: User, party: Party, user: User, now: datetime | None = None) -> Invitation:
    """One more delegate of a party, who gets the invitation and the reminders that are still ahead."""
    now = now or timezone.now()
    meeting = locked(party.meeting)
    party = Party.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=party.pk)
    party.meeting = meeting
    if not may_invite(user=by, party=party):
        raise Refused(_("Each party names its own delegates."))
    insist_on_ahead(meeting, now)
    known = meeting.invitations.filter(user=user).first()
    if known and known.party_id == party.pk:
        return known
    if known and known.party_id:
        raise Refused(_("%(person)s can speak for one party only.") % {"person": user.display_name})
    insist_on_belonging(meeting, PartyPlan(party.name, party.organisation, [user]), now)
    seats = seats_with_one_more(by, party)
    invitation = known or Invitation(meeting=meeting, user=user)
    invitation.party = party
    if invitation.reply in AWAY:  # as a neighbour they said no; as a delegate they are asked anew
        invitation.reply, invitation.returns = Reply.NONE, invitation.returns + 1
    invitation.save()
    invitation.attendances.here().update(party=party)
    Party.objects.filter(pk=party.pk).exclude(seats=seats).update(seats=seats)
    data = {"party": party.name, "user": user.pk}
    record(by=by, verb="committees.invite", subject=meeting, data=data, now=now)
    words = messages.invitation(meeting, now)
    tell([user], meeting, kind=messages.INVITATION, words=words, event="invited", now=now)
    remind([invitation], meeting, now=now)
    return invitation


def seats_with_one_more(by: User, party: Party) -> int:
    """Substitutes sit on others' seats. A party fills its own; only who runs the meeting gives it more."""
    delegates = taken_by(party).count() + 1
    if delegates > party.seats and not may_run(user=by, meeting=party.meeting):
        sentence = _("%(party)s has more delegates than seats.")
        raise Refused(sentence % {"party": party.name}, field="user")
    if party.meeting.invitations.count() >= MOST_INVITED:
        raise Refused(too_many_invited(), field="user")
    return max(party.seats, delegates)


def taken_by(party: Party) -> QuerySet[Invitation]:
    """Who has a seat of it; who does not come leaves it to another whom the party names."""
    return party.invitations.filter(stands_in_for=None).exclude(reply=Reply.DECLINED)


def insist_on_a_free_seat(invitation: Invitation) -> None:
    """Back after a "no": the party may have named another meanwhile."""
    party = invitation.party
    if party is None or invitation.stands_in_for_id or invitation.reply != Reply.DECLINED:
        return
    if taken_by(party).count() >= party.seats:
        sentence = _("%(party)s has named another for your seat. Ask them, or those who called the meeting.")
        raise Refused(sentence % {"party": party.name}, field="reply")


@transaction.atomic
def reply(
    *,
    by: User,
    meeting: Meeting,
    reply: str,
    says: str = "",
    reason: str = "",
    seen_start: datetime | None = None,
    now: datetime | None = None,
) -> Invitation:
    """Comes, joins online, comes late, or not. Residents of an open meeting sign up this way. `seen_start` is
    the date that was answered: a word for another one is none.

    A delegate who does not come says why. A "no" voids this person's reminders; a "yes" after it posts those
    that are still ahead, and the substitute who was sent need not come. A substitute's "no" asks the
    delegate anew.
    """
    now = now or timezone.now()
    if reply not in Reply.values or reply in (Reply.NONE, Reply.PROXY):
        raise Refused(_("Say whether you are coming."), field="reply")
    meeting = locked(meeting)
    insist_on_ahead(meeting, now)
    insist_on_this_date(meeting, seen_start, now)
    known = meeting.invitations.select_related("user", "party", "stands_in_for__user").filter(user=by).first()
    stands = known and meeting.invitations.standing_for(by).exists()  # whoever left an office left its seat
    if not stands and not may_sign_up(user=by, meeting=meeting):
        raise Refused(not_for(by))
    if known and known.party_id and not stands:
        known = as_neighbour(known, now)
    reason = reason.strip()[:120] if reply == Reply.DECLINED else ""
    if known and (known.reply, known.says, known.reason) == (reply, says.strip(), reason):
        return known
    invitation = known or Invitation(meeting=meeting, user=by)
    if reply == Reply.DECLINED and invitation.party_id and not reason:
        raise Refused(_("Say in a few words why; it stands in the minutes."), field="reason")
    if reply != Reply.DECLINED:
        insist_on_a_free_seat(invitation)
    insist_on_a_seat(meeting, invitation, reply)
    insist_on_own_seat(invitation, reply)
    was_away = invitation.reply in AWAY
    if was_away and reply != Reply.DECLINED:
        invitation.returns += 1
    if invitation.pk and reply != Reply.DECLINED:
        call_back_substitute(invitation, now=now)
    invitation.reply, invitation.says, invitation.replied_at = reply, says.strip()[:300], now
    invitation.reason = reason
    invitation.save()
    record(by=by, verb="committees.reply", subject=meeting, data={"reply": reply}, now=now)
    if reply == Reply.DECLINED:
        void(subject=meeting, kinds=[messages.REMINDER], to=[by])
        give_seat_back(invitation, now)
    elif known is None or was_away:
        remind([invitation], meeting, now=now)
    return invitation


def not_for(user: User) -> str:
    """Why somebody cannot sign up, nor come in by the code at the door."""
    if is_child(user):
        return _("Under 14 you come along with a grown-up of your home: no child stands in a list of names.")
    return _("This meeting is for the parties invited and the neighbours of the place.")


def insist_on_this_date(meeting: Meeting, seen_start: datetime | None, now: datetime) -> None:
    if seen_start is not None and seen_start != meeting.starts_at:
        sentence = _("The meeting was moved meanwhile, to %(when)s. Please answer for that date.")
        raise Refused(sentence % {"when": moment(meeting.starts_at, now=now)})


def call_back_substitute(invitation: Invitation, *, but: User | None = None, now: datetime) -> None:
    """The delegate comes in person after all, or sends another: one seat, one person."""
    sent = invitation.substitutes.exclude(reply=Reply.DECLINED).exclude(user=but)
    for other in sent.select_related("user"):
        with translation.override(other.user.language):
            other.reason = _("The delegate comes in person")
        other.reply, other.replied_at = Reply.DECLINED, now
        other.save()
        void(subject=invitation.meeting, kinds=messages.ABOUT_THE_DATE, to=[other.user])
        tell(
            [other.user],
            invitation.meeting,
            kind=messages.SUBSTITUTE,
            words=messages.not_needed(invitation.meeting, now),
            event=f"not needed {other.pk} {other.returns}",
            now=now,
        )


@transaction.atomic
def send_substitute(
    *, by: User, meeting: Meeting, substitute: User, now: datetime | None = None
) -> Invitation:
    """Somebody of the same party sits on the delegate's seat; where the rules allow it."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_ahead(meeting, now)
    own = meeting.invitations.standing_for(by).select_related("party__organisation").first()
    if own is None or own.party is None:
        raise Refused(_("Only a delegate can send somebody."))
    insist_on_a_free_seat(own)
    if not meeting.has_substitutes:
        raise Refused(_("At this kind of meeting nobody can stand in for another."), field="substitute")
    insist_on_belonging(meeting, PartyPlan(own.party.name, own.party.organisation, [substitute]), now)
    other = meeting.invitations.filter(user=substitute).first()
    if substitute == by or (other and other.party_id and other.stands_in_for_id != own.pk):
        sentence = _("%(person)s is called already. Choose somebody else.")
        raise Refused(sentence % {"person": substitute.display_name}, field="substitute")
    call_back_substitute(own, but=substitute, now=now)
    other = other or Invitation(meeting=meeting, user=substitute)
    other.returns += other.reply in AWAY  # asked a second time: what was taken back is posted anew
    other.party, other.stands_in_for, other.reply, other.reason = own.party, own, Reply.NONE, ""
    other.save()
    own.reply, own.reason, own.replied_at = Reply.PROXY, "", now
    own.save()
    void(subject=meeting, kinds=[messages.REMINDER], to=[by])
    record(by=by, verb="committees.send_substitute", subject=meeting, data={"user": substitute.pk}, now=now)
    words = messages.standing_in(meeting, by, now)
    event = f"stands in for {own.pk} {other.returns}"
    tell([substitute], meeting, kind=messages.INVITATION, words=words, event=event, now=now)
    remind([other], meeting, now=now)
    return other


def insist_on_a_seat(meeting: Meeting, invitation: Invitation, reply: str) -> None:
    """Delegates have theirs; of the residents' chairs there are so many. Asked under the meeting's lock."""
    needs_a_chair = reply in (Reply.COMING, Reply.LATE)
    if invitation.party_id or not needs_a_chair or not meeting.seats_for_residents:
        return
    if taken_seats(meeting, but=invitation) >= meeting.seats_for_residents:
        raise Refused(_("All the residents' seats are taken. You can still join online, or send your words."))


def taken_seats(meeting: Meeting, but: Invitation | None = None) -> int:
    """A resident who signed up keeps the chair when the date moves, until they say no."""
    signed_up = meeting.invitations.filter(party=None).exclude(reply__in=[*AWAY, Reply.ONLINE])
    if but and but.pk:
        signed_up = signed_up.exclude(pk=but.pk)
    return signed_up.count()
