"""Convening, moving and calling off."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.models import Organisation, Place
from buildings.models.organisations import OrganisationKind
from committees import messages
from committees.minutes_messages import LYING
from committees.models import Charter, Invitation, Meeting, MeetingKind, MeetingSeries
from committees.models.kinds import COUNCIL, Counted, Rules
from committees.models.meetings import AWAY, MeetingState, Reply
from committees.models.series import is_web_address
from committees.operations.agenda import ItemPlan, insist_on_enough_time, write_agenda
from committees.operations.ground import (
    dates_known,
    insist_on_ahead,
    insist_on_running,
    insist_on_standing,
    know_it_so,
    locked,
    remind,
    take_turns,
    tell,
    touch,
    when_and_where,
)
from committees.operations.on_issues import say_it_is_off, say_it_moved
from committees.operations.parties import (
    MOST_INVITED,
    PartyPlan,
    delegates_with_chair,
    too_many_invited,
    write_parties,
)
from committees.operations.topics import release_topics, tell_raisers_of_the_move
from committees.rules import may_convene
from journal.models import Entry
from journal.operations import record
from kit.lines import listed, printable
from kit.refused import Refused
from kit.times import moment
from notifications.operations import void
from people.models import User

CHARTERED = ("quorum_", "majority_", "voters", "has_substitutes")
FARTHEST = timedelta(days=731)  # a slip of the pen ("2206") must not wait in the outbox for ever


@transaction.atomic
def convene_meeting(
    *,
    by: User,
    organisation: Organisation,
    title: str,
    place: Place,
    venue: str,
    starts_at: datetime,
    ends_at: datetime,
    parties: Sequence[PartyPlan],
    agenda: Sequence[ItemPlan],
    kind: str = "joint",
    chair: User | None = None,
    lead: str = "",
    is_open: bool = True,
    venue_note: str = "",
    online_url: str = "",
    seats_for_residents: int = 0,
    quorum: int | None = None,
    series: MeetingSeries | None = None,
    series_on: date | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Meeting:
    """Calls the parties to a date, with an agenda whose first item is how the last resolutions stand.

    It keeps the rules of its kind (or of the council's charter) as they are today; `quorum` is a number that
    the convenor names instead. A second tap carries the same `client_key` and gets what the first one made.
    """
    now = now or timezone.now()
    key = client_key or uuid4()
    if not may_convene(user=by, organisation=organisation, place=place):
        raise Refused(_("Meetings are convened by those who serve this place."))
    if known := already_convened(by, key):
        return known
    held_as = kind_called(kind)
    insist_on_a_convenor(held_as, organisation)
    insist_on_a_date(starts_at, ends_at, now)
    insist_on_notice(held_as, starts_at, now)
    parties = delegates_with_chair(parties, chair, now)
    if not agenda:
        raise Refused(_("Put at least one item on the agenda."), field="agenda")
    insist_on_enough_time(agenda, ends_at - starts_at)
    insist_on_few_enough(parties)
    rules = rules_for(held_as, organisation)
    insist_on_a_quorum(quorum, rules, parties)
    take_turns(place.pk, held_as.pk)
    fields = rules | {
        "kind": held_as,
        "title": required(title, _("Give the meeting a title."), "title"),
        "lead": lead.strip(),
        "place": place,
        "venue": required(venue, _("Say where you meet."), "venue"),
        "venue_note": venue_note.strip(),
        "online_url": web_address(online_url),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "organisation": organisation,
        "convened_by": by,
        "chair": chair,
        "is_open": is_open,
        "seats_for_residents": seats_for_residents,
        "quorum_fixed": quorum,
        "series": series,
        "series_on": series_on,
        "previous": last_closed(place, held_as.code, starts_at),
        "created_at": now,
        "changed_at": now,
    }
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(client_key=key, **fields)
    except IntegrityError:  # the same tap, a moment earlier, on another connection
        if known := already_convened(by, key):
            return known
        raise
    record(
        by=by,
        verb="committees.convene",
        subject=meeting,
        data={"starts_at": starts_at.isoformat(), "parties": len(parties), "items": len(agenda)},
        now=now,
    )
    invitations = write_parties(meeting, parties, now)
    write_agenda(meeting, agenda, by=by, now=now)
    tell(
        [invitation.user for invitation in invitations],
        meeting,
        kind=messages.INVITATION,
        words=messages.invitation(meeting, now),
        event="invited",
        now=now,
    )
    remind(invitations, meeting, now=now)
    return meeting


def kind_called(code: str) -> MeetingKind:
    if known := MeetingKind.objects.filter(pk=code, is_active=True).first():
        return known
    raise Refused(_("There is no such kind of meeting."), field="kind")


def insist_on_a_convenor(kind: MeetingKind, organisation: Organisation) -> None:
    if kind.convenors and organisation.kind not in kind.convenors:
        names = listed(str(OrganisationKind(each).label) for each in kind.convenors)
        sentence = _("%(kind)s: it is called by %(who)s.") % {"kind": kind, "who": names}
        raise Refused(sentence, field="organisation")


def rules_for(kind: MeetingKind, organisation: Organisation) -> dict:
    """The kind's; where a council has a charter, the charter says when it can decide and how."""
    rules = {name: getattr(kind, name) for name in Rules.rule_fields()}
    charter = Charter.objects.filter(council=organisation).first() if kind.code == COUNCIL else None
    if charter:
        rules |= {name: getattr(charter, name) for name in rules if name.startswith(CHARTERED)}
    return rules


def insist_on_notice(kind: MeetingKind, starts_at: datetime, now: datetime) -> None:
    if kind.notice_is_binding and starts_at - now < timedelta(days=kind.notice_days):
        sentence = ngettext(
            "%(kind)s: it is called at least %(days)d day ahead, by law.",
            "%(kind)s: it is called at least %(days)d days ahead, by law.",
            kind.notice_days,
        )
        raise Refused(sentence % {"kind": kind, "days": kind.notice_days}, field="starts_at")


def insist_on_few_enough(parties: Sequence[PartyPlan]) -> None:
    if sum(len(plan.users) for plan in parties) > MOST_INVITED:
        raise Refused(too_many_invited(), field="parties")


def insist_on_a_quorum(quorum: int | None, rules: dict, parties: Sequence[PartyPlan]) -> None:
    """A number named by hand: somebody, and no more than there are."""
    if quorum is None:
        return
    of_people = rules["quorum_of"] == Counted.PEOPLE
    most = sum(plan.places for plan in parties) if of_people else len(parties)
    if not 1 <= quorum <= most:
        sentence = _("The quorum is at least 1, and at most the %(most)d who are called.")
        raise Refused(sentence % {"most": most}, field="quorum")


def already_convened(by: User, key: UUID) -> Meeting | None:
    known = Meeting.objects.filter(client_key=key).first()
    if known and known.convened_by_id != by.pk:
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def insist_on_a_date(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Refused(_("This time has passed. Choose one that is still ahead."), field="starts_at")
    if starts_at - now > FARTHEST:
        raise Refused(_("This is more than two years ahead. Please check the year."), field="starts_at")
    if ends_at <= starts_at:
        raise Refused(_("The end must come after the beginning."), field="ends_at")


def required(text: str, sentence: str, field: str) -> str:
    text = printable(text).strip()
    if not text:
        raise Refused(sentence, field=field)
    return text


def web_address(url: str) -> str:
    """It becomes a link on pages and in mails, so it is one that leads to a page."""
    url = url.strip()
    try:
        if url:
            is_web_address(url)
    except ValidationError:
        sentence = _("This link cannot be opened. Please copy it from the meeting program once more.")
        raise Refused(sentence, field="online_url") from None
    return url


def last_closed(place: Place, kind: str, before: datetime) -> Meeting | None:
    """Whose resolutions this one looks at first."""
    closed = Meeting.objects.filter(place=place, kind=kind, state=MeetingState.CLOSED, starts_at__lt=before)
    return closed.order_by("-starts_at", "-id").first()


@transaction.atomic
def move_meeting(
    *,
    by: User,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    venue: str | None = None,
    venue_note: str | None = None,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> Meeting:
    """A new date and new reminders; those for the old date are void, and answers to it are asked anew.

    How one gets in stays with its room: with another it is what is said now, or nothing.

    `seen_revision` is what the person had on the screen: a move since then is shown, not overwritten.
    Moving it to where it already is changes nothing, so a second tap tells nobody twice.
    """
    now = now or timezone.now()
    take_turns(meeting.place_id, meeting.kind_id)
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_ahead(meeting, now)
    venue = meeting.venue if venue is None else required(venue, _("Say where you meet."), "venue")
    if venue_note is None:
        venue_note = meeting.venue_note if venue == meeting.venue else ""
    room = (venue, venue_note.strip())
    insist_on_a_date(starts_at, ends_at, now)
    insist_on_notice(meeting.kind, starts_at, now)
    insist_on_enough_time(list(meeting.agenda.filter(is_follow_up=False)), ends_at - starts_at)
    before, told = (meeting.starts_at, meeting.ends_at), when_and_where(meeting)
    if (*before, meeting.venue, meeting.venue_note) == (starts_at, ends_at, *room):
        return meeting
    if seen_revision is not None and seen_revision != meeting.revision:
        sentence = _("Somebody else moved it meanwhile, to %(when)s. Please look again.")
        raise Refused(sentence % {"when": moment(meeting.starts_at, now=now)})
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.venue, meeting.venue_note = room
    meeting.previous = last_closed(meeting.place, meeting.kind_id, starts_at)
    meeting.revision += 1
    meeting.changed_at = now
    fields = ["starts_at", "ends_at", "venue", "venue_note", "previous", "revision", "changed_at"]
    meeting.save(update_fields=fields)
    meeting.attendances.here().update(
        left_at=now
    )  # who came early to the old date is not there on the new one
    touch(meeting)
    data = {"from": before[0].isoformat(), "to": starts_at.isoformat(), "revision": meeting.revision}
    record(by=by, verb="committees.move", subject=meeting, data=data | {"before": told}, now=now)
    tell_of_the_move(meeting, has_new_date=before != (starts_at, ends_at), now=now)
    if before[0] != starts_at:
        tell_raisers_of_the_move(meeting, by=by, now=now)  # topics before issues, as where it is called off
        say_it_moved(meeting, by=by, now=now)
    return meeting


def tell_of_the_move(meeting: Meeting, *, has_new_date: bool, now: datetime) -> None:
    void(subject=meeting, kinds=messages.ABOUT_THE_DATE)
    invitations = meeting.invitations.select_related("user")
    if has_new_date:
        asked_anew(meeting).update(reply=Reply.NONE, reason="", replied_at=None)
    coming: list[Invitation] = list(invitations.exclude(reply__in=AWAY))
    words = messages.moved(meeting, now) if has_new_date else messages.other_venue(meeting, now)
    known = know_it_so(meeting)
    people = [invitation.user for invitation in coming if invitation.user_id not in known]
    tell(people, meeting, kind=messages.MOVED, words=words, event="moved", now=now)
    if has_new_date and known:
        tell_that_it_stays([one.user for one in coming if one.user_id in known], meeting, now=now)
    if has_new_date:
        tell_who_sent_another(meeting, known, now=now)
    remind(coming, meeting, now=now)


def tell_who_sent_another(meeting: Meeting, known: set[int], *, now: datetime) -> None:
    """The seat is still theirs to take back: they might come themselves on the new date."""
    sent = meeting.invitations.exclude(reply__in=AWAY).filter(stands_in_for__reply=Reply.PROXY)
    for other in sent.exclude(stands_in_for__user__in=known).select_related("user", "stands_in_for__user"):
        words = messages.moved_without_you(meeting, other.user, now)
        to = [other.stands_in_for.user]
        tell(to, meeting, kind=messages.MOVED, words=words, event="moved", now=now)


def tell_that_it_stays(people: Sequence[User], meeting: Meeting, *, now: datetime) -> None:
    """They know this date. Whoever had not answered yet has nothing to hear."""
    answers = Entry.objects.about(meeting).filter(verb="committees.reply", by__in=people)
    answered = set(answers.values_list("by", flat=True))
    some = [user for user in people if user.pk in answered]
    words = messages.stays(meeting, now)
    tell(some, meeting, kind=messages.MOVED, words=words, event="stays", now=now)


def asked_anew(meeting: Meeting) -> QuerySet[Invitation]:
    """Whoever answered for the old date. Substitutes stay sent, those stood down stay at home, and of the
    neighbours those who do not come, or only on the line, get no chair by it."""
    stood_down = Q(stands_in_for__isnull=False, reply=Reply.DECLINED)
    no_chair = Q(party=None, reply__in=[Reply.DECLINED, Reply.ONLINE])
    return meeting.invitations.exclude(reply__in=[Reply.NONE, Reply.PROXY]).exclude(stood_down | no_chair)


@transaction.atomic
def cancel_meeting(*, by: User, meeting: Meeting, reason: str, now: datetime | None = None) -> Meeting:
    """Called off for good, with the reason that everyone invited reads. A second tap changes nothing."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    if meeting.is_cancelled:
        return meeting
    insist_on_standing(meeting)
    if meeting.opened_at or meeting.resolutions.exists():
        raise Refused(_("It has been opened already. Close it with its minutes; what was decided stands."))
    meeting.cancel_reason = required(reason, _("Say why; everyone invited will read it."), "reason")
    meeting.state = MeetingState.CANCELLED
    meeting.revision += 1
    meeting.changed_at = now
    meeting.save(update_fields=["state", "cancel_reason", "revision", "changed_at"])
    record(by=by, verb="committees.cancel", subject=meeting, data={"reason": meeting.cancel_reason}, now=now)
    release_topics(meeting, now=now)
    say_it_is_off(meeting, by=by, now=now)
    touch(meeting)
    void(subject=meeting, kinds=[*messages.ABOUT_THE_DATE, LYING])
    tell_of_the_end(meeting, now=now)
    return meeting


def tell_of_the_end(meeting: Meeting, *, now: datetime) -> None:
    """Each by the date that they know: whom a move has not reached yet would not recognise the new one. Who
    sent another hears it too."""
    known, people = dates_known(meeting), defaultdict(list)
    for invitation in meeting.invitations.exclude(reply=Reply.DECLINED).select_related("user"):
        people[known.get(invitation.user_id, meeting.starts_at)].append(invitation.user)
    for told, some in people.items():
        words = messages.cancelled(meeting, told, now)
        tell(some, meeting, kind=messages.CANCELLED, words=words, event="cancelled", now=now)
