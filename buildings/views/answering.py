"""Who says that they live here, and who knows whether it is so."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buildings import operations, rules
from buildings.forms import ReasonForm
from buildings.models import ResidencyClaim
from buildings.models.claims import ClaimState
from buildings.models.places import AROUND
from buildings.queries.claims import asked_again
from buildings.standing import standing_of
from buildings.views.asking import done
from kit.refused import Refused

SHOWN = 50


@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Doors and hours only: a name is opened one at a time, and that is written down. The oldest first."""
    rows = ResidencyClaim.objects.to_answer(standing_of(request.user)).select_related(
        f"dwelling__place__{AROUND}"
    )
    found = list(rows[: SHOWN + 1])
    context = {"claims": found[:SHOWN], "has_more": len(found) > SHOWN}
    return render(request, "buildings/claims.html", context)


def _claim(pk: int) -> ResidencyClaim:
    rows = ResidencyClaim.objects.select_related(f"dwelling__place__{AROUND}", "user")
    return get_object_or_404(rows, pk=pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    claim = _claim(pk)
    if not rules.may_answer_claim(user=request.user, claim=claim):
        raise Http404
    if request.method != "POST" and (newer := asked_again(claim)):
        return redirect("buildings:claim_answer", newer.pk)
    refuses = request.method == "POST" and request.POST.get("answer") == "refuse"
    form, problem = ReasonForm(request.POST if refuses else None), None
    if request.method == "POST" and (not refuses or form.is_valid()):
        try:
            _decide(request, claim, form.cleaned_data["reason"] if refuses else None)
        except Refused as refused:
            problem, claim = refused, _claim(pk)
        else:
            done(request, _("Noted, and said to whoever asked."))
            return redirect("buildings:claims")
    context = {"claim": claim, "form": form, "problem": problem, "waits": claim.state == ClaimState.WAITING}
    if context["waits"]:
        context["name"], context["figures"] = operations.open_claim(by=request.user, claim=claim)
    return render(request, "buildings/claim.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: HttpRequest, claim: ResidencyClaim, reason: str | None) -> None:
    if reason is None:
        operations.confirm_claim(by=request.user, claim=claim)
    else:
        operations.refuse_claim(by=request.user, claim=claim, reason=reason)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """For the grown-up who was named, and for nobody else."""
    claim = _claim(pk)
    if claim.guardian_id != request.user.pk:
        raise Http404
    if request.method != "POST" and (newer := asked_again(claim)):
        return redirect("buildings:claim_guardian", newer.pk)
    problem = None
    if request.method == "POST":
        try:
            agrees = request.POST.get("answer") == "yes"
            operations.answer_as_guardian(by=request.user, claim=claim, agrees=agrees)
        except Refused as refused:
            problem, claim = refused, _claim(pk)
        else:
            done(request, _("Noted."))
            return redirect("buildings:my_claims")
    context = {"claim": claim, "problem": problem, "waits": claim.state == ClaimState.WAITING}
    return render(request, "buildings/claim_guardian.html", context, status=422 if problem else 200)
