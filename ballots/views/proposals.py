"""Proposals: the list, one of them, seconding it, taking it back; the panel on the page of its topic."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from ballots import operations, rules
from ballots.models import Proposal
from ballots.models.proposals import ProposalState
from ballots.proposal_chips import proposal_chip
from ballots.queries import proposals as queries
from ballots.views.proposal_shown import discussion_context, proposal_context
from buildings.asked import place_asked
from buildings.standing import standing_of
from committees.models import Topic
from kit.drafts import keeps_text
from kit.paging import page_of
from kit.refused import Refused


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    stage, place = request.GET.get("show", ""), place_asked(request)
    stage = stage if stage in queries.STAGES else "gathering"
    page = page_of(request, queries.listed(request.user, stage, place), queries.ORDER)
    for proposal in page:
        proposal.chip = proposal_chip(proposal, timezone.localdate())
        proposal.missing = max(0, (proposal.seconders_needed or 0) - proposal.seconders)
    standing = standing_of(request.user)
    context = {
        "page": page,
        "stage": stage,
        "stages": stages(),
        "place": place,
        "drafts": queries.drafts_of(request.user) if not request.htmx else [],
        "may_propose": request.user.is_superuser or standing.neighbour_paths or standing.service_paths(),
        "may_set_rules": request.user.is_superuser or bool(standing.staff_paths),
        "may_set_processes": rules.may_set_processes(user=request.user),
    }
    name = "ballots/proposals.html#rows" if request.htmx else "ballots/proposals.html"
    return render(request, name, context)


def stages() -> list[tuple[str, str]]:
    return [
        ("gathering", pgettext("proposals", "Looking for seconders")),
        ("checking", pgettext("proposals", "Waiting for an answer")),
        ("decided", pgettext("proposals", "Answered")),
    ]


def seen(request: HttpRequest, pk: int) -> Proposal:
    return get_object_or_404(queries.proposal_for(request.user), pk=pk)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = seen(request, pk)
    if proposal.state == ProposalState.DRAFT:
        return redirect("ballots:proposal_edit", pk=pk)
    if request.htmx and request.GET.get("part") == "said":
        context = {"proposal": proposal, **discussion_context(request, proposal)}
        return render(request, "ballots/comments.html#said", context)
    return render(request, "ballots/proposal.html", proposal_context(request, proposal))


def done(request: HttpRequest, act: Callable[[], object], sentence: str, to: str) -> HttpResponse:
    """A button: done and back, or back with the reason why not."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if sentence:
            messages.success(request, sentence)
    return redirect(to)


def _page(request: HttpRequest, pk: int) -> str:
    return reverse("ballots:proposal", args=[pk])


@keeps_text(form_page=_page)
@login_required
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """`back=1` takes it back."""
    proposal = seen(request, pk)
    back = request.POST.get("back")
    verb = operations.take_back_endorsement if back else operations.endorse
    sentence = "" if back else _("You second it. You are told what becomes of it.")
    act = lambda: verb(by=request.user, proposal=proposal)  # noqa: E731
    return done(request, act, sentence, proposal.get_absolute_url())


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = seen(request, pk)
    act = lambda: operations.withdraw_proposal(by=request.user, proposal=proposal)  # noqa: E731
    sentence = _("Taken back. Whoever seconds it is told.")
    return done(request, act, sentence, proposal.get_absolute_url())


@login_required
@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, wanted = seen(request, pk), bool(request.POST.get("on"))
    act = lambda: operations.set_columns(by=request.user, proposal=proposal, has_columns=wanted)  # noqa: E731
    return done(request, act, "", f"{proposal.get_absolute_url()}#h-said")


@require_safe
def of_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a topic: the proposal that it comes from."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    proposal = queries.proposals_for(request.user).filter(topic=topic).first()
    if proposal:
        proposal.chip = proposal_chip(proposal, timezone.localdate())
    name = "ballots/proposal_of_topic.html#panel" if request.htmx else "ballots/proposal_of_topic.html"
    return render(request, name, {"topic": topic, "proposal": proposal})
