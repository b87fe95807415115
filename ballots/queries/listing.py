"""The ballots that somebody sees: running, over, being prepared; and which of them wait for their vote."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import (
    Ballot,
    Elector,
    Option,
    Paper,
    Participation,
    Proposal,
    Proxy,
    RollCorrection,
    RollVoter,
)
from ballots.models.ballots import BallotKind, BallotState, Electorate
from ballots.models.proposals import OPEN_PROPOSALS
from ballots.queries.proposals import ORDER as PROPOSALS_ORDER
from ballots.queries.proposals import proposals_for
from ballots.queries.reached import IN_HAND
from ballots.result_words import headline, verdict
from ballots.rules import CALLING_KINDS
from buildings.models import Place
from buildings.models.places import AROUND, around, prefixes
from buildings.standing import standing_of
from kit.carried import carried
from kit.together import among
from people.models import User

ORDER = ("-closes_at", "-id")
MOST = 50  # of those that run at the same time
OVER = 8  # results below what is open: of an estate's last year or two. The page goes on to all of them
MOST_DRAFTS = 20
HEAVY = ("document", "named_list", "same_people")  # nothing of it stands in a row
NEW_FOR = timedelta(days=7)  # a result is news for a week


def rows_for(user: User | AnonymousUser, place: Place | None = None) -> QuerySet[Ballot]:
    rows = Ballot.objects.visible_to(user).select_related("organisation", f"place__{AROUND}").defer(*HEAVY)
    return rows.filter(place__path__below=place.path) if place else rows


# --- whose vote is missing ---------------------------------------------------------------------------------


def own_electors(user: User | AnonymousUser) -> QuerySet[Elector]:
    """For whom this person votes: as themselves, or as somebody's agent."""
    mine = RollVoter.objects.filter(user=user.pk, ended_at=None).values("elector")
    lent = Proxy.objects.filter(agent=user.pk, ended_at=None, confirmed_at__isnull=False).values("elector")
    return Elector.objects.filter(among(ArraySubquery(mine.union(lent))), removed_at=None)


def silent_ones(user: User | AnonymousUser) -> QuerySet[Elector]:
    """Of those, whoever has not voted, and of whom no paper is being read."""
    papers = Paper.objects.filter(elector=OuterRef("pk"), state__in=IN_HAND)
    return own_electors(user).filter(~Exists(papers), participation__isnull=True)


def _in(electors: QuerySet[Elector]) -> Exists:
    return Exists(electors.filter(ballot=OuterRef("pk")))


def to_vote(user: User | AnonymousUser, now: datetime, most: int = 7) -> list[Ballot]:
    """Open ballots in which this person has not voted yet, the one that closes first in front. One query."""
    return list(to_vote_rows(user, now, most))


def to_vote_rows(user: User | AnonymousUser, now: datetime, most: int = 7) -> QuerySet[Ballot]:
    """From the person's few electors: from the ballots, each one's whole roll would be read."""
    rows = Ballot.objects.open(now).filter(among(ArraySubquery(silent_ones(user).values("ballot"))))
    rows = rows.select_related("organisation").defer(*HEAVY)
    return rows.order_by("closes_at", "pk")[:most]


# --- the list ------------------------------------------------------------------------------------------


