"""Papers of a secret ballot. Until the close it is noted who put one into the box downstairs; after it the
papers, shuffled by hand, are read by two. Nothing ties a paper to a voter. A reading lies sealed until the
second agrees; then it goes into the box among all others, with a receipt that nobody knows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.messages import votes as words
from ballots.models import Ballot, Elector, Participation, Proxy, SecretPaper
from ballots.models.votes import PaperState, VoteChannel
from ballots.operations.casting import (
    all_in_sentence,
    choices_for,
    end_proxies,
    insist_on_open,
    insist_on_proxy,
    the_door,
)
from ballots.operations.handling import insist_on_a_reader, insist_on_handling, insist_on_the_desk
from ballots.operations.locking import lock, lock_elector
from ballots.operations.papers import take_back_doubt
from ballots.operations.reminding import stop_reminding
from ballots.operations.secret_box import drop_in, reading_of, sealed_reading
from ballots.queries.papers import put_into_the_box
from ballots.queries.people import voters_of
from ballots.receipts import new_receipt
from journal.operations import record
from kit.refused import Refused
from kit.unseen import sensitive_variables
from notifications.operations import post
from people.models import User


@transaction.atomic
def mark_paper_voter(
    *, by: User, elector: Elector, proxy: Proxy | None = None, now: datetime | None = None
) -> Participation:
    """They put their paper into the box. It cannot be taken back: nobody could find the paper again."""
    now = now or timezone.now()
    elector = lock_elector(elector)
    insist_on_secret(elector.ballot)
    insist_on_handling(by, elector)
    if proxy:
        insist_on_proxy(proxy, elector)
    if known := Participation.objects.filter(elector=elector).first():
        if known.channel == VoteChannel.PAPER:
            return known
        raise Refused(_("%(label)s has voted online already.") % {"label": elector})
    insist_on_open(elector.ballot, now)
    with the_door():
        known = Participation.objects.create(
            elector=elector, ballot_id=elector.ballot_id, channel=VoteChannel.PAPER
        )
    stop_reminding(elector)
    if proxy is None:
        end_proxies(elector, _("They voted themselves."), now)
    data = {"elector": elector.pk}
    record(by=by, verb="ballots.mark_paper_voter", subject=elector.ballot, data=data, now=now)
    tell_the_voter(elector)
    return known


def tell_the_voter(elector: Elector) -> None:
    """At once: one person alone notes it, so the voter must be able to say that it is not so."""
    post(
        to=voters_of([elector]),
        kind=words.PAPER_MARKED,
        words=words.paper_marked(elector),
        url=elector.ballot.get_absolute_url(),
        subject=elector.ballot,
        dedupe=f"box {elector.pk}",
        essential=True,
    )


def insist_on_secret(ballot: Ballot) -> None:
    if not ballot.is_secret:
        raise Refused(_("Papers of a ballot by name are typed in for the home that they are from."))


@sensitive_variables()
@transaction.atomic
def type_secret_paper(
    *,
    by: User,
    ballot: Ballot,
    choices: Sequence[str],
    number: int | None = None,
    now: datetime | None = None,
) -> SecretPaper:
    """`number`: the one that the form was shown for, so that a second tap is not a second paper."""
    now = now or timezone.now()
    ballot = lock(ballot)
    insist_on_reading(by, ballot)
    chosen = choices_for(ballot, choices)
    there = ballot.secret_papers.count()
    if known := ballot.secret_papers.filter(number=number or 0).first():
        if known.typed_by_id == by.pk and reading_of(ballot, known.reading) == chosen:
            return known
        raise Refused(
            _("Paper %(number)d is typed in already. Please take the next one.") % {"number": number}
        )
    if there >= put_into_the_box(ballot):
        raise Refused(_("There are no more papers than people who handed one in. Please count them again."))
    paper = SecretPaper.objects.create(
        ballot=ballot, number=there + 1, reading=sealed_reading(ballot, chosen), typed_by=by
    )
    noted(paper, by, "ballots.type_secret_paper", now)
    return paper


def insist_on_reading(by: User, ballot: Ballot) -> None:
    insist_on_secret(ballot)
    insist_on_the_desk(by, ballot)
    if ballot.voided_at:
        raise Refused(_("This ballot was called off: %(reason)s") % {"reason": ballot.void_reason})
    if ballot.closed_at is None:
        raise Refused(_("The box is opened after the close."))
    if ballot.counted_at:
        raise Refused(_("The votes are counted. No paper is added to them."))
    if ballot.papers_in_at:
        raise Refused(all_in_sentence())


@sensitive_variables()
@transaction.atomic
def confirm_secret_paper(
    *, by: User, paper: SecretPaper, choices: Sequence[str], now: datetime | None = None
) -> SecretPaper:
    """As with papers by name: two equal readings count, a third settles what differs. What two have read is
    put into the box, and the row keeps nothing of it."""
    now = now or timezone.now()
    ballot = lock(paper.ballot)
    paper = SecretPaper.objects.select_for_update().get(pk=paper.pk)
    paper.ballot = ballot
    if paper.state == PaperState.COUNTED and paper.confirmed_by_id == by.pk:
        return paper
    insist_on_reading(by, ballot)
    insist_on_a_reader(by, paper)
    chosen = choices_for(ballot, choices)
    take_back_doubt(paper, by)
    before = [reading_of(ballot, sealed) for sealed in (paper.reading, paper.second_reading)]
    if chosen in before:
        drop_in(ballot, new_receipt(), chosen)
        paper.reading = paper.second_reading = None
        paper.confirmed_by, paper.state = by, PaperState.COUNTED
        paper.spoilt_by, paper.reason = None, ""
    elif paper.state == PaperState.WAITING:
        paper.second_reading, paper.confirmed_by = sealed_reading(ballot, chosen), by
        paper.state = PaperState.DIFFERS
    paper.save()
    noted(paper, by, "ballots.read_secret_paper", now)
    return paper


def noted(paper: SecretPaper, by: User, verb: str, now: datetime, **data) -> None:
    record(by=by, verb=verb, subject=paper.ballot, data={"number": paper.number} | data, now=now)
