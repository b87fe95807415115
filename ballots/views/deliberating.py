"""A deliberation of several days: opening it, its page, summing it up, calling it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballots import operations, rules
from ballots.forms.discussion import CallOffForm, DeliberationForm, SumUpForm
from ballots.models import Deliberation
from ballots.queries import discussion as queries
from ballots.views.proposal_shown import deliberation_context
from ballots.views.seen import proposal_seen
from committees.forms import show_refusal
from kit.drafts import given_back, keeps_text
from kit.refused import Refused
from people.models import User


@keeps_text()
@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = proposal_seen(request, pk)
    if not rules.may_open_deliberation(user=request.user, proposal=proposal):
        raise Http404
    form = DeliberationForm(
        request.POST or None, hosts=queries.hosts_at(proposal), initial=given_back(request)
    )
    if form.is_valid():
        words = form.cleaned_data | {"host": User.objects.get(pk=form.cleaned_data["host"])}
        try:
            opened = operations.open_deliberation(by=request.user, proposal=proposal, **words)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            sentence = _("Opened. Whoever stands behind the proposal is told.")
            messages.success(request, sentence, extra_tags=f"saved:deliberation-new-{pk}")
            return redirect("ballots:deliberation", pk=pk, number=opened.pk)
    status = 422 if request.method == "POST" else 200
    context = {"proposal": proposal, "form": form}
    return render(request, "ballots/deliberation_new.html", context, status=status)


def deliberation_seen(request: HttpRequest, pk: int, number: int) -> Deliberation:
    proposal = proposal_seen(request, pk)
    found = get_object_or_404(proposal.deliberations.select_related("host", "summed_up_by"), pk=number)
    found.proposal = proposal
    return found


@login_required
@require_safe
def detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = deliberation_seen(request, pk, number)
    context = deliberation_context(request, found)
    name = "ballots/comments.html#rows" if request.htmx else "ballots/deliberation.html"
    return render(request, name, context)


@login_required
@require_POST
def sum_up(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found, form = deliberation_seen(request, pk, number), SumUpForm(request.POST)
    if form.is_valid():
        try:
            operations.sum_up(by=request.user, deliberation=found, summary=form.cleaned_data["summary"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            sentence = _("Summed up. Whoever took part is told.")
            messages.success(request, sentence, extra_tags=f"saved:deliberation-sum-{number}")
            return redirect("ballots:deliberation", pk=pk, number=number)
    context = deliberation_context(request, found, sum_up_form=form)
    return render(request, "ballots/deliberation.html", context, status=422)


@login_required
@require_POST
def call_off(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found, form = deliberation_seen(request, pk, number), CallOffForm(request.POST)
    if form.is_valid():
        try:
            operations.call_off(by=request.user, deliberation=found, why=form.cleaned_data["why"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Called off. Whoever was waiting for it is told."))
            return redirect("ballots:deliberation", pk=pk, number=number)
    context = deliberation_context(request, found, call_off_form=form)
    return render(request, "ballots/deliberation.html", context, status=422)
