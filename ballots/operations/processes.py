"""Ways of deciding: what the subdistrict office offers, and the steps that one proposal takes."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages import proposals as words
from ballots.models import Ballot, Process, ProcessStep, Proposal, ProposalStep
from ballots.models.processes import Actor, StepKind
from ballots.models.proposals import OPEN_PROPOSALS
from ballots.operations.answering import next_workday
from ballots.operations.proposal_ground import insist_on_words, lock, moved_on, plain
from ballots.queries.processes import actors_of, proof_of, steps_running
from committees.models import Meeting
from journal.operations import record
from kit.refused import Refused
from kit.subjects import subject_key
from kit.times import local_date
from kit.workdays import workdays_later
from notices.models import Notice
from notifications.models import Message
from people.models import User

MOST_STEPS, MOST_DAYS = 12, 120
LONGEST_NOTE = ProposalStep._meta.get_field("note").max_length


class StepPlan(NamedTuple):
    name: str
    who: str
    days: int
    kind: str = StepKind.WORD


@transaction.atomic
def set_process(
    *,
    by: User,
    process: Process | None,
    name: str,
    purpose: str,
    steps: list[StepPlan],
    retired: bool = False,
    seen_version: int = 0,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Process:
    """A way of deciding as it is offered from now on. What runs by it keeps the steps of its day. A new one
    by a form that was sent twice (`client_key`) is one."""
    now = now or timezone.now()
    if not rules.may_set_processes(user=by):
        raise Refused(_("Only the subdistrict office sets the ways of deciding."))
    name = insist_on_words(name, 40, "name", _("Say what it is called."))
    purpose = plain(purpose)
    if len(purpose) > 200:
        raise Refused(_("Please say it in at most %(most)d characters.") % {"most": 200}, field="purpose")
    insist_on_steps(steps)
    found = locked_process(process, client_key or uuid4(), name)
    if same_process(found, name, purpose, steps, retired):
        return found
    if found.version != seen_version:
        raise Refused(_("Somebody changed it meanwhile. Please look at it again before you change it."))
    found.version += 1
    found.name, found.purpose = name, purpose
    found.retired_at = (found.retired_at or now) if retired else None
    found.save()
    found.steps.all().delete()
    rows = [ProcessStep(process=found, position=n, **plan._asdict()) for n, plan in enumerate(steps, start=1)]
    ProcessStep.objects.bulk_create(rows)
    data = {"name": name, "steps": [list(plan) for plan in steps], "retired": retired}
    record(by=by, verb="ballots.set_process", subject=found, data=data, now=now)
    return found


def locked_process(process: Process | None, client_key: UUID, name: str) -> Process:
    """A new one has no version yet: what comes by the same form at the same moment waits, and finds it."""
    if process is None:
        fields = {"key": f"own-{client_key.hex[:24]}", "defaults": {"name": name, "version": 0}}
        process, _is_new = Process.objects.get_or_create(**fields)
    return Process.objects.select_for_update().get(pk=process.pk)


def same_process(found: Process, name: str, purpose: str, steps: list[StepPlan], retired: bool) -> bool:
    known = [StepPlan(*row) for row in found.steps.values_list("name", "who", "days", "kind")]
    is_same = (found.name, found.purpose, bool(found.retired_at)) == (name, purpose, retired)
    return is_same and known == [StepPlan(*plan) for plan in steps]


def insist_on_steps(steps: list[StepPlan]) -> None:
    if not steps:
        raise Refused(_("Name at least one step."), field="steps")
    if len(steps) > MOST_STEPS:
        raise Refused(_("At most %(most)d steps.") % {"most": MOST_STEPS}, field="steps")
    for number, plan in enumerate(steps, start=1):
        if not plan.name.strip() or len(plan.name) > 60:
            sentence = _("Step %(number)d: say in a few words what is done.")
            raise Refused(sentence % {"number": number}, field="steps")
        if plan.who not in Actor.values:
            raise Refused(_("Step %(number)d: say who must act.") % {"number": number}, field="steps")
        if plan.kind not in StepKind.values:
            raise Refused(_("Step %(number)d: say what shows it.") % {"number": number}, field="steps")
        if not 1 <= plan.days <= MOST_DAYS:
            sentence = _("Step %(number)d: at least one working day, at most %(most)d.")
            raise Refused(sentence % {"number": number, "most": MOST_DAYS}, field="steps")


@transaction.atomic
def start_process(
    *, by: User, proposal: Proposal, process: Process, now: datetime | None = None
) -> list[ProposalStep]:
    """A copy of its steps goes with the proposal; the first has its day from now."""
    now = now or timezone.now()
    proposal = lock(proposal)
    if not rules.may_moderate(user=by, proposal=proposal):
        raise Refused(_("It is started by those who may convene a meeting here."))
    known = list(proposal.steps.order_by("position"))
    if known and known[0].process_name == process.name:
        return known
    if known:
        raise Refused(_("It goes its way by “%(name)s” already.") % {"name": known[0].process_name})
    if proposal.state not in OPEN_PROPOSALS:
        raise Refused(moved_on(proposal))
    if process.retired_at:
        raise Refused(_("This way is offered no more. Please choose another."), field="process")
    plans = list(process.steps.order_by("position"))
    if not plans:
        raise Refused(_("This way has no steps yet."), field="process")
    steps = [copied(plan, proposal, process) for plan in plans]
    ProposalStep.objects.bulk_create(steps)
    data = {"process": process.key, "version": process.version}
    record(by=by, verb="ballots.start_process", subject=proposal, data=data, now=now)
    begin(steps[0], by=by, now=now)
    return steps


def copied(plan: ProcessStep, proposal: Proposal, process: Process) -> ProposalStep:
    fields = {name: getattr(plan, name) for name in ("position", "name", "who", "days", "kind")}
    return ProposalStep(proposal=proposal, process_name=process.name, **fields)


def begin(step: ProposalStep, *, by: User, now: datetime) -> None:
    """Its days count from now; whoever must act is told."""
    step.due_on = local_date(workdays_later(now, step.days))
    step.save(update_fields=["due_on"])
    told = words.step_begins(step, now)
    words.tell_of_step(step, actors_of(step), kind=words.STEP, words=told, event="begins", by=by, now=now)


@transaction.atomic
def finish_step(
    *,
    by: User,
    step: ProposalStep,
    note: str,
    meeting: Meeting | None = None,
    ballot: Ballot | None = None,
    notice: Notice | None = None,
    now: datetime | None = None,
) -> ProposalStep:
    """By whoever must act, in the order of the steps, with what shows it. The next one's days begin."""
    now = now or timezone.now()
    proposal = lock(step.proposal)
    step = ProposalStep.objects.select_related("proposal__place", "proposal__author").get(pk=step.pk)
    if not rules.may_finish(user=by, step=step):
        raise Refused(_("This step is for: %(who)s.") % {"who": step.get_who_display()})
    note = insist_on_words(note, LONGEST_NOTE, "note", _("Say in a sentence what happened."))
    if step.done_at:
        if step.note == note:
            return step
        raise Refused(_("This step is done already."))
    if proposal.state not in OPEN_PROPOSALS:
        raise Refused(moved_on(proposal))
    if proposal.steps.filter(done_at=None, position__lt=step.position).exists():
        raise Refused(_("An earlier step has to be done first."))
    proofs = {"meeting": meeting, "ballot": ballot, "notice": notice}
    insist_on_proof(by, step, proofs)
    step.note, step.done_by, step.done_at = note, by, now
    step.meeting, step.ballot, step.notice = meeting, ballot, notice
    step.save()
    data = {"step": step.position, **{name: row and row.pk for name, row in proofs.items()}}
    record(by=by, verb="ballots.finish_step", subject=proposal, data=data, now=now)
    words.stop_asking_for(step)
    go_on(step, by=by, now=now)
    return step


