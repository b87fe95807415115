"""A proposal's state in words and a tone (includes/chip.html); what is shown depends on the day too."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ballots.models import Deliberation, Proposal, ProposalStep
from ballots.models.proposals import ProposalState


class Chip(NamedTuple):
    tone: str
    label: str


def days_late(due_on: date | None, today: date) -> int:
    return max(0, (today - due_on).days) if due_on else 0


def late_chip(days: int) -> Chip:
    return Chip("late", ngettext("%(count)d day overdue", "%(count)d days overdue", days) % {"count": days})


def proposal_chip(proposal: Proposal, today: date) -> Chip:
    state = ProposalState(proposal.state)
    if state == ProposalState.CHECKING and (days := days_late(proposal.answer_due_on, today)):
        return late_chip(days)
    tones = {
        ProposalState.GATHERING: "new",
        ProposalState.CHECKING: "wait",
        ProposalState.TO_MEETING: "doing",
        ProposalState.TO_BALLOT: "doing",
    }
    return Chip(tones.get(state, "plain"), str(state.label))


def step_chip(step: ProposalStep, today: date) -> Chip | None:
    if step.done_at:
        return None
    if days := days_late(step.due_on, today):
        return late_chip(days)
    return Chip("doing", pgettext("a step", "Now"))


def deliberation_chip(deliberation: Deliberation, now: datetime) -> Chip:
    if deliberation.called_off_at:
        return Chip("plain", _("Called off"))
    if deliberation.summed_up_at:
        return Chip("done", _("Summed up"))
    if now < deliberation.opens_at:
        return Chip("plain", _("Begins later"))
    if now < deliberation.closes_at:
        return Chip("new", _("You can write now"))
    return Chip("wait", _("Waits to be summed up"))


def way_of(proposal: Proposal) -> list[tuple[str, str]]:
    """Label and class of four steps, lit what it waits for; one that ended early ends there."""
    labels = [
        pgettext("step of a proposal", "Put out"),
        pgettext("step of a proposal", "Seconded"),
        pgettext("step of a proposal", "Answered"),
    ]
    if proposal.state in (ProposalState.MERGED, ProposalState.WITHDRAWN):
        return [(labels[0], "is-done"), (str(proposal.get_state_display()), "is-done")]
    last = {
        ProposalState.TO_MEETING: pgettext("step of a proposal", "At the meeting"),
        ProposalState.TO_BALLOT: pgettext("step of a proposal", "At the ballot"),
    }
    if proposal.state == ProposalState.DECLINED:
        return [(label, "is-done") for label in [*labels[:2], str(proposal.get_state_display())]]
    labels.append(last.get(proposal.state, pgettext("step of a proposal", "Decided")))
    done = {ProposalState.GATHERING: 1, ProposalState.CHECKING: 2}.get(proposal.state, 3)
    if done < len(labels) - 1:  # what it waits for is not said to be done
        labels[done] = str(proposal.get_state_display())
    classes = ["is-done"] * done + ["is-now", "", ""]
    return list(zip(labels, classes[:4], strict=True))
