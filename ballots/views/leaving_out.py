"""That a paper cannot count: one person says why on this page, and on the same page a second one agrees."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ballots.forms.papers import ReasonForm
from ballots.models import Ballot, Paper, SecretPaper
from ballots.operations.leaving_out import (
    confirm_spoilt_paper,
    confirm_spoilt_secret_paper,
    spoil_paper,
    spoil_secret_paper,
)
from ballots.queries.desk import UNREAD, secret_to_read, to_read, unread
from ballots.views.desk import ballot_at_the_desk
from ballots.views.secret_papers import secret_ballot
from committees.forms.fields import show_refusal
from kit.refused import Refused


class Doubted(NamedTuple):
    """A paper of either kind, and what is done with it."""

    ballot: Ballot
    paper: Paper | SecretPaper
    label: str
    reading: str  # where this person may read it instead
    say: Callable
    agree: Callable


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_spoil(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    ballot = ballot_at_the_desk(request, pk)
    row = get_object_or_404(unread(request.user, ballot), pk=paper_pk)
    may_read = to_read(request.user, ballot).filter(pk=row.pk).exists()
    reading = reverse("ballots:paper", args=[pk, row.pk]) if may_read else ""
    doubted = Doubted(ballot, row, str(row.elector), reading, spoil_paper, confirm_spoilt_paper)
    return leave_out(request, doubted)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def secret_paper_spoil(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    ballot = secret_ballot(request, pk)
    rows = ballot.secret_papers.filter(state__in=UNREAD).select_related("spoilt_by")
    row = get_object_or_404(rows, number=number)
    may_read = secret_to_read(request.user, ballot).filter(number=number).exists()
    reading = reverse("ballots:secret_paper", args=[pk, number]) if may_read else ""
    label = _("Paper %(number)d") % {"number": number}
    doubted = Doubted(ballot, row, label, reading, spoil_secret_paper, confirm_spoilt_secret_paper)
    return leave_out(request, doubted)


def leave_out(request: HttpRequest, doubted: Doubted) -> HttpResponse:
    agrees = "agrees" in request.POST
    form = ReasonForm(request.POST if request.method == "POST" and not agrees else None)
    refusal = ""
    if agrees or form.is_valid():
        try:
            sentence = said(request, doubted, form, agrees)
        except Refused as refused:
            refusal = str(refused)
            if not agrees:
                show_refusal(form, refused)
            doubted.paper.refresh_from_db()  # somebody else was here meanwhile
        else:
            messages.success(request, sentence)
            return redirect("ballots:papers", pk=doubted.ballot.pk)
    context = doubted._asdict() | {"form": form, "refusal": refusal if agrees else ""}
    context["is_own"] = doubted.paper.spoilt_by_id == request.user.pk
    status = 422 if refusal or form.errors else 200
    return render(request, "ballots/paper_spoil.html", context, status=status)


def said(request: HttpRequest, doubted: Doubted, form: ReasonForm, agrees: bool) -> str:
    if agrees:
        doubted.agree(by=request.user, paper=doubted.paper)
        return _("Left out, as two of you say. Why stands in the record.")
    doubted.say(by=request.user, paper=doubted.paper, reason=form.cleaned_data["reason"])
    return _("Noted. It is left out once a second person agrees.")