def with_turnout(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """`heads`, and `heads_in`: how many of them took part.

    From where they were written: the roll was frozen with its number, and the count says who took part. A
    roll is counted anew where it was put right; votes while they come in. Nobody who took part is taken off.
    """
    this = {"ballot": OuterRef("pk")}
    was_put_right = Exists(RollCorrection.objects.filter(**this))
    frozen, here = number_in("document", "roll"), number_in("result__tally", "participation")
    on_roll, votes = Elector.objects.filter(**this, removed_at=None), Participation.objects.filter(**this)
    return rows.annotate(
        heads=Case(When(was_put_right, then=counted(on_roll)), default=frozen),
        heads_in=Case(When(counted_at__isnull=False, then=here), default=counted(votes)),
    )


def number_in(column: str, name: str) -> Cast:
    return Cast(KeyTextTransform("heads", KeyTransform(name, column)), IntegerField())


def counted(rows: QuerySet) -> Coalesce:
    each = rows.order_by().values("ballot").annotate(n=Count("pk"))
    return Coalesce(Subquery(each.values("n"), IntegerField()), 0)


class Beside(NamedTuple):
    """What stands above the ballots that are over."""

    open_now: list[Ballot]  # those that wait for this person's vote first, then by their hours
    ahead: list[Ballot]
    drafts: list[Ballot]
    nominating: list[Ballot]


def above(user: User, now: datetime, place: Place | None) -> dict[str, QuerySet[Ballot]]:
    """Not evaluated: above the first page. A running one knows `is_on_roll`, and `waits` for a vote."""
    found = {"running": running(user, now, place), "nominating": nominating(user, now, place)}
    return found | {"drafts": drafts(user, place)} if prepares_somewhere(user) else found


def in_order(found: dict[str, list[Ballot]], now: datetime) -> Beside:
    on = found.get("running", [])
    return Beside(
        sorted((b for b in on if b.opens_at <= now), key=lambda b: (not b.waits, b.closes_at, b.pk)),
        sorted((b for b in on if b.opens_at > now), key=lambda b: (b.opens_at, b.closes_at, b.pk)),
        sorted(found.get("drafts", []), key=lambda b: (b.created_at, b.pk), reverse=True),
        sorted(found.get("nominating", []), key=lambda b: (b.nominations_until, b.pk)),
    )


def running(user: User | AnonymousUser, now: datetime, place: Place | None = None) -> QuerySet[Ballot]:
    rows = with_turnout(rows_for(user, place)).announced().filter(closed_at=None, closes_at__gt=now)
    mine = {"is_on_roll": _in(own_electors(user)), "waits": _in(silent_ones(user))}
    return in_list(rows, **mine).order_by("closes_at", "pk")[:MOST]


def over(user: User | AnonymousUser, now: datetime, place: Place | None = None) -> QuerySet[Ballot]:
    """Past their hour, and what was called off."""
    ended = Q(closes_at__lte=now) | Q(closed_at__isnull=False) | Q(voided_at__isnull=False)
    rows = with_turnout(rows_for(user, place)).filter(ended, announced_at__isnull=False)
    options = Option.objects.filter(ballot=OuterRef("pk")).order_by("position", "id")
    return in_list(rows, option_rows=carried(options))


def drafts(user: User | AnonymousUser, place: Place | None = None) -> QuerySet[Ballot]:
    """Of those who prepare them: nobody else sees one."""
    rows = rows_for(user, place).filter(announced_at=None)
    nobody = {"heads": Value(0), "heads_in": Value(0)}
    return in_list(rows.annotate(**nobody)).order_by("-created_at", "-pk")[:MOST_DRAFTS]


def nominating(user: User | AnonymousUser, now: datetime, place: Place | None = None) -> QuerySet[Ballot]:
    """Elections still to be announced that look for candidates among this person's neighbours, or in their
    council: nobody else leads them there."""
    standing = standing_of(user)
    near = around(standing.neighbour_paths)
    near |= Q(electorate=Electorate.MEMBERS, members_of__in=standing.organisation_ids)
    rows = Ballot.objects.filter(near, kind=BallotKind.ELECTION, announced_at=None, voided_at=None)
    rows = rows.filter(nominations_until__gt=now)
    rows = rows.filter(place__path__below=place.path) if place else rows
    nobody = {"heads": Value(0), "heads_in": Value(0)}
    return in_list(rows.annotate(**nobody)).order_by("nominations_until", "pk")[:MOST_DRAFTS]


def in_list(rows: QuerySet[Ballot], **facts: Any) -> QuerySet[Ballot]:
    """With the columns of all three, so that one query may give them."""
    none = Value(None, output_field=ArrayField(JSONField()))
    columns = {"is_on_roll": Value(False), "waits": Value(False), "option_rows": none} | facts
    rows = rows.select_related("organisation", f"place__{AROUND}", "result").defer(*HEAVY, "result__file")
    return rows.annotate(**columns)


def prepares_somewhere(user: User | AnonymousUser) -> bool:
    if not user.is_authenticated:
        return False
    return user.is_superuser or bool(standing_of(user).service_paths(*CALLING_KINDS))


def told(ballot: Ballot, now: datetime) -> dict[str, Any]:
    """What the row of one that is over says: its chip, and the result in a sentence once there is one."""
    state = ballot.state(now)
    if state != BallotState.COUNTED:
        tone = "wait" if state == BallotState.COUNTING else "plain"
        label = _("Called off after the count") if ballot.voided_at and ballot.counted_at else state.label
        return {"tone": tone, "label": str(label), "sentence": ballot.void_reason}
    labels = {option.key: option.label for option in ballot.options.all()}
    elected = [labels.get(key, key) for key in ballot.result.tally["elected"]]
    tone, label = verdict(ballot, ballot.result, elected)
    return {"tone": tone, "label": label, "sentence": headline(ballot, ballot.result, elected)}


# --- on other pages ------------------------------------------------------------------------------------


def newly_posted(user: User | AnonymousUser, now: datetime) -> Ballot | None:
    """The last result that was posted where this person lives or votes, for a week."""
    return next(iter(posted_rows(user, now)), None)


def posted_rows(user: User | AnonymousUser, now: datetime) -> QuerySet[Ballot]:
    rows = Ballot.objects.visible_to(user).filter(result__posted_at__gt=now - NEW_FOR, voided_at=None)
    return rows.defer(*HEAVY).order_by("-result__posted_at", "-pk")[:1]


def at_place(user: User | AnonymousUser, place: Place, most: int = 3) -> tuple[list[Ballot], list[Proposal]]:
    """What is being decided there, below, and in what it stands in: ballots not yet over, open proposals."""
    near = Q(place__path__startswith=place.path) | Q(place__path__in=prefixes([place.path]))
    now = timezone.now()
    ballots = rows_for(user).announced().filter(near, closed_at=None, closes_at__gt=now)
    ballots = ballots.annotate(waits=_in(silent_ones(user)))
    proposals = proposals_for(user).filter(near, state__in=OPEN_PROPOSALS)
    return (
        list(ballots.order_by("-waits", "closes_at", "pk")[:most]),
        list(proposals.order_by(*PROPOSALS_ORDER)[:most]),
    )
