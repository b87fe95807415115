"""收齐: after the close, that all papers are in. None is added then; only then a tie, or a count, shows."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import rules
from ballots.models import Ballot
from ballots.models.ballots import LegalEffect
from ballots.operations.handling import insist_on_not_standing
from ballots.operations.locking import lock
from ballots.operations.tallying import waits_for
from ballots.queries.papers import papers_by_state, put_into_the_box
from journal.operations import record
from kit.refused import Refused
from people.models import User


@transaction.atomic
def papers_are_in(
    *, by: User, ballot: Ballot, seen: int | None = None, now: datetime | None = None
) -> Ballot:
    """Cannot be taken back. `seen`: how many papers the page said there are. A second tap changes nothing."""
    now = now or timezone.now()
    ballot = lock(ballot)
    insist_on_over(by, ballot, now)
    shut(ballot, now)
    if ballot.papers_in_at:
        return ballot
    insist_on_not_standing(by, ballot)
    insist_on_every_paper(ballot)
    papers = papers_by_state(ballot)
    if seen is not None and seen != papers.typed:
        sentence = ngettext(
            "Meanwhile it is %(count)d paper. Please look again.",
            "Meanwhile there are %(count)d papers. Please look again.",
            papers.typed,
        )
        raise Refused(sentence % {"count": papers.typed})
    ballot.papers_in_at, ballot.papers_in_by = now, by
    ballot.save(update_fields=["papers_in_at", "papers_in_by"])
    data = {"typed": papers.typed, "counted": papers.counted, "spoilt": papers.spoilt}
    record(by=by, verb="ballots.papers_are_in", subject=ballot, data=data, now=now)
    return ballot


def insist_on_over(by: User | None, ballot: Ballot, now: datetime) -> None:
    if by is not None and not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("A ballot is counted by those who hold it."))
    if ballot.announced_at is None:
        raise Refused(_("This ballot has not been announced yet."))
    if ballot.voided_at:
        raise Refused(_("This ballot was called off. It is not counted."))
    if ballot.closed_at is None and now < ballot.closes_at:
        raise Refused(_("Voting is still open. It is counted after the close."))


def insist_on_every_paper(ballot: Ballot) -> None:
    waiting = waits_for(ballot)
    if waiting.missing < 0:
        sentence = _("There are more papers than people who handed one in. Please look through them again.")
        raise Refused(sentence)
    if waiting:
        count = waiting.unread + waiting.missing
        sentence = ngettext(
            "%(count)d paper has not been read by two people yet.",
            "%(count)d papers have not been read by two people yet.",
            count,
        )
        raise Refused(sentence % {"count": count}, url=reverse("ballots:papers", args=[ballot.pk]))


def insist_on_all_in(ballot: Ballot) -> None:
    if ballot.papers_in_at is None:
        sentence = _("Type in the papers that were handed in before the close. When all are in, say so.")
        raise Refused(sentence, url=reverse("ballots:papers_in", args=[ballot.pk]))


def shut(ballot: Ballot, now: datetime) -> bool:
    """The door of a locked ballot past its hour. Where nothing is on paper, all papers are in with it."""
    if ballot.closed_at:
        return False
    ballot.closed_at = now
    if nothing_on_paper(ballot):
        ballot.papers_in_at = now
    ballot.save(update_fields=["closed_at", "papers_in_at"])
    record(by=None, verb="ballots.close", subject=ballot, now=now)
    return True


def nothing_on_paper(ballot: Ballot) -> bool:
    """Of a secret ballot it is known how many were put into the box. Of one by name those that lie in a bag
    are not: where papers go round, people say when all are in."""
    if ballot.is_secret:
        return not put_into_the_box(ballot)
    return ballot.legal_effect != LegalEffect.FORMAL and not ballot.papers.exists()
