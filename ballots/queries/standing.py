"""For whom somebody votes in a ballot, and for whom not, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Elector, Paper, Proxy, RollHome, RollVoter, Vote
from ballots.models.ballots import Electorate
from ballots.models.votes import PaperState
from buildings.standing import standing_of
from kit.times import short_day
from people.models import User


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


def entries_of(user: User, ballot: Ballot) -> list[Entry]:
    """Own ones first, then by proxy; at most five statements, however many there are."""
    own = Elector.objects.filter(ballot=ballot, removed_at=None, voters__user=user, voters__ended_at=None)
    own = own.select_related("participation").order_by("number")
    held = Proxy.objects.holding().filter(ballot=ballot, agent=user, elector__removed_at=None)
    held = held.select_related("elector__participation").order_by("elector__number")
    entries = [Entry(elector) for elector in own]
    entries += [Entry(proxy.elector, proxy) for proxy in held]
    if entries:
        with_votes(entries)
    return entries


def with_votes(entries: list[Entry]) -> None:
    electors = [entry.elector for entry in entries]
    own = [entry.elector for entry in entries if entry.proxy is None]
    votes = _by_elector(
        Vote.objects.current().of_those_who_still_vote().filter(elector__in=electors).select_related("paper")
    )
    unread = (PaperState.WAITING, PaperState.DIFFERS)
    papers = _by_elector(Paper.objects.filter(elector__in=own, state__in=unread)) if own else {}
    given = _by_elector(Proxy.objects.standing().filter(elector__in=own)) if own else {}
    for entry in entries:
        pk = entry.elector.pk
        entry.took_part = hasattr(entry.elector, "participation")
        entry.waiting, entry.given = papers.get(pk), given.get(pk) if entry.proxy is None else None
        vote = votes.get(pk)
        # What the principal chose is no business of the agent.
        entry.vote = vote if vote and (entry.proxy is None or vote.proxy_id == entry.proxy.pk) else None


def _by_elector(rows: Iterable) -> dict[int, Any]:
    return {row.elector_id: row for row in rows}


def why_not(user: User, ballot: Ballot) -> str:
    """Of somebody who sees the ballot and votes for nobody: the reason, where it concerns them."""
    if ballot.announced_at is None:
        return ""
    rows = RollVoter.objects.filter(user=user, elector__ballot=ballot).select_related("elector")
    mine = rows.order_by("elector__removed_at", "pk").first()
    return why_not_sentence(user=user, ballot=ballot, elector=mine.elector if mine else None)


def why_not_sentence(*, user: User, ballot: Ballot, elector: Elector | None = None) -> str:
    if elector and elector.removed_at:
        return _off_the_roll(elector)
    ended = elector and RollVoter.objects.filter(elector=elector, user=user, ended_at__isnull=False).exists()
    if ended:
        return _("Somebody else votes for %(label)s now: %(reason)s") % {
            "label": elector,
            "reason": _last_reason(elector),
        }
    return _not_of_the_roll(user, ballot)


def _off_the_roll(elector: Elector) -> str:
    sentence = _("%(label)s was taken off the roll of this ballot: %(reason)s")
    return sentence % {"label": elector, "reason": _last_reason(elector)}


def _last_reason(elector: Elector) -> str:
    last = elector.corrections.order_by("-revision").first()
    return last.reason if last else _("the reason stands beside the roll")


def _not_of_the_roll(user: User, ballot: Ballot) -> str:
    owned = [c.dwelling_id for c in standing_of(user).capacities if c.dwelling_id and c.tie == "owner"]
    home = RollHome.objects.filter(ballot=ballot, dwelling__in=owned).first() if owned else None
    if home and ballot.is_of_owners:
        sentence = _(
            "The roll was frozen when notice was given on %(day)s. Whoever owned %(home)s on that day votes "
            "for it; a sale since then changes nothing in this ballot."
        )
        day = short_day(ballot.announced_at, now=timezone.now())
        return sentence % {"day": day, "home": home.label}
    if ballot.electorate == Electorate.OWNERS:
        return _("In this ballot the owners on the roll vote. You are not among them.")
    return _("You are not on the roll of this ballot.")
