"""Who is told what about a proposal: its author of every step, those who owe an answer of the day."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Proposal, ProposalStep
from ballots.models.proposals import ProposalState
from kit.times import short_day
from notifications.operations import Words, post, void
from people.models import User

NEWS = "ballots.proposal"  # to whoever wrote or seconds it
ANSWER_OWED = "ballots.answer_owed"
STEP = "ballots.step"
STEP_DUE = "ballots.step_due"


def tell(
    to: Iterable[User],
    *,
    kind: str,
    words: Words,
    proposal: Proposal,
    event: str,
    by: User | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> int:
    """Nobody is told of what they did themselves."""
    return post(
        to=[person for person in to if by is None or person.pk != by.pk],
        kind=kind,
        words=words,
        url=proposal.get_absolute_url(),
        subject=proposal,
        dedupe=f"proposal {proposal.pk} {event}",
        due_at=now,
        expires_at=expires_at,
        by_day=True,
    )


def stop_asking(proposal: Proposal) -> None:
    """It is answered, joined with another or taken back: nobody is reminded any more."""
    void(subject=proposal, kinds=[ANSWER_OWED])


def stop_asking_for(step: ProposalStep) -> None:
    void(subject=step, kinds=[STEP_DUE, STEP])


def reached(proposal: Proposal, count: int, now: datetime) -> Words:
    """To its author."""

    def words() -> tuple[str, str]:
        seconds = ngettext("%(count)d neighbour seconds it.", "%(count)d neighbours second it.", count)
        return (
            _("Your proposal has enough seconders: %(title)s") % {"title": proposal.title},
            f"{seconds % {'count': count}}\n{_answer_by(proposal, now)}",
        )

    return words


def answer_owed(proposal: Proposal, now: datetime) -> Words:
    """To those who owe the answer."""

    def words() -> tuple[str, str]:
        title = _("A proposal waits for your answer: %(title)s") % {"title": proposal.title}
        return title, _answer_by(proposal, now)

    return words


def answer_due(proposal: Proposal, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Please answer this proposal soon: %(title)s") % {"title": proposal.title}
        return title, _answer_by(proposal, now)

    return words


def answer_late(proposal: Proposal, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("The day for an answer is over: %(title)s") % {"title": proposal.title}
        return title, _("Neighbours were promised an answer by %(day)s. Please give it, with reasons.") % {
            "day": short_day(proposal.answer_due_on, now=now)
        }

    return words


def answer_is_late(proposal: Proposal, now: datetime) -> Words:
    """To its author, who was promised a day."""

    def words() -> tuple[str, str]:
        title = _("Your proposal was not answered in time: %(title)s") % {"title": proposal.title}
        return title, _("It was due by %(day)s. Those who owe the answer were asked for it again.") % {
            "day": short_day(proposal.answer_due_on, now=now)
        }

    return words


def _answer_by(proposal: Proposal, now: datetime) -> str:
    return _("An answer with reasons is due by %(day)s.") % {
        "day": short_day(proposal.answer_due_on, now=now)
    }


def answered(proposal: Proposal, mine: bool) -> Words:
    def words() -> tuple[str, str]:
        if proposal.state == ProposalState.TO_MEETING:
            title = _("A meeting takes it up: %(title)s")
        elif proposal.state == ProposalState.TO_BALLOT:
            title = _("There will be a ballot on it: %(title)s")
        elif mine:
            title = _("Your proposal is not taken up: %(title)s")
        else:
            title = _("A proposal that you second is not taken up: %(title)s")
        return title % {
            "title": proposal.title
        }, f"{proposal.answer}\n\n{proposal.answered_for or ''}".strip()

    return words


def merged(proposal: Proposal, into: Proposal) -> Words:
    def words() -> tuple[str, str]:
        title = _("Two proposals were joined: %(title)s") % {"title": into.title}
        body = _("“%(other)s” goes on in it. Whoever seconds either counts once.") % {"other": proposal.title}
        return title, body

    return words


def withdrawn(proposal: Proposal) -> Words:
    def words() -> tuple[str, str]:
        title = _("A proposal was taken back: %(title)s") % {"title": proposal.title}
        return title, _("Whoever wrote it took it back. You can write one of your own.")

    return words


# --- ways of deciding -----------------------------------------------------------------------------------


def tell_of_step(
    step: ProposalStep,
    to: Iterable[User],
    *,
    kind: str,
    words: Words,
    event: str,
    by: User | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> int:
    return post(
        to=[person for person in to if by is None or person.pk != by.pk],
        kind=kind,
        words=words,
        url=reverse("ballots:process_step", args=[step.proposal_id, step.pk]),
        subject=step,
        dedupe=f"step {step.pk} {event}",
        due_at=now,
        expires_at=expires_at,
        by_day=True,
    )


def step_begins(step: ProposalStep, now: datetime) -> Words:
    return _of_step(step, lambda: _("Your turn: %(step)s, %(title)s"), step.due_on, now)


def step_due(step: ProposalStep, now: datetime) -> Words:
    return _of_step(step, lambda: _("Due soon: %(step)s, %(title)s"), step.due_on, now)


def step_late(step: ProposalStep, now: datetime) -> Words:
    return _of_step(step, lambda: _("Overdue: %(step)s, %(title)s"), step.due_on, now)


def _of_step(step: ProposalStep, title: Callable[[], str], day: date, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        named = title() % {"step": step.name, "title": step.proposal.title}
        by = _("Please finish it by %(day)s, and say on the page what happened.")
        return named, by % {"day": short_day(day, now=now)}

    return words


def step_done(step: ProposalStep, following: ProposalStep | None, now: datetime) -> Words:
    """To its author."""

    def words() -> tuple[str, str]:
        title = _("A step is done: %(step)s, %(title)s") % {
            "step": step.name,
            "title": step.proposal.title,
        }
        if following is None:
            return title, "\n\n".join([step.note, _("That was the last step.")])
        goes_on = _("Next: %(step)s, by %(day)s.") % {
            "step": following.name,
            "day": short_day(following.due_on, now=now),
        }
        return title, "\n\n".join([step.note, goes_on])

    return words
