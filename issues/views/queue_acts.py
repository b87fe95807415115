"""What is done from the queue: with the one beside the list, or with all that are ticked."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from buildings.models import Organisation
from buildings.queries import members_of
from issues import exports
from issues.forms import NeededWordsForm, ViewNameForm, WordsForm
from issues.models import Issue, SavedView
from issues.operations import (
    Outcome,
    accept_issues,
    answer_issue,
    decide_issue,
    dispatch_issues,
    gather_issues,
    note_export,
    remove_view,
    save_view,
    start_issues,
)
from issues.operations.bulk import each
from issues.queries.queue import narrowed, queue_of, receivers_for
from issues.rows import row_of
from issues.views.queue_desk import back, came_from, for_members, nothing_chosen, place_of
from issues.views.queue_words import outcome_words
from issues.views.steps import said
from kit.numbers import whole_number
from kit.refused import Refused
from people.models import User

MOST = 100  # at once: what one person can look through
RECEIVER = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


@require_POST
@for_members
def act(request: HttpRequest) -> HttpResponse:
    issues = ticked(request)
    if not issues:
        return nothing_chosen(request)
    acts: dict[str, Callable[[HttpRequest, list[Issue]], HttpResponse]] = {
        "accept": accept,
        "start": start,
        "dispatch": dispatch,
        "decide": decide,
        "merge": merge,
        "answer": answer,
    }
    return acts.get(request.POST.get("act", ""), _unknown)(request, issues)


def _unknown(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    return back(request)


def ticked(request: HttpRequest) -> list[Issue]:
    """Only what this person may see; whatever else was sent is not there."""
    numbers = {whole_number(value) for value in request.POST.getlist("issue")[:MOST]} - {None}
    return list(queue_of(request.user).filter(pk__in=numbers).order_by("due_at", "pk"))


def kept_open(request: HttpRequest) -> int | str:
    """The issue that stands beside the list, if any."""
    return whole_number(request.POST.get("open")) or ""


def finish(request: HttpRequest, verb: str, outcome: Outcome, into: Issue | None = None) -> HttpResponse:
    alone = len(outcome.done) == 1 and not outcome.refused and into is None
    sentence = said(verb) if alone and verb in ("accept", "start", "dispatch") else None
    level = messages.WARNING if outcome.refused else messages.SUCCESS
    opened = into.pk if into else kept_open(request)
    return back(request, opened, said=sentence or outcome_words(verb, outcome, into), level=level)


def accept(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    return finish(request, "accept", accept_issues(by=request.user, issues=issues))


def start(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    return finish(request, "start", start_issues(by=request.user, issues=issues))


def dispatch(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    organisation, holder = receiver(request)
    form = WordsForm(request.POST)
    if organisation is None or not form.is_valid():
        return choose(request, issues, "dispatch")
    outcome = dispatch_issues(
        by=request.user,
        issues=issues,
        organisation=organisation,
        holder=holder,
        text=form.cleaned_data["text"],
    )
    return finish(request, "dispatch", outcome)


def receiver(request: HttpRequest) -> tuple[Organisation | None, User | None]:
    """ "5" is an organisation, "5-7" a person of it; anybody else is nobody."""
    found = RECEIVER.fullmatch(request.POST.get("to", ""))
    organisation = Organisation.objects.filter(pk=found[1]).first() if found else None
    if organisation is None or not found[2]:
        return organisation, None
    holder = members_of(organisation).filter(pk=found[2]).first()
    return (organisation, holder) if holder else (None, None)


def decide(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    organisation, _holder = receiver(request)
    form = NeededWordsForm(request.POST)
    if organisation is None or not form.is_valid():
        sentence = _("Please choose whose it is, and say why in a few words.")
        return back(request, kept_open(request), said=sentence, level=messages.WARNING)
    text = form.cleaned_data["text"]
    outcome = each(
        issues,
        lambda issue: decide_issue(by=request.user, issue=issue, organisation=organisation, text=text),
    )
    return finish(request, "decide", outcome)


def merge(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    number = whole_number(request.POST.get("into"))
    into = next((issue for issue in issues if issue.pk == number), None)
    if len(issues) < 2:
        return back(request, said=_("Please tick two or more to join."), level=messages.WARNING)
    if into is None:
        return choose(request, issues, "merge")
    outcome = gather_issues(by=request.user, issues=issues, into=into)
    return finish(request, "merge", outcome, into)


def answer(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    form, issue = NeededWordsForm(request.POST), issues[0]
    if not form.is_valid():
        said_why = form.errors["text"][0]
        return back(request, issue.pk, said=said_why, level=messages.WARNING)
    try:
        answer_issue(
            by=request.user,
            issue=issue,
            text=form.cleaned_data["text"],
            is_relay=bool(request.POST.get("is_relay")),
        )
    except Refused as refused:
        return back(request, issue.pk, said=str(refused), level=messages.WARNING)
    messages.success(request, said("answer"), extra_tags=f"saved:issue-{issue.pk}-answer")
    return back(request, issue.pk)


def choose(request: HttpRequest, issues: list[Issue], verb: str) -> HttpResponse:
    """The second step of passing on and of joining: to whom, or with which."""
    now = timezone.now()
    context = {
        "asked": came_from(request),
        "act": verb,
        "ticked": [row_of(issue, now, request.user) for issue in issues],
        "receivers": receivers_for(request.user, issues) if verb == "dispatch" else [],
        "oldest": min(issues, key=lambda issue: issue.pk).pk,
    }
    if not request.htmx:
        return render(request, "issues/queue_choose.html", context)
    part = render(request, "issues/queue_choose.html#choose", context)
    return reswap(retarget(part, "#panel"), "innerHTML")


# --- views of one's own, and tables to take away ----------------------------------------------------------


@require_POST
@for_members
def keep_view(request: HttpRequest) -> HttpResponse:
    form = ViewNameForm(request.POST)
    if not form.is_valid():
        return _name_again(request, form.errors["name"][0])
    try:
        view = save_view(by=request.user, name=form.cleaned_data["name"], query=came_from(request).query)
    except Refused as refused:
        return _name_again(request, str(refused))
    return back(request, said=_("Kept as “%(name)s”.") % {"name": view.name})


def _name_again(request: HttpRequest, sentence: str) -> HttpResponse:
    """What was typed stands in the field once more."""
    messages.warning(request, sentence)
    typed = urlencode({"view_name": request.POST.get("name", "").replace("\0", "")[:100]})
    query = "&".join(part for part in (came_from(request).query, typed) if part)
    return redirect(f"{reverse('issues:queue')}?{query}")


@require_POST
@for_members
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk)
    remove_view(by=request.user, view=view)
    return back(request, said=_("“%(name)s” is removed.") % {"name": view.name})


@require_POST
@for_members
def export(request: HttpRequest) -> HttpResponse:
    """What the filter lists, in its order. The journal keeps who took what."""
    asked, now = came_from(request), timezone.now()
    found = narrowed(
        queue_of(request.user), asked, user=request.user, place=place_of(request, asked), now=now
    )
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "csv"
    try:
        note_export(by=request.user, query=asked.query, rows=found.count(), kind=kind)
    except Refused as refused:
        return back(request, said=str(refused), level=messages.WARNING)
    rows = exports.rows_of(found.order_by(*asked.order))
    name = pgettext("name of a file", "issues")
    name = f"{name}-{timezone.localtime(now):%Y%m%d-%H%M}.{kind}"
    return _file(rows, kind, name)


def _file(rows, kind: str, name: str) -> HttpResponse | StreamingHttpResponse:
    if kind == "xlsx":
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(exports.workbook(rows), content_type=sheet)
    else:
        response = StreamingHttpResponse(exports.csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
