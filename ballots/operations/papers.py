"""Papers of a ballot by name. Typed in by one, read again by another who does not see the first reading.

Where the two differ, a third reading that agrees with one settles it, or two agree that it is left out
(`leaving_out`)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.messages import votes as words
from ballots.models import Ballot, Elector, Paper, Proxy, SecretPaper, Vote
from ballots.models.ballots import PaperRule
from ballots.models.votes import PaperState, VoteChannel
from ballots.operations.casting import (
    all_in_sentence,
    choices_for,
    end_proxies,
    insist_on_instruction,
    insist_on_proxy,
    insist_on_uncounted,
    put_in,
    the_door,
    used_sentence,
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
READ = ["second_choices", "confirmed_by", "confirmed_at", "state", "spoilt_by", "reason"]


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
    """The first reading. What was handed in before the close may be typed in until all papers are in."""
    now, key = now or timezone.now(), client_key or uuid4()
    elector = lock_elector(elector)
    if known := Paper.objects.filter(client_key=key).first():
        return typed_again(known, by, elector)
    ballot = elector.ballot
    insist_on_named(ballot)
    insist_on_handling(by, elector)
    insist_on_the_hour(ballot, handed_in_at, now)
    proxy = insist_on_proxy(proxy, elector) if proxy else None
    if elector.removed_at:
        raise Refused(_("This entry was taken off the roll of this ballot."))
    chosen = choices_for(ballot, choices)
    insist_on_instruction(proxy, chosen)
    insist_on_the_only_paper(elector)
    insist_on_room(elector, proxy, handed_in_at)
    path = random_name("ballots", scan.extension, now) if scan else ""
    with the_door(), kept_on_commit([(path, scan.content)] if scan else []):
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


def typed_again(known: Paper, by: User, elector: Elector) -> Paper:
    if known.typed_by_id != by.pk or known.elector_id != elector.pk:
        raise Refused(used_sentence())
    return known


def insist_on_named(ballot: Ballot) -> None:
    if ballot.is_secret:
        raise Refused(_("Papers of a secret ballot go into the box, and are read after the close."))


def insist_on_the_hour(ballot: Ballot, handed_in_at: datetime, now: datetime) -> None:
    if ballot.announced_at is None:
        raise Refused(_("This ballot has not been announced yet."))
    insist_on_uncounted(ballot)
    if ballot.papers_in_at:
        raise Refused(all_in_sentence())
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


def insist_on_room(elector: Elector, proxy: Proxy | None, handed_in_at: datetime) -> None:
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
        refuse_the_later(elector, before, handed_in_at)


def refuse_the_later(elector: Elector, before: Vote, handed_in_at: datetime) -> None:
    """Typed in after a vote online. Was it handed in before, whoever holds the ballot has to look at it."""
    if handed_in_at >= before.cast_at:
        sentence = _(
            "%(label)s voted online already. By the rule of this ballot the vote that came first counts."
        )
        raise Refused(sentence % {"label": elector})
    sentence = _(
        "This paper came in before %(label)s voted online, but is typed in after it, and the vote online "
        "counts. Keep the paper, ask the voter which one holds, and put it down under “Objections and "
        "answers” on the ballot's page. %(organisation)s looks at it and answers there."
    )
    words_ = {"label": elector, "organisation": elector.ballot.organisation}
    raise Refused(sentence % words_, url=reverse("ballots:objections", args=[elector.ballot_id]))


@transaction.atomic
def confirm_paper(
    *,
    by: User,
    paper: Paper,
    choices: Sequence[str],
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Paper:
    """The second reading, or the third. Two that agree are counted; else it waits for one more. The key of
    the form is the vote's: by it alone the slip with the receipt is shown again where the answer was lost."""
    now, key = now or timezone.now(), client_key or uuid4()
    elector = lock_elector(paper.elector)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("proxy").get(pk=paper.pk)
    paper.elector = elector
    if paper.state == PaperState.COUNTED and paper.confirmed_by_id == by.pk:
        return paper
    insist_on_a_reader(by, paper)
    insist_on_handling(by, paper.elector)
    insist_on_named(elector.ballot)
    insist_on_uncounted(elector.ballot)
    chosen = choices_for(elector.ballot, choices)
    if paper.state == PaperState.DIFFERS:
        return settled(paper, by, chosen, key, now)
    take_back_doubt(paper, by)
    paper.second_choices, paper.confirmed_by, paper.confirmed_at = chosen, by, now
    if chosen == paper.choices:
        return counted(paper, by, key, now)
    paper.state = PaperState.DIFFERS
    paper.save(update_fields=READ)
    noted(paper, by, "ballots.read_paper_differently", now)
    return paper


def take_back_doubt(paper: Paper | SecretPaper, by: User) -> None:
    """Whoever said that it cannot count, and reads it after all."""
    if paper.spoilt_by_id == by.pk:
        paper.spoilt_by, paper.reason = None, ""


def settled(paper: Paper, by: User, chosen: list[str], key: UUID, now: datetime) -> Paper:
    """A third reading. It agrees with one of the two, or nothing is settled by it."""
    if chosen not in (paper.choices, paper.second_choices):
        noted(paper, by, "ballots.read_paper_differently", now)
        return paper
    agrees_with = paper.typed_by_id if chosen == paper.choices else paper.confirmed_by_id
    noted(paper, by, "ballots.settle_paper", now, agrees_with=agrees_with)
    paper.choices = paper.second_choices = chosen
    paper.confirmed_by, paper.confirmed_at = by, now
    return counted(paper, by, key, now)


def counted(paper: Paper, by: User, key: UUID, now: datetime) -> Paper:
    """Two have read the same; should a third have said that it cannot count, that is done with."""
    elector, proxy = paper.elector, paper.proxy
    insist_on_room(elector, proxy, paper.handed_in_at)
    if proxy:
        insist_on_instruction(proxy, paper.choices)
    paper.state, paper.spoilt_by, paper.reason = PaperState.COUNTED, None, ""
    paper.save(update_fields=["choices", *READ])
    put_in(
        elector=elector,
        chosen=paper.choices,
        channel=VoteChannel.PAPER,
        by=by,
        client_key=key,
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


def noted(paper: Paper, by: User, verb: str, now: datetime, **data) -> None:
    """Who read which paper, and never what it says."""
    data |= {"paper": paper.pk, "elector": paper.elector_id}
    record(by=by, verb=verb, subject=paper.elector.ballot, data=data, now=now)


def tell(paper: Paper, kind: str, said, event: str) -> None:
    """The voter hears what is done in their name."""
    ballot = paper.elector.ballot
    url, dedupe = ballot.get_absolute_url(), f"paper {paper.pk} {event}"
    post(to=voters_of([paper.elector]), kind=kind, words=said, url=url, subject=ballot, dedupe=dedupe)
