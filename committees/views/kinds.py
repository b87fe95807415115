"""What kinds of meeting there are: for everyone to read, for the subdistrict office to set."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees import operations, queries, rules
from committees.forms import show_refusal
from committees.forms.kinds import FIELD_OF, KindForm
from committees.kind_words import called_by, invited, majority_in_words, quorum_in_words
from committees.models import MeetingKind
from committees.reminders import in_words
from committees.series import often
from kit.forms import status_of
from kit.refused import Refused


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    may_set = rules.may_set_kinds(user=request.user)
    rows = list(MeetingKind.objects.all()) if may_set else queries.kinds_held()
    for kind in rows:
        kind.words = words_of(kind)
    context = {"kinds": rows, "may_set": may_set}
    return render(request, "committees/kinds.html", context)


def words_of(kind: MeetingKind) -> dict[str, str]:
    return {
        "called_by": called_by(kind.convenors),
        "invited": invited(kind.invites),
        "quorum": quorum_in_words(kind),
        "majority": majority_in_words(kind),
        "often": often(kind.cadence),
        "reminders": in_words(kind.reminder_minutes),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, code: str) -> HttpResponse:
    if not rules.may_set_kinds(user=request.user):
        raise Http404
    found = get_object_or_404(MeetingKind, pk=code)
    form = KindForm(request.POST if request.method == "POST" else None, kind=found)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            operations.set_kind(by=request.user, code=code, seen=seen, **form.rules())
        except Refused as refused:
            show_refusal(form, refused, FIELD_OF)
        else:
            sentence = _("Noted. Meetings called from now on are held by these rules.")
            messages.success(request, sentence, extra_tags=f"saved:kind-{code}")
            return redirect("committees:kinds")
    return render(request, "committees/kinds_set.html", {"form": form, "kind": found}, status=status_of(form))
