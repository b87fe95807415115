"""Papers of a ballot by name. Typed in by one, read again by another who does not see the first reading.

Where the two differ, a third reading that agrees with one settles it, or it is left out with a reason."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.messages import votes as words
from ballots.models import Ballot, Elector, Paper, Proxy, Vote
from ballots.models.ballots import PaperRule
from ballots.models.votes import PaperState, VoteChannel
from ballots.operations.casting import (
    choices_for,
    closed_sentence,
    end_proxies,
    insist_on_instruction,
    insist_on_proxy,
    put_in,
)
from ballots.operations.handling import insist_on_a_reader, insist_on_handling
from ballots.operations.locking import lock_elector
from ballots.operations.reminding import stop_reminding
from ballots.queries.people import voters_of
from journal.operations import record
from kit.kept_files import kept_on_commit, random_name
from kit.refused import Refused
from kit.times import moment
from kit.uploads import CleanPhoto
from notifications.operations import post
from people.models import User

THERE = (PaperState.WAITING, PaperState.DIFFERS, PaperState.COUNTED)


@transaction.atomic
def hand_in_paper(
    *,
    by: User,
    elector: Elector,
    handed_in_at: datetime,
    choices: Sequence[str],
    scan: CleanPhoto | None = None,
    proxy: Proxy | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Paper:
    """The first reading. What was handed in before the close may be typed in until the count."""
    now, key = now or timezone.now(), client_key or uuid4()
    elector = lock_elector(elector)
    if known := Paper.objects.filter(client_key=key, typed_by=by).first():
        return known
    ballot = elector.ballot
    insist_on_named(ballot)
    insist_on_handling(by, elector)
    insist_on_the_hour(ballot, handed_in_at, now)
    if proxy:
        insist_on_proxy(proxy, elector)
    if elector.removed_at:
        raise Refused(_("This entry was taken off the roll of this ballot."))
    chosen = choices_for(ballot, choices)
    insist_on_instruction(proxy, chosen)
    insist_on_the_only_paper(elector)
    insist_on_room(elector, proxy)
    path = random_name("ballots", scan.extension, now) if scan else ""
    with kept_on_commit([(path, scan.content)] if scan else []):
        paper = Paper.objects.create(
            client_key=key,
            ballot=ballot,
            elector=elector,
            proxy=proxy,
            handed_in_at=handed_in_at,
            choices=chosen,
            typed_by=by,
            typed_at=now,
            scan=path,
        )
        stop_reminding(elector)
        noted(paper, by, "ballots.hand_in_paper", now)
        tell(paper, words.PAPER_IN, words.paper_in(paper, now), "in")
    return paper


def insist_on_named(ballot: Ballot) -> None:
    if ballot.is_secret:
        raise Refused(_("Papers of a secret ballot go into the box, and are read after the close."))


def insist_on_the_hour(ballot: Ballot, handed_in_at: datetime, now: datetime) -> None:
    if ballot.announced_at is None:
        raise Refused(_("This ballot has not been announced yet."))
    if ballot.voided_at:
        raise Refused(_("This ballot was called off: %(reason)s") % {"reason": ballot.void_reason})
    if ballot.counted_at:
        raise Refused(_("The votes are counted. No paper is added to them."))
    if handed_in_at > now:
        raise Refused(_("That hour has not come yet. When was it handed in?"), field="handed_in_at")
    if handed_in_at < ballot.opens_at:
        words_ = {"when": moment(ballot.opens_at, now=now)}
        raise Refused(_("Voting begins %(when)s.") % words_, field="handed_in_at")
    if handed_in_at >= ballot.closes_at:
        sentence = _("It was handed in after the close, and does not count.")
        raise Refused(sentence, field="handed_in_at")


def insist_on_the_only_paper(elector: Elector) -> None:
    if Paper.objects.filter(elector=elector, state__in=THERE).exists():
        sentence = _("A paper for %(label)s is there already. A wrong one is left out first, with a reason.")
        raise Refused(sentence % {"label": elector})


def insist_on_room(elector: Elector, proxy: Proxy | None) -> None:
    """Against what was cast online: as the ballot's written rule says. The principal's own comes before the
    agent's wherever a vote may be changed."""
    before = Vote.objects.current().filter(elector=elector).first()
    if before is None:
        return
    by_agent = before.proxy_id is not None
    if proxy and not by_agent:
        raise Refused(_("They have voted themselves. Their own vote counts."))
    takes_its_place = elector.ballot.paper_rule == PaperRule.PAPER
    takes_its_place |= by_agent and proxy is None and elector.ballot.may_change
    if not takes_its_place:
        sentence = _(
            "%(label)s voted online already. By the rule of this ballot the vote that came first counts."
        )
        raise Refused(sentence % {"label": elector})


