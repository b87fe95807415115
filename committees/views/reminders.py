"""When the invited are reminded of a meeting: for those who run it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees import operations
from committees.forms import show_refusal
from committees.forms.reminders import RemindersForm
from committees.reminders import in_words
from committees.views.convening import meeting_to_run
from kit.forms import status_of
from kit.refused import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    form = RemindersForm.of(meeting, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.set_reminders(by=request.user, meeting=meeting, **form.settings())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, said(form.chosen_minutes()), extra_tags=f"saved:reminders-{pk}")
            return redirect("committees:sent", pk)
    is_ahead = meeting.is_convened and not meeting.has_begun_by(timezone.now())
    context = {"form": form, "meeting": meeting, "is_ahead": is_ahead}
    return render(request, "committees/reminders.html", context, status=status_of(form))


def said(minutes: list[int]) -> str:
    if not minutes:
        return _("Noted. Nobody is reminded any more.")
    return _("Noted. Whoever has not declined is reminded %(when)s before.") % {"when": in_words(minutes)}
