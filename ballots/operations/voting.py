"""One vote of one elector. Two phones of one voter wait for each other at the elector's row; whoever comes
after the closing job finds the door shut (a trigger holds it), and what went in before is in the count."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.models import Ballot, Elector, Paper, Participation, Proxy, Vote
from ballots.models.ballots import BallotKind, PaperRule
from ballots.models.votes import PaperState, VoteChannel
from ballots.operations.casting import (
    Cast,
    choices_for,
    end_proxies,
    insist_on_age,
    insist_on_instruction,
    insist_on_open,
    insist_on_right,
    put_in,
    the_door,
    used_sentence,
)
from ballots.operations.locking import lock_elector
from ballots.operations.reminding import stop_reminding
from ballots.operations.secret_box import drop_in, holds
from ballots.receipt_codes import receipt_of
from journal.operations import record
from kit.refused import Refused
from kit.unseen import sensitive_variables
from people.models import User

THERE = (PaperState.WAITING, PaperState.DIFFERS, PaperState.COUNTED)


@transaction.atomic
def cast_vote(
    *,
    by: User,
    elector: Elector,
    choices: Sequence[str],
    client_key: UUID,
    proxy: Proxy | None = None,
    is_of_age: bool = False,
    now: datetime | None = None,
) -> Cast:
    """In an open ballot or one by name. A second tap gets the receipt of the first; the same form with
    another choice is another vote. Whoever was heard before the hour counts, unless the door was shut."""
    now = now or timezone.now()
    elector = lock_elector(elector)
    if known := Vote.objects.filter(client_key=client_key).first():
        cast = asked_again(known, by, elector)
        if is_the_same(known, choices):
            return cast
        client_key = uuid4()
    ballot = elector.ballot
    if ballot.is_secret:
        raise Refused(_("This ballot is secret. Please load the page again and vote there."))
    insist_on_open(ballot, now)
    proxy = insist_on_right(by, elector, proxy)
    insist_on_age(ballot, is_of_age)
    chosen = choices_for(ballot, choices)
    insist_on_instruction(proxy, chosen)
    make_room(elector, proxy, now)
    channel = VoteChannel.PROXY if proxy else VoteChannel.PHONE
    words = {"by": by, "client_key": client_key, "cast_at": now, "now": now, "proxy": proxy}
    vote = put_in(elector=elector, chosen=chosen, channel=channel, **words)
    if proxy is None:
        end_proxies(elector, _("They voted themselves."), now)
    data = {"elector": elector.pk, "channel": channel}  # never what was chosen
    record(by=by, verb="ballots.vote", subject=ballot, data=data, now=now)
    return Cast(vote.receipt, True, vote)


def asked_again(known: Vote, by: User, elector: Elector) -> Cast:
    if known.elector_id != elector.pk or known.cast_by_id != by.pk:
        raise Refused(used_sentence())
    return Cast(known.receipt, False, known)


def is_the_same(known: Vote, choices: Sequence[str]) -> bool:
    """As that form said it, or as it counts by now. Else somebody whose answer did not come back, or who went
    back to the form, has chosen anew: they may not be told that this is in."""
    counts = Vote.objects.current().filter(elector=known.elector_id).first()
    in_order = known.ballot.kind == BallotKind.RANKING
    said = list(choices) if in_order else sorted(choices)
    kept = [vote.choices if in_order else sorted(vote.choices) for vote in (known, counts) if vote]
    return said in kept


def make_room(elector: Elector, proxy: Proxy | None, now: datetime) -> None:
    """What was there before stays, unless it may be changed; then the new vote takes its place."""
    ballot = elector.ballot
    before = Vote.objects.current().filter(elector=elector).first()
    paper = Paper.objects.filter(elector=elector, state__in=THERE).first()
    if before and (before.channel != VoteChannel.PAPER or before.paper.proxy_id):
        insist_on_a_change(ballot, before, proxy)
    elif before or paper:
        insist_on_more_than_a_paper(ballot, before.paper if before else paper, proxy)
    if paper:
        paper.state, paper.reason = PaperState.REPLACED, _("They voted online after it was handed in.")
        paper.spoilt_by = None  # the reason is not theirs any more
        paper.save(update_fields=["state", "reason", "spoilt_by"])


def insist_on_a_change(ballot: Ballot, before: Vote, proxy: Proxy | None) -> None:
    if proxy and before.proxy_id is None:
        raise Refused(_("They have voted themselves. Their own vote counts."))
    if not Vote.objects.of_those_who_still_vote().filter(pk=before.pk).exists():
        raise Refused(_("They voted before somebody else was named to vote for them. That vote counts."))
    if not ballot.may_change:
        sentence = _("A vote for %(label)s is in already. In this ballot a vote cannot be changed.")
        raise Refused(sentence % {"label": before.elector})


def insist_on_more_than_a_paper(ballot: Ballot, paper: Paper, proxy: Proxy | None) -> None:
    """A paper of theirs was handed in. Online they take its place only where a vote may be changed and no
    rule says that the paper counts; an agent never does."""
    its_own = paper.proxy_id is None
    if not ballot.may_change or ballot.paper_rule == PaperRule.PAPER or (proxy and its_own):
        sentence = _(
            "A paper for %(label)s was handed in, and by the rule of this ballot it counts. "
            "If you handed in none, please tell those who hold the ballot at once."
        )
        raise Refused(sentence % {"label": paper.elector})


@sensitive_variables()
@transaction.atomic
def cast_secret(
    *,
    by: User,
    elector: Elector,
    choices: Sequence[str],
    code: str,
    proxy: Proxy | None = None,
    is_of_age: bool = False,
    now: datetime | None = None,
) -> Cast:
    """`code` is the form's signed receipt (`ballots.receipt_codes`): by it alone a lost answer is found.

    One transaction notes that the elector took part, with no time, and writes the whole box anew. There is no
    line in the journal: it would put voters in the order in which their papers went in."""
    now = now or timezone.now()
    elector = lock_elector(elector)
    ballot = elector.ballot
    if not ballot.is_secret:
        raise Refused(_("This ballot is by name. Please load the page again and vote there."))
    receipt = receipt_of(code, ballot=ballot, elector=elector)
    proxy = insist_on_right(by, elector, proxy)
    if Participation.objects.filter(elector=elector).exists():
        return asked_for_again(ballot, receipt)
    insist_on_open(ballot, now)
    insist_on_age(ballot, is_of_age)
    chosen = choices_for(ballot, choices)
    channel = VoteChannel.PROXY if proxy else VoteChannel.PHONE
    with the_door():
        Participation.objects.create(elector=elector, ballot=ballot, channel=channel)
        drop_in(ballot, receipt, chosen)
    stop_reminding(elector)
    if proxy is None:
        end_proxies(elector, _("They voted themselves."), now)
    return Cast(receipt, True, None)


def asked_for_again(ballot: Ballot, receipt: str) -> Cast:
    if holds(ballot, receipt):
        return Cast(receipt, False, None)
    raise Refused(_("A vote for this entry is in already. A secret vote cannot be found again, nor changed."))
