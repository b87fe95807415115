"""For whom somebody votes in a ballot, and for whom not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Elector, Paper, Proxy, RollCorrection, RollHome, RollVoter, Vote
from ballots.models.ballots import Electorate
from ballots.models.votes import PaperState
from buildings.alike import ask_alike
from buildings.models import Ownership, Residency
from buildings.models.dwellings import ResidencyKind
from buildings.standing import standing_of
from kit.carried import carried, first_of, unpacked
from kit.times import short_day
from people.models import User

UNREAD = (PaperState.WAITING, PaperState.DIFFERS)


@dataclass
class Entry:
    """An elector for whom this person may vote: as themselves, or as the agent of a proxy."""

    elector: Elector
    proxy: Proxy | None = None
    vote: Vote | None = None  # what counts now, of a ballot by name
    took_part: bool = False
    waiting: Paper | None = None  # handed in and not yet read twice
    given: Proxy | None = None  # who else may vote for it

    @property
    def key(self) -> str:
        """Names its form among several on one page."""
        return f"{self.elector.pk}p" if self.proxy else str(self.elector.pk)


def electors_of(user: User, ballot: Ballot) -> list[Elector]:
    """Whom this person votes for or once did, themselves or as agent, with all that is said of it: one
    statement, however many there are."""
    return ask_alike(_electors, user, timezone.now(), ballot.pk)["electors"]


def _electors(user: User, now: datetime, ballot: int) -> dict[str, QuerySet]:
    mine = RollVoter.objects.filter(user=user)
    held = Proxy.objects.holding().filter(ballot=ballot, agent=user)
    known = mine.filter(elector__ballot=ballot).values("elector").union(held.values("elector"))
    this = {"elector": OuterRef("pk")}
    rows = Elector.objects.filter(pk__in=known).select_related("participation", "place")
    rows = rows.annotate(
        is_own=Exists(mine.filter(**this, ended_at=None)),
        was_own=Exists(mine.filter(**this)),
        held_rows=carried(held.filter(**this)),
        vote_rows=carried(Vote.objects.current().of_those_who_still_vote().filter(**this)),
        unread_rows=carried(Paper.objects.filter(**this, state__in=UNREAD)),
        given_rows=carried(Proxy.objects.standing().filter(**this)),
        last_reason=last_reason(OuterRef("pk")),
    )
    return {"electors": rows.order_by("number")}


def last_reason(elector: OuterRef) -> Subquery:
    corrections = RollCorrection.objects.filter(elector=elector).order_by("-revision")
    return Subquery(corrections.values("reason")[:1])


def entries_of(user: User, ballot: Ballot, electors: Sequence[Elector] | None = None) -> list[Entry]:
    """Own ones first, then by proxy; `electors` where the page has them."""
    known = electors_of(user, ballot) if electors is None else electors
    on_roll = [elector for elector in known if elector.removed_at is None]
    own = [own_entry(elector) for elector in on_roll if elector.is_own]
    return own + [entry for elector in on_roll for entry in entries_by_proxy(elector)]


def own_entry(elector: Elector) -> Entry:
    return Entry(
        elector,
        vote=first_of(Vote, elector.vote_rows),
        took_part=hasattr(elector, "participation"),
        waiting=first_of(Paper, elector.unread_rows),
        given=first_of(Proxy, elector.given_rows),
    )


def entries_by_proxy(elector: Elector) -> Iterator[Entry]:
    """What the principal chose is no business of the agent."""
    vote, took_part = first_of(Vote, elector.vote_rows), hasattr(elector, "participation")
    for proxy in unpacked(Proxy, elector.held_rows):
        proxy.elector = elector
        yield Entry(elector, proxy, vote if vote and vote.proxy_id == proxy.pk else None, took_part)


def why_not(user: User, ballot: Ballot, electors: Sequence[Elector] | None = None) -> str:
    """Of somebody who sees the ballot and votes for nobody: the reason, where it concerns them."""
    if ballot.announced_at is None:
        return ""
    known = electors_of(user, ballot) if electors is None else electors
    mine = sorted((e for e in known if e.was_own), key=lambda elector: elector.removed_at is not None)
    return _why_not(user, ballot, mine[0] if mine else None)


def why_not_sentence(*, user: User, ballot: Ballot, elector: Elector) -> str:
    """Of an entry that somebody named."""
    known = Elector.objects.filter(pk=elector.pk).annotate(
        was_own=Exists(RollVoter.objects.filter(user=user, elector=OuterRef("pk"))),
        last_reason=last_reason(OuterRef("pk")),
    )
    return _why_not(user, ballot, known.get())


def _why_not(user: User, ballot: Ballot, elector: Elector | None) -> str:
    """`elector` knows `was_own` and `last_reason`. Of one that is theirs still nobody asks."""
    if elector and elector.removed_at:
        sentence = _("%(label)s was taken off the roll of this ballot: %(reason)s")
    elif elector and elector.was_own:
        sentence = _("Somebody else votes for %(label)s now: %(reason)s")
    else:
        return _not_of_the_roll(user, ballot)
    reason = elector.last_reason or _("the reason stands beside the roll")
    return sentence % {"label": elector, "reason": reason}


def _not_of_the_roll(user: User, ballot: Ballot) -> str:
    home = _home_on_roll(user, ballot)
    if home and home.was_theirs:
        return not_written_down(home)
    if home:
        sentence = _(
            "The roll was frozen when notice was given on %(day)s. Whoever owned %(home)s on that day votes "
            "for it; a sale since then changes nothing in this ballot."
        )
        day = short_day(ballot.announced_at, now=timezone.now())
        return sentence % {"day": day, "home": home.label}
    if ballot.electorate == Electorate.OWNERS:
        return _("In this ballot the owners on the roll vote. You are not among them.")
    return _("You are not on the roll of this ballot.")


def not_written_down(home: RollHome) -> str:
    """Of a home that is theirs and stands on the roll, where nobody is said to vote for it online."""
    if home.elector.is_joint and home.elector.voters.filter(ended_at=None).exists():
        sentence = _("%(home)s has several owners, and it is written down which of them votes for all.")
    elif home.elector.is_joint:
        sentence = _("%(home)s has several owners, and one of them votes for all. Tell us who it is.")
    else:
        sentence = _("%(home)s is on the roll, but it is not yet written down that you vote for it.")
    return sentence % {"home": home.label}


def _home_on_roll(user: User, ballot: Ballot) -> RollHome | None:
    """Of a ballot of owners, a home that is this person's today and that they do not vote for. `was_theirs`:
    the register knows of no other owners than the roll, and they were there then, or are one of several."""
    owned = [c.dwelling_id for c in standing_of(user).capacities if c.dwelling_id and c.tie == "owner"]
    if not owned or not ballot.is_of_owners:
        return None
    owners = Ownership.objects.current().filter(dwelling=OuterRef("dwelling")).values("owner_name")
    known = Residency.objects.filter(user=user, dwelling=OuterRef("dwelling"), kind=ResidencyKind.OWNER)
    since = known.filter(started_on__lte=timezone.localdate(ballot.announced_at))
    rows = RollHome.objects.filter(ballot=ballot, dwelling__in=owned).exclude(elector__voters__user=user)
    rows = rows.annotate(owners=ArraySubquery(owners), was_there=Exists(since))
    if home := rows.select_related("elector").first():
        was_sold = not {name.strip() for name in home.owners} <= set(home.elector.name.split("、"))
        home.was_theirs = not was_sold and (home.was_there or home.elector.is_joint)
    return home
