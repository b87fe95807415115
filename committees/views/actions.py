"""How a promise stands, said by whoever owes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees import operations, queries, rules
from committees.chips import action_chip
from committees.forms import ProgressForm, show_refusal
from committees.models import ActionItem
from kit.refused import Refused


@login_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What this person, or an organisation of theirs, still owes; a panel beside the list of meetings."""
    today = timezone.localdate()
    owed = queries.owed_by(request.user)
    for item in owed:
        item.chip = action_chip(item, today)
    name = "committees/promises.html#panel" if request.htmx else "committees/promises.html"
    return render(request, name, {"owed": owed})


@login_required
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone who may read the meeting reads it; the form is for those who owe it and those who asked."""
    rows = ActionItem.objects.visible_to(request.user)
    rows = rows.select_related("meeting__place", "organisation", "person", "resolution__meeting")
    item = get_object_or_404(rows, pk=pk)
    may_report = rules.may_report(user=request.user, action_item=item)
    may_drop = rules.may_run(user=request.user, meeting=item.meeting)
    form = ProgressForm(request.POST if request.method == "POST" else None, item=item, may_drop=may_drop)
    if form.is_valid():
        try:
            operations.report_progress(by=request.user, action_item=item, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Noted. Everyone can read how it stands."), extra_tags=f"saved:action-{pk}"
            )
            return redirect("committees:action", pk=pk)
    context = {
        "item": item,
        "chip": action_chip(item, timezone.localdate()),
        "form": form if may_report and item.state == "open" else None,
    }
    return render(request, "committees/action.html", context)
