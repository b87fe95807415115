"""After the close: the papers out of the box, one by one, by number. No page here knows of a voter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ballots.forms.papers import ReadingForm
from ballots.models.votes import PaperState
from ballots.operations.secret_papers import confirm_secret_paper, type_secret_paper
from ballots.queries.desk import secret_to_read
from ballots.views.desk import ballot_at_the_desk
from committees.forms.fields import show_refusal
from kit.numbers import whole_number
from kit.refused import Refused


def secret_ballot(request: HttpRequest, pk: int):
    ballot = ballot_at_the_desk(request, pk)
    if not ballot.is_secret:
        raise Http404
    return ballot


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def secret_paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = secret_ballot(request, pk)
    posted = [request.POST] if request.method == "POST" else []
    number = whole_number(request.POST.get("number")) or ballot.secret_papers.count() + 1
    form = ReadingForm(*posted, ballot=ballot, options=list(ballot.options.all()))
    if posted and form.is_valid():
        try:
            chosen = form.cleaned_data["chosen"]
            type_secret_paper(by=request.user, ballot=ballot, choices=chosen, number=number)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Paper %(number)d is typed in.") % {"number": number})
            return redirect("ballots:papers", pk=ballot.pk)
    context = {"ballot": ballot, "number": number, "form": form, "is_first": True}
    return render(request, "ballots/paper.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def secret_paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    ballot = secret_ballot(request, pk)
    row = get_object_or_404(secret_to_read(request.user, ballot), number=number)
    posted = [request.POST] if request.method == "POST" else []
    form = ReadingForm(*posted, ballot=ballot, options=list(ballot.options.all()))
    if posted and form.is_valid():
        try:
            read = confirm_secret_paper(by=request.user, paper=row, choices=form.cleaned_data["chosen"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            agree = read.state == PaperState.COUNTED
            said = _("Both readings agree: it counts.") if agree else differs()
            messages.success(request, said) if agree else messages.warning(request, said)
            return redirect("ballots:papers", pk=ballot.pk)
    context = {"ballot": ballot, "number": number, "form": form, "secret_paper": row}
    return render(request, "ballots/paper.html", context, status=422 if form.errors else 200)


def differs() -> str:
    return _("The readings differ. A third person settles it, or it is left out with a reason.")
