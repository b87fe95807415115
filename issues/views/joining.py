""" "This is mine too", and no longer."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues.models import Issue
from issues.operations import join_issue, leave_issue
from issues.queries.detail import with_places
from issues.views.detail import show
from kit.refused import Refused


@require_POST
@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    said = _("Counted: yours too. You hear how it goes on.")
    # From the form of a report: what stood there is said by the other one now, and not offered again.
    tags = "saved:issue-new" if "instead" in request.POST else ""
    return _carried_out(request, pk, join_issue, said, tags)


@require_POST
@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    return _carried_out(request, pk, leave_issue, _("You are not counted any more."), "")


def _carried_out(
    request: HttpRequest, pk: int, operation: Callable[..., Issue], said: str, tags: str
) -> HttpResponse:
    issue = get_object_or_404(with_places(Issue.objects.open_to(request.user), request.user), pk=pk)
    try:
        operation(by=request.user, issue=issue)
    except Refused as refused:
        form = Form(request.POST)
        form.add_error(None, refused.sentence)
        visible = with_places(Issue.objects.open_to(request.user), request.user)
        return show(request, get_object_or_404(visible, pk=pk), {"refused": form})
    messages.success(request, said, extra_tags=tags)
    return redirect(issue)