@transaction.atomic
def confirm_paper(*, by: User, paper: Paper, choices: Sequence[str], now: datetime | None = None) -> Paper:
    """The second reading, or the third. Two that agree are counted; else it waits for one more."""
    now = now or timezone.now()
    elector = lock_elector(paper.elector)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("proxy").get(pk=paper.pk)
    paper.elector = elector
    if paper.state == PaperState.COUNTED and paper.confirmed_by_id == by.pk:
        return paper
    insist_on_a_reader(by, paper)
    insist_on_handling(by, paper.elector)
    insist_on_named(elector.ballot)
    if elector.ballot.voided_at or elector.ballot.counted_at:
        raise Refused(closed_sentence())
    chosen = choices_for(elector.ballot, choices)
    if paper.state == PaperState.DIFFERS:
        return settled(paper, by, chosen, now)
    paper.second_choices, paper.confirmed_by, paper.confirmed_at = chosen, by, now
    if chosen == paper.choices:
        return counted(paper, by, now)
    paper.state = PaperState.DIFFERS
    paper.save(update_fields=["second_choices", "confirmed_by", "confirmed_at", "state"])
    noted(paper, by, "ballots.read_paper_differently", now)
    return paper


def settled(paper: Paper, by: User, chosen: list[str], now: datetime) -> Paper:
    """A third reading. It agrees with one of the two, or nothing is settled by it."""
    if chosen not in (paper.choices, paper.second_choices):
        noted(paper, by, "ballots.read_paper_differently", now)
        return paper
    agrees_with = paper.typed_by_id if chosen == paper.choices else paper.confirmed_by_id
    noted(paper, by, "ballots.settle_paper", now, agrees_with=agrees_with)
    paper.choices = paper.second_choices = chosen
    paper.confirmed_by, paper.confirmed_at = by, now
    return counted(paper, by, now)


def counted(paper: Paper, by: User, now: datetime) -> Paper:
    elector, proxy = paper.elector, paper.proxy
    insist_on_room(elector, proxy)
    if proxy:
        insist_on_instruction(proxy, paper.choices)
    paper.state = PaperState.COUNTED
    paper.save(update_fields=["choices", "second_choices", "confirmed_by", "confirmed_at", "state"])
    put_in(
        elector=elector,
        chosen=paper.choices,
        channel=VoteChannel.PAPER,
        by=by,
        client_key=paper.client_key,
        cast_at=paper.handed_in_at,
        now=now,
        proxy=proxy,
        paper=paper,
    )
    if proxy is None:
        end_proxies(elector, _("They voted themselves."), now)
    noted(paper, by, "ballots.count_paper", now)
    tell(paper, words.PAPER_COUNTED, words.paper_counted(paper), "counted")
    return paper


@transaction.atomic
def spoil_paper(*, by: User, paper: Paper, reason: str, now: datetime | None = None) -> Paper:
    """Left out, with a reason that the voter hears: unreadable, two crosses, typed in for the wrong home."""
    now, reason = now or timezone.now(), " ".join(reason.split())[:200]
    elector = lock_elector(paper.elector)
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    paper.elector = elector
    insist_on_handling(by, elector)
    if paper.state == PaperState.SPOILT:
        return paper
    if paper.state == PaperState.COUNTED:
        raise Refused(_("This paper was read twice and counted."))
    if not reason:
        raise Refused(_("Say why it does not count; the voter reads it."), field="reason")
    paper.state, paper.reason = PaperState.SPOILT, reason
    paper.save(update_fields=["state", "reason"])
    noted(paper, by, "ballots.spoil_paper", now)
    tell(paper, words.PAPER_SPOILT, words.paper_spoilt(paper), "spoilt")
    return paper


def noted(paper: Paper, by: User, verb: str, now: datetime, **data) -> None:
    """Who read which paper, and never what it says."""
    data |= {"paper": paper.pk, "elector": paper.elector_id}
    record(by=by, verb=verb, subject=paper.elector.ballot, data=data, now=now)


def tell(paper: Paper, kind: str, said, event: str) -> None:
    """The voter hears what is done in their name."""
    ballot = paper.elector.ballot
    url, dedupe = ballot.get_absolute_url(), f"paper {paper.pk} {event}"
    post(to=voters_of([paper.elector]), kind=kind, words=said, url=url, subject=ballot, dedupe=dedupe)
