"""In the last days those who have not voted are told of the hour, once a day; whoever votes hears no more.
Captains hear twice how many homes of theirs are silent; those who hold the ballot, which objections wait."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ballots.messages import objections as words
from ballots.models import Ballot, Elector, Objection, RollVoter
from ballots.models.rolls import ObjectionState
from ballots.operations.locking import lock
from ballots.queries.people import captains_of, runners_of, voters_of
from ballots.queries.reached import by_building, homes_of, silent_electors, sum_of
from ballots.thresholds import REMINDER_DAYS
from kit.times import last_day, local_date
from notifications.operations import post, void
from people.models import User

ONE_DAY = timedelta(days=1)


def remind_voters(now: datetime | None = None) -> int:
    """Each ballot in a transaction of its own; called any number of times a day, it tells once a day."""
    now = now or timezone.now()
    return sum(remind_of(ballot, now=now) for ballot in _closing_soon(now))


def _closing_soon(now: datetime):
    return Ballot.objects.open(now).filter(closes_at__lte=now + timedelta(days=REMINDER_DAYS))


@transaction.atomic
def remind_of(ballot: Ballot, *, now: datetime) -> int:
    """Votes wait at the ballot's row meanwhile: whoever goes in afterwards takes this reminder back."""
    ballot = lock(ballot)
    if ballot.closed_at or ballot.voided_at:
        return 0
    days = (last_day(ballot.closes_at) - local_date(now)).days
    return post(
        to=voters_of(silent_electors(ballot)),
        kind=words.REMINDER,
        words=words.vote_reminder(ballot, days, now),
        url=ballot.get_absolute_url(),
        subject=ballot,
        dedupe=f"ballot {ballot.pk} {local_date(now)}",
        expires_at=ballot.closes_at,
        by_day=True,
    )


def stop_reminding(elector: Elector) -> None:
    """Of whoever has nobody left to vote for in this ballot, what waits to be sent is taken back."""
    mine = set(RollVoter.objects.filter(elector=elector, ended_at=None).values_list("user", flat=True))
    others = silent_electors(elector.ballot).exclude(pk=elector.pk)
    left = RollVoter.objects.filter(user__in=mine, ended_at=None, elector__in=others)
    if done := mine - set(left.values_list("user", flat=True)):
        void(subject=elector.ballot, kinds=[words.REMINDER], to=done)


# --- captains -------------------------------------------------------------------------------------------


def tell_captains(now: datetime | None = None, *, opened_within: timedelta | None = None) -> int:
    """Once when voting has begun, once in the last days, how many homes of theirs are silent."""
    now = now or timezone.now()
    ballots = Ballot.objects.open(now).select_related("place")
    if opened_within:
        ballots = ballots.filter(opens_at__gt=now - opened_within)
    return sum(tell_captains_of(ballot, now=now) for ballot in ballots)


@transaction.atomic
def tell_captains_of(ballot: Ballot, *, now: datetime) -> int:
    is_last = ballot.closes_at <= now + timedelta(days=REMINDER_DAYS)
    return sum(_tell_captain(ballot, captain, is_last, now) for captain in captains_of(ballot))


def _tell_captain(ballot: Ballot, captain: User, is_last: bool, now: datetime) -> int:
    whole = sum_of(by_building(homes_of(captain, ballot)))
    silent = whole.reached + whole.silent
    if not silent:
        return 0
    return post(
        to=[captain],
        kind=words.TURNOUT,
        words=words.homes_to_reach(ballot, silent=silent, unreached=whole.silent, is_last=is_last, now=now),
        url=words.url_of_turnout(ballot),
        subject=ballot,
        dedupe=f"ballot {ballot.pk} homes {'last' if is_last else 'open'}",
        expires_at=ballot.closes_at,
        by_day=True,
    )


# --- objections -----------------------------------------------------------------------------------------


def remind_of_objections(now: datetime | None = None) -> int:
    """The day before an answer is due, and once the day is over."""
    now = now or timezone.now()
    today = local_date(now)
    rows = Objection.objects.filter(state=ObjectionState.OPEN, due_on__lte=today + ONE_DAY)
    rows = rows.filter(ballot__voided_at=None).select_related("ballot")
    return sum(remind_of_objection(row, today, now=now) for row in rows)


@transaction.atomic
def remind_of_objection(objection: Objection, today: date, *, now: datetime) -> int:
    """Under its lock: what was answered a moment ago is not asked for."""
    objection = (
        Objection.objects.select_for_update(of=("self",)).select_related("ballot").get(pk=objection.pk)
    )
    if objection.state != ObjectionState.OPEN:
        return 0
    ballot, is_late = objection.ballot, today > objection.due_on
    return post(
        to=[person for person in runners_of(ballot) if person.pk != objection.by_id],
        kind=words.OWED,
        words=words.objection_owed(ballot, objection, is_late=is_late, now=now),
        url=words.url_of_objections(ballot),
        subject=ballot,
        dedupe=f"objection {objection.pk} {'late' if is_late else 'due'}",
        by_day=True,
    )
