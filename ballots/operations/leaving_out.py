"""That a paper cannot count: one person says why, a second one agrees. Until then it can still be read."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.messages import votes as words
from ballots.models import Ballot, Paper, SecretPaper
from ballots.models.votes import PaperState
from ballots.operations import secret_papers
from ballots.operations.casting import all_in_sentence, insist_on_uncounted
from ballots.operations.handling import insist_on_a_second_person, insist_on_handling
from ballots.operations.locking import lock, lock_elector
from ballots.operations.papers import noted, tell
from kit.refused import Refused
from people.models import User

LEFT_OUT = ["state", "reason", "spoilt_by", "spoilt_confirmed_by"]


# --- by name -------------------------------------------------------------------------------------------


@transaction.atomic
def spoil_paper(*, by: User, paper: Paper, reason: str, now: datetime | None = None) -> Paper:
    """Unreadable, two crosses, typed in for the wrong home: left out once a second person agrees. The reason
    stands in the record, and the voter hears it."""
    now, paper = now or timezone.now(), locked(paper)
    insist_on_handling(by, paper.elector)
    insist_on_open(paper.elector.ballot)
    if is_said(paper, by):
        return paper
    say(paper, by, reason)
    paper.save(update_fields=LEFT_OUT)
    noted(paper, by, "ballots.doubt_paper", now)
    return paper


@transaction.atomic
def confirm_spoilt_paper(*, by: User, paper: Paper, now: datetime | None = None) -> Paper:
    now, paper = now or timezone.now(), locked(paper)
    insist_on_handling(by, paper.elector)
    insist_on_open(paper.elector.ballot)
    if paper.state == PaperState.SPOILT:
        return paper
    agree(paper, by, paper.elector.ballot)
    paper.save(update_fields=LEFT_OUT)
    noted(paper, by, "ballots.spoil_paper", now)
    tell(paper, words.PAPER_SPOILT, words.paper_spoilt(paper), "spoilt")
    return paper


def locked(paper: Paper) -> Paper:
    elector = lock_elector(paper.elector)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("spoilt_by").get(pk=paper.pk)
    paper.elector = elector
    return paper


def insist_on_open(ballot: Ballot) -> None:
    insist_on_uncounted(ballot)
    if ballot.papers_in_at:
        raise Refused(all_in_sentence())


# --- of a secret ballot --------------------------------------------------------------------------------


@transaction.atomic
def spoil_secret_paper(
    *, by: User, paper: SecretPaper, reason: str, now: datetime | None = None
) -> SecretPaper:
    now, paper = now or timezone.now(), locked_secret(paper)
    secret_papers.insist_on_reading(by, paper.ballot)
    if is_said(paper, by):
        return paper
    say(paper, by, reason)
    paper.save(update_fields=LEFT_OUT)
    secret_papers.noted(paper, by, "ballots.doubt_secret_paper", now)
    return paper


@transaction.atomic
def confirm_spoilt_secret_paper(*, by: User, paper: SecretPaper, now: datetime | None = None) -> SecretPaper:
    now, paper = now or timezone.now(), locked_secret(paper)
    secret_papers.insist_on_reading(by, paper.ballot)
    if paper.state == PaperState.SPOILT:
        return paper
    agree(paper, by, paper.ballot)
    paper.reading = paper.second_reading = None
    paper.save(update_fields=[*LEFT_OUT, "reading", "second_reading"])
    data = {"reason": paper.reason}  # the row goes with the count
    secret_papers.noted(paper, by, "ballots.spoil_secret_paper", now, **data)
    return paper


def locked_secret(paper: SecretPaper) -> SecretPaper:
    ballot = lock(paper.ballot)
    paper = SecretPaper.objects.select_for_update(of=("self",)).select_related("spoilt_by").get(pk=paper.pk)
    paper.ballot = ballot
    return paper


# --- of both -------------------------------------------------------------------------------------------


def is_said(paper: Paper | SecretPaper, by: User) -> bool:
    """Nothing is left to say: it is left out already, or this person said so before."""
    insist_on_undecided(paper)
    return paper.state == PaperState.SPOILT or paper.spoilt_by_id == by.pk


def insist_on_undecided(paper: Paper | SecretPaper) -> None:
    if paper.state == PaperState.COUNTED:
        raise Refused(_("This paper was read twice and counted."))
    if paper.state == PaperState.REPLACED:
        raise Refused(_("They voted online after it was handed in. That vote counts."))


def say(paper: Paper | SecretPaper, by: User, reason: str) -> None:
    reason = " ".join(reason.replace("\0", "").split())[:200]
    if paper.spoilt_by_id:
        sentence = _(
            "%(name)s says already that it cannot count: %(reason)s Do you agree? Then confirm that."
        )
        raise Refused(sentence % {"name": paper.spoilt_by, "reason": paper.reason})
    if not reason:
        raise Refused(_("Say why it does not count; it stands in the record."), field="reason")
    paper.spoilt_by, paper.reason = by, reason


def agree(paper: Paper | SecretPaper, by: User, ballot: Ballot) -> None:
    insist_on_undecided(paper)
    if paper.spoilt_by is None:
        raise Refused(_("Nobody says any more that it cannot count. Please load the page again."))
    if paper.spoilt_by_id == by.pk:
        raise Refused(_("You said so yourself. A second person looks at it too."))
    insist_on_a_second_person(paper.spoilt_by, by, ballot)
    paper.state, paper.spoilt_confirmed_by = PaperState.SPOILT, by
