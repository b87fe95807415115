"""Ways of deciding: the subdistrict office's pages, and the steps of one proposal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ballots import operations, rules
from ballots.forms.processes import FinishForm, ProcessForm
from ballots.models import Process, Proposal, ProposalStep
from ballots.operations.processes import PROOF_OF
from ballots.proposal_chips import step_chip
from ballots.queries import discussion as said
from ballots.queries import processes as queries
from ballots.queries.proposals import processes
from ballots.views.seen import proposal_seen
from committees.forms import show_refusal
from kit.drafts import given_back, keeps_text
from kit.refused import Refused


def process_context(request: HttpRequest, proposal: Proposal) -> dict:
    """The line of steps: done with what shows it, the current with who must act, the next ones."""
    steps = queries.steps_of(proposal)
    if not steps:
        return {"process_steps": []}
    readable = queries.readable_proofs(request.user, steps)
    current = next((step for step in steps if step.done_at is None), None)
    for step in steps:
        step.proposal = proposal
        step.proof = next(
            (getattr(step, name) for name, pk in readable if getattr(step, f"{name}_id") == pk), None
        )
    context = {"process_steps": steps, "current_step": current}
    if current and proposal.is_open:
        current.chip = step_chip(current, timezone.localdate())
        current.by = queries.who_acts(current, said.said_by(proposal.author))
        context["may_finish"] = rules.may_finish(user=request.user, step=current)
    return context


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """How neighbours decide here: everybody may read it."""
    context = {
        "processes": list(processes()),
        "may_set": rules.may_set_processes(user=request.user),
    }
    return render(request, "ballots/processes.html", context)


@login_required
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    if not rules.may_set_processes(user=request.user):
        raise Http404
    process = get_object_or_404(Process, pk=pk) if pk else None
    form = ProcessForm(request.POST or None, process=process)
    if form.is_valid():
        try:
            operations.set_process(by=request.user, process=process, **form.process_words())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            sentence = _("Kept. It is offered so from now on; what runs keeps its steps.")
            messages.success(request, sentence, extra_tags=f"saved:process-{pk or 'new'}")
            return redirect("ballots:processes")
    status = 422 if request.method == "POST" else 200
    return render(request, "ballots/process_set.html", {"process": process, "form": form}, status=status)


@login_required
def start(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_seen(request, pk)
    if not rules.may_moderate(user=request.user, proposal=proposal):
        raise Http404
    offered, refusal = [row for row in processes() if row.retired_at is None], ""
    if request.method == "POST":
        chosen = next((row for row in offered if str(row.pk) == request.POST.get("process")), None)
        try:
            if chosen is None:
                raise Refused(_("Choose a way of deciding."))
            operations.start_process(by=request.user, proposal=proposal, process=chosen)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Started. Whoever must act first is told."))
            return redirect(f"{proposal.get_absolute_url()}#h-process")
    context = {"proposal": proposal, "processes": offered, "refusal": refusal}
    return render(request, "ballots/process_start.html", context, status=422 if refusal else 200)


@keeps_text()
@login_required
def step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Where a message leads: what is to be done, by whom, until when; for them the form to finish it."""
    proposal = proposal_seen(request, pk)
    row = get_object_or_404(proposal.steps.select_related("meeting", "ballot", "notice"), pk=step)
    row.proposal = proposal
    may_finish = is_current(proposal, row) and rules.may_finish(user=request.user, step=row)
    if request.method == "POST" and not may_finish and row.done_at is None:
        raise Http404
    proofs = queries.proofs_for(request.user, row) if may_finish else []
    form = FinishForm(request.POST or None, step=row, proofs=proofs, initial=given_back(request))
    if form.is_valid():
        try:
            operations.finish_step(by=request.user, step=row, **finished(request, row, form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Done. The next one is told."), extra_tags=f"saved:step-{step}")
            return redirect(f"{proposal.get_absolute_url()}#h-process")
    row.chip = step_chip(row, timezone.localdate()) if may_finish or is_current(proposal, row) else None
    context = {
        "proposal": proposal,
        "step": row,
        "by": queries.who_acts(row, said.said_by(proposal.author)),
        "form": form,
        "may_finish": may_finish,
        "has_proofs": bool(proofs),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ballots/process_step.html", context, status=status)


def is_current(proposal: Proposal, step: ProposalStep) -> bool:
    current = queries.current_step(proposal)
    return proposal.is_open and current is not None and current.pk == step.pk


def finished(request: HttpRequest, step: ProposalStep, form: FinishForm) -> dict:
    """The note, and the row that was chosen from what this person may read."""
    words, chosen = {"note": form.cleaned_data["note"]}, form.cleaned_data.get("proof")
    if name := PROOF_OF.get(step.kind):
        words[name] = queries.proof_of(request.user, step, int(chosen)) if chosen else None
    return words