PROOF_OF = {StepKind.MEETING: "meeting", StepKind.BALLOT: "ballot", StepKind.POSTING: "notice"}


def insist_on_proof(by: User, step: ProposalStep, proofs: dict) -> None:
    name = PROOF_OF.get(step.kind)
    if any(row for other, row in proofs.items() if other != name):
        raise Refused(_("That does not show this step: %(kind)s.") % {"kind": step.get_kind_display()})
    if name is None:
        return
    if proofs[name] is None:
        sentences = {
            "meeting": _("Choose the meeting that shows it."),
            "ballot": _("Choose the ballot that shows it."),
            "notice": _("Choose the notice that shows it."),
        }
        raise Refused(sentences[name], field="proof")
    if proof_of(by, step, proofs[name].pk) is None:
        raise Refused(_("It is not of this place, or not open to you."), field="proof")


def go_on(step: ProposalStep, *, by: User, now: datetime) -> None:
    following = step.proposal.steps.filter(position__gt=step.position).order_by("position").first()
    if following:
        following.proposal = step.proposal
        begin(following, by=by, now=now)
    told = words.step_done(step, following, now)
    author = [step.proposal.author]
    words.tell_of_step(step, author, kind=words.NEWS, words=told, event="done", by=by, now=now)


# --- reminders ----------------------------------------------------------------------------------------


def remind_of_steps(now: datetime | None = None) -> int:
    """From the last working day before, and once it is late; each once, however often it is called. Before
    that, those whose turn it has become since nobody is there any more whom it was asked of."""
    now = now or timezone.now()
    soon = next_workday(local_date(now))
    rows = steps_running().order_by("pk")
    told = sum(remind_of_step(step, now=now) for step in rows.filter(due_on__lte=soon))
    later = (step for step in rows.filter(due_on__gt=soon) if _is_with_nobody(step))
    return told + sum(_ask_again(step, now=now) for step in later)


def _is_with_nobody(step: ProposalStep) -> bool:
    """It is for none of those any more who were asked, or told themselves by doing the step before."""
    told = Message.objects.about(subject_key(step)).filter(letter__kind=words.STEP)
    before = step.proposal.steps.filter(position__lt=step.position).exclude(done_by=None)
    last = before.order_by("-position").values_list("done_by", flat=True)[:1]
    asked = {*told.values_list("recipient", flat=True), *last}
    return bool(asked) and asked.isdisjoint(person.pk for person in actors_of(step))


@transaction.atomic
def _ask_again(step: ProposalStep, *, now: datetime) -> int:
    lock(step.proposal)
    is_done = ProposalStep.objects.filter(pk=step.pk, done_at__isnull=False).exists()
    if is_done or not _is_with_nobody(step):
        return 0
    row = {"kind": words.STEP, "words": words.step_begins(step, now), "event": "begins", "by": None}
    return words.tell_of_step(step, actors_of(step), **row, now=now)


@transaction.atomic
def remind_of_step(step: ProposalStep, *, now: datetime) -> int:
    """Under the proposal's lock: what was finished a moment ago is not asked for."""
    lock(step.proposal)
    if ProposalStep.objects.filter(pk=step.pk, done_at__isnull=False).exists():
        return 0
    is_late = local_date(now) > step.due_on
    told = words.step_late(step, now) if is_late else words.step_due(step, now)
    event = f"{'late' if is_late else 'due'} {step.due_on}"
    row = {"kind": words.STEP_DUE, "words": told, "event": event, "by": None, "now": now}
    return words.tell_of_step(step, actors_of(step), **row)
