"""劝阻记录: written once, printed as one page."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues import rules
from issues.forms import DissuadeForm
from issues.models import DissuasionRecord, Issue
from issues.operations import record_dissuasion
from kit.drafts import keeps_text
from kit.forms import say_refused
from kit.refused import Refused


@keeps_text(lambda request, pk: request.path)
@login_required
def dissuade(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Issue.objects.readable_by(request.user).select_related("place", "category")
    issue = get_object_or_404(visible, pk=pk)
    if "dissuade" not in rules.verbs(user=request.user, issue=issue):
        raise Http404
    form = DissuadeForm(request.POST or None, initial={"about": issue.title, "dissuader": request.user})
    if request.method == "POST" and form.is_valid() and (row := _recorded(request, form, issue)):
        messages.success(request, _("Noted, and signed with your name."), extra_tags=f"saved:dissuade-{pk}")
        return redirect("issues:dissuasion", row.pk)
    key = request.POST.get("client_key") or uuid.uuid4()
    context = {"form": form, "issue": issue, "client_key": key}
    return render(request, "issues/dissuade.html", context, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, form: DissuadeForm, issue: Issue) -> DissuasionRecord | None:
    try:
        key = uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        return record_dissuasion(by=request.user, issue=issue, client_key=key, **form.cleaned_data)
    except Refused as refused:
        say_refused(form, refused)
        return None


@require_safe
@login_required
def dissuasion(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet of paper, with places to sign."""
    records = DissuasionRecord.objects.filter(issue__in=Issue.objects.readable_by(request.user))
    row = get_object_or_404(
        records.select_related("issue__place", "issue__category", "recorded_by", "organisation"), pk=pk
    )
    if not rules.may_read_dissuasions(user=request.user, issue=row.issue):
        raise Http404
    return render(request, "issues/dissuasion.html", {"row": row, "issue": row.issue})
