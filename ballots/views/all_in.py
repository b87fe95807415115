"""收齐: how many papers there are and how far they are; and one button, which cannot be taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ballots import operations, rules
from ballots.operations.tallying import waits_for
from ballots.queries.desk import proxies_pending
from ballots.queries.papers import papers_by_state, put_into_the_box
from ballots.views.counting import is_waiting, to_run
from kit.numbers import whole_number
from kit.refused import Refused


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def papers_in(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = to_run(request, pk)
    if rules.stands(user=request.user, ballot=ballot):
        raise Http404
    if ballot.papers_in_at or not is_waiting(ballot):
        return redirect("ballots:count", pk=ballot.pk)
    sentence = ""
    if request.method == "POST":
        try:
            seen = whole_number(request.POST.get("seen"))
            operations.papers_are_in(by=request.user, ballot=ballot, seen=seen)
        except Refused as refused:
            sentence = str(refused)
        else:
            messages.success(request, _("Noted: all papers are in. No more is added."))
            return redirect("ballots:count", pk=ballot.pk)
    context = {"ballot": ballot, "papers": papers_by_state(ballot), "waiting": waits_for(ballot)}
    context |= {"handed_in": put_into_the_box(ballot) if ballot.is_secret else None, "sentence": sentence}
    context["unconfirmed"] = proxies_pending(ballot)
    return render(request, "ballots/papers_in.html", context, status=422 if sentence else 200)
