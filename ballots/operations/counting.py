"""After the close: the count, once, with its file; and the lot where two have the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import tally
from ballots.document import is_as_sealed
from ballots.messages import results as words
from ballots.models import Ballot, Lot, Result, SecretBox, SecretPaper
from ballots.operations.all_in import insist_on_all_in, insist_on_every_paper, insist_on_over, shut
from ballots.operations.handling import insist_on_not_standing
from ballots.operations.locking import lock
from ballots.operations.tallying import papers_of, tally_of, tie_of
from ballots.operations.writing_out import chain_head_of, written_out
from ballots.queries.papers import few_secret_votes, reasons_of_spoilt, went_in
from ballots.queries.people import runners_of, voters_of_ballot
from ballots.secrecy_words import few_votes_in_words
from committees.reminders import after_the_night
from journal.operations import record
from kit.refused import Refused
from kit.unseen import sensitive_variables
from notifications.operations import post, void
from people.models import User

EARLY = timedelta(minutes=5)  # a clock on the wall and ours may differ


@sensitive_variables()
@transaction.atomic
def count_ballot(
    *, by: User | None, ballot: Ballot, knows_few: bool = False, now: datetime | None = None
) -> Result:
    """`by` is None when the clock counts; `knows_few`: that so few secret votes can give somebody away. A
    second tap gets the same count.

    Of a secret ballot the box is emptied, and papers that were typed in go: what is left is the file, mixed.
    """
    now = now or timezone.now()
    ballot = lock(ballot)
    if known := Result.objects.filter(ballot=ballot).first():
        return known
    insist_on_over(by, ballot, now)
    shut(ballot, now)  # by the hour, even where the closing job has not come by
    insist_on_what_was_announced(ballot)
    insist_on_every_paper(ballot)
    insist_on_all_in(ballot)
    insist_on_enough(ballot, knows_few)
    papers = papers_of(ballot)
    insist_on_the_whole_box(ballot, len(papers))
    counted = tally_of(ballot, papers)
    if counted.tie:
        raise Refused(_("There is a tie. A lot decides, drawn before witnesses."), url=url_of_lot(ballot))
    file = written_out(ballot, papers, counted)
    result = Result.objects.create(
        ballot=ballot,
        tally=tally.to_json(counted),
        passed=counted.passed,
        file=file,
        chain_head=chain_head_of(file),
        papers=len(papers),
        spoilt=reasons_of_spoilt(ballot),
        counted_by=by,
        counted_at=now,
    )
    empty(ballot, now)
    data = {"papers": result.papers, "chain_head": result.chain_head}
    record(by=by, verb="ballots.count", subject=ballot, data=data, now=now)
    tell_counted(ballot, now)
    return result


def insist_on_what_was_announced(ballot: Ballot) -> None:
    """By the question and the rules that were sealed, and by no others."""
    if not is_as_sealed(ballot):
        sentence = _(
            "The question or the rules are not those that were sealed when notice was given. The database "
            "was changed past this site, so nothing is counted. Tell whoever runs the site; the ballot is "
            "called off and held again."
        )
        raise Refused(sentence)


def insist_on_enough(ballot: Ballot, knows_few: bool) -> None:
    if (few := few_secret_votes(ballot)) and not knows_few:
        raise Refused(few_votes_in_words(few), field="knows_few")


def insist_on_the_whole_box(ballot: Ballot, votes: int) -> None:
    """Each vote goes in together with the note of who took part: where these differ, an earlier box was put
    back, or one that somebody made."""
    if ballot.is_secret and votes != (voters := went_in(ballot)):
        sentence = _(
            "In the box: %(votes)d votes; put into it: %(voters)d. The database was changed past this site, "
            "so nothing is counted. Tell whoever runs the site; the ballot is called off and held again."
        )
        raise Refused(sentence % {"votes": votes, "voters": voters})


def empty(ballot: Ballot, now: datetime) -> None:
    """Counted last, behind a shut door."""
    Ballot.objects.filter(pk=ballot.pk).update(counted_at=now)
    SecretPaper.objects.filter(ballot=ballot).delete()
    SecretBox.objects.filter(ballot=ballot).delete()


def url_of_lot(ballot: Ballot) -> str:
    return reverse("ballots:lot", args=[ballot.pk])


def tell_counted(ballot: Ballot, now: datetime) -> None:
    """In the morning where the door was shut at night: a whole estate would be woken."""
    void(subject=ballot, kinds=[words.WAITS])
    people = {person.pk: person for person in [*voters_of_ballot(ballot), *runners_of(ballot)]}
    post(
        to=people.values(),
        kind=words.COUNTED,
        words=words.counted(ballot),
        url=ballot.get_absolute_url(),
        subject=ballot,
        dedupe=f"ballot {ballot.pk} counted",
        due_at=after_the_night(now),
    )


@transaction.atomic
def count_or_say_why(*, ballot: Ballot, now: datetime | None = None) -> Result | None:
    """For the closing job: the count, or a message to those who hold the ballot that something waits."""
    ballot = lock(ballot)
    try:
        return count_ballot(by=None, ballot=ballot, now=now)
    except Refused as refused:
        post(
            to=runners_of(ballot),
            kind=words.WAITS,
            words=words.count_waits(ballot, refused),
            url=words.url_of_count(ballot),
            subject=ballot,
            dedupe=waits_key(ballot.pk),
            due_at=after_the_night(now or timezone.now()),
        )
        return None


def waits_key(ballot: int) -> str:
    """Of the event that it was said, by which the next round knows."""
    return f"ballot {ballot} count waits"


# --- a tie -----------------------------------------------------------------------------------------------


@transaction.atomic
def draw_lot(
    *,
    by: User,
    ballot: Ballot,
    tied: Sequence[str],
    order: Sequence[str],
    how: str,
    witnesses: str,
    drawn_at: datetime,
    now: datetime | None = None,
) -> Lot:
    """Written down as it fell: `order` from the first drawn. Once; the same again changes nothing."""
    now = now or timezone.now()
    ballot, tied, order = lock(ballot), sorted(tied), list(order)
    how, witnesses = " ".join(how.split()), " ".join(witnesses.split())
    insist_on_over(by, ballot, now)
    insist_on_not_standing(by, ballot)
    if known := Lot.objects.filter(ballot=ballot, tied=tied).first():
        if known.order == order:
            return known
        raise Refused(_("This lot was drawn and written down already. It is not drawn twice."))
    insist_on_this_tie(ballot, tied, order, now)
    insist_on_witnesses(how, witnesses)
    insist_on_the_hour(ballot, drawn_at, now)
    lot = Lot.objects.create(
        ballot=ballot,
        number=ballot.lots.count() + 1,
        tied=tied,
        order=order,
        how=how[:200],
        witnesses=witnesses[:200],
        drawn_at=drawn_at,
        recorded_by=by,
        recorded_at=now,
    )
    record(by=by, verb="ballots.draw_lot", subject=ballot, data={"tied": tied, "order": order}, now=now)
    return lot


def insist_on_this_tie(ballot: Ballot, tied: list[str], order: list[str], now: datetime) -> None:
    if Result.objects.filter(ballot=ballot).exists():
        raise Refused(_("This ballot has been counted. Nothing is left to be drawn."))
    insist_on_every_paper(ballot)
    insist_on_all_in(ballot)
    tie = tie_of(ballot)
    if tie is None or sorted(tie) != tied:
        raise Refused(_("Between these there is no tie. Please load the page again."))
    if sorted(order) != tied:
        raise Refused(_("Give each a place of its own, in the order in which they were drawn."))


def insist_on_witnesses(how: str, witnesses: str) -> None:
    if not how:
        raise Refused(_("Say how the lot was drawn."), field="how")
    if not witnesses:
        raise Refused(_("Say who watched. A lot is drawn in public."), field="witnesses")


def insist_on_the_hour(ballot: Ballot, drawn_at: datetime, now: datetime) -> None:
    if not ballot.closes_at <= drawn_at <= now + EARLY:
        raise Refused(_("It is drawn after the close of voting, and not ahead of time."), field="drawn_at")
