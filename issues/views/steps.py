"""The buttons of an issue: fetch what this person may see, check the words, do it, show the issue again."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues import operations
from issues.forms import WordsForm
from issues.models import Issue
from issues.queries.detail import with_places
from issues.views.detail import FORMS, show
from kit.drafts import keeps_text
from kit.forms import say_refused
from kit.refused import Refused
from people.models import User


def _step(verb: str, operation: Callable[..., Issue]) -> Callable[..., HttpResponse]:
    @keeps_text(lambda request, pk: reverse("issues:detail", args=[pk]))
    @require_POST
    @login_required
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(with_places(Issue.objects.open_to(request.user), request.user), pk=pk)
        form = FORMS.get(verb, WordsForm)(request.POST, request.FILES, auto_id=f"{verb}_%s")
        form.user = request.user
        if form.is_valid() and _carried_out(form, operation, request, issue):
            messages.success(request, said(verb), extra_tags=f"saved:issue-{pk}-{verb}")
            return redirect(issue)
        return show(
            request,
            get_object_or_404(with_places(Issue.objects.open_to(request.user), request.user), pk=pk),
            {f"{verb}_form": form, "refused": form},
        )

    return view


def _carried_out(
    form: forms.Form, operation: Callable[..., Issue], request: HttpRequest, issue: Issue
) -> bool:
    try:
        operation(by=request.user, issue=issue, **form.cleaned_data)
    except Refused as refused:
        say_refused(form, refused)
        return False
    return True


def said(verb: str) -> str:
    return {
        "accept": _("It is yours now. The reporter has been told."),
        "dispatch": _("Passed on. They and the reporter have been told."),
        "answer": _("Sent."),
        "start": _("Noted: work has begun."),
        "resolve": _("Noted. The reporter is asked to have a look."),
        "confirm": _("Thank you for looking. It is closed now."),
        "reopen": _("Sent back. They have to look again."),
        "withdraw": _("Withdrawn."),
        "dispute": _("Noted. The community decides whose it is; until then it stays where it is."),
        "decide": _("Decided. They have been told."),
        "suspend": _("Put off. The reporter reads why and until when."),
        "resume": _("Taken up again. The clock runs."),
        "escalate": _("The next level has it now and has been told."),
        "merge": _("Joined. Whoever reported it follows the other one."),
        "mediate": _("Passed to mediation. Neighbours no longer see it."),
    }[verb]


def _mediate(*, by: User, issue: Issue, text: str = "") -> Issue:
    """Whatever was typed beside the button is not kept: reasons stay between the parties."""
    return operations.mediate_issue(by=by, issue=issue)


accept = _step("accept", operations.accept_issue)
dispatch = _step("dispatch", operations.dispatch_issue)
answer = _step("answer", operations.answer_issue)
start = _step("start", operations.start_issue)
resolve = _step("resolve", operations.resolve_issue)
confirm = _step("confirm", operations.confirm_issue)
reopen = _step("reopen", operations.reopen_issue)
dispute = _step("dispute", operations.dispute_issue)
decide = _step("decide", operations.decide_issue)
suspend = _step("suspend", operations.suspend_issue)
resume = _step("resume", operations.resume_issue)
escalate = _step("escalate", operations.escalate_issue)
merge = _step("merge", operations.merge_issues)
mediate = _step("mediate", _mediate)
withdraw = _step("withdraw", operations.withdraw_issue)
