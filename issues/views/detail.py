from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from buildings.alike import one_alike
from issues import rules
from issues.forms import (
    AnswerForm,
    ConfirmForm,
    DecideForm,
    DispatchForm,
    MergeForm,
    NeededWordsForm,
    ResolveForm,
    SuspendForm,
)
from issues.models import Issue, IssuePhoto, IssueState
from issues.queries.detail import detail, with_places
from kit.drafts import given_back
from kit.handed_out import photo_of
from people.models import User

FORMS = {
    "answer": AnswerForm,
    "dispatch": DispatchForm,
    "dispute": NeededWordsForm,
    "decide": DecideForm,
    "suspend": SuspendForm,
    "escalate": NeededWordsForm,
    "merge": MergeForm,
    "resolve": ResolveForm,
    "confirm": ConfirmForm,
    "reopen": NeededWordsForm,
    "withdraw": NeededWordsForm,
}


@require_safe
@login_required
def issue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, one_alike(_seen, request.user, pk))


def _seen(user: User, now: datetime, pk: int) -> QuerySet[Issue]:
    return with_places(Issue.objects.filter(pk=pk).open_to(user), user)


def show(request: HttpRequest, issue: Issue, bound: dict[str, Any] | None = None) -> HttpResponse:
    """The page; with a form that was sent and could not be carried out, in the place of its empty one."""
    kept = given_back(request)
    initial = {verb: kept if kept.get("step") == verb else None for verb in FORMS}
    forms = {
        f"{verb}_form": form(auto_id=f"{verb}_%s", initial=initial[verb]) for verb, form in FORMS.items()
    } | (bound or {})
    context = {
        "detail": detail(request.user, issue, timezone.now()),
        "issue": issue,
        "offers_slip": _offers_slip(request, issue),
        **forms,
    }
    return render(request, "issues/detail.html", context, status=422 if bound else 200)


def _offers_slip(request: HttpRequest, issue: Issue) -> bool:
    """Logged for somebody who rang, and may want it on paper."""
    for_another = bool(issue.caller) or issue.reporter_id != issue.logged_by_id
    readable = rules.may_read(user=request.user, issue=issue)
    return for_another and readable and rules.may_print_slip(user=request.user, issue=issue)


@require_safe
@login_required
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who may read the line on which it stands; kept by their own browser, by nobody between."""
    visible = Issue.objects.open_to(request.user).exclude(state=IssueState.MEDIATION)
    rows = IssuePhoto.objects.select_related("event", "issue__place", "issue__holder_organisation")
    picture = get_object_or_404(rows.filter(issue__in=visible), pk=pk)
    is_relay = picture.event is not None and picture.event.is_relay
    if is_relay and not rules.may_read_relay(user=request.user, issue=picture.issue):
        raise Http404
    return photo_of(picture.file.name)
