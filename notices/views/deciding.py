"""Letting out, sending for review and back, taking down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.refused import Refused
from notices import operations, rules
from notices.forms import PublishForm, SendBackForm, WithdrawForm
from notices.models import Notice, NoticeState
from notices.queries.recipients import addresses_of, count_recipients
from notices.views.writing import _sentence, mine, no_longer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    notice = mine(request, pk)
    if response := no_longer(request, notice):
        return response
    form = PublishForm(request.POST or None, initial={"seen_version": notice.version})
    if form.is_bound and form.is_valid():
        try:
            saved = operations.publish_notice(by=request.user, notice=notice, **form.cleaned_hour)
        except operations.Conflict as conflict:
            messages.error(request, _("Somebody changed it meanwhile. Please read it once more."))
            return redirect(conflict.theirs)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _sentence(saved))
            return redirect("notices:detail", pk=pk)
    context = {
        "form": form,
        "notice": notice,
        "count": count_recipients(addresses_of(notice), notice.audience),
        "is_second": _is_second(request, notice),
    }
    return render(request, "notices/publish.html", context, status=422 if form.errors else 200)


def _is_second(request: HttpRequest, notice: Notice) -> bool:
    """Whether this person's yes would be the second word that an emergency needs."""
    first = (notice.author_id, notice.submitted_by_id)
    return notice.is_urgent and notice.state == NoticeState.REVIEW and request.user.pk not in first


@login_required
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    sentence = _("Sent for review. Whoever may let it go out has been told.")
    return _by_button(request, pk, operations.submit_for_review, sentence)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    notice = mine(request, pk)
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.send_back(by=request.user, notice=notice, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It is a draft again."))
            return redirect("notices:detail", pk=pk)
    elif request.method != "POST" and not rules.may_send_back(user=request.user, notice=notice):
        raise PermissionDenied
    context = {"form": form, "notice": notice, "takes_back": notice.submitted_by_id == request.user.pk}
    return render(request, "notices/send_back.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    notice = mine(request, pk)
    form = WithdrawForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            operations.withdraw_notice(by=request.user, notice=notice, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Withdrawn. The page now says why."))
            return redirect("notices:detail" if notice.is_out else "notices:drafts", **_pk(notice))
    elif not form.is_bound and not rules.may_withdraw(user=request.user, notice=notice):
        raise PermissionDenied
    context = {"form": form, "notice": notice}
    return render(request, "notices/withdraw.html", context, status=422 if form.errors else 200)


def _pk(notice: Notice) -> dict:
    return {"pk": notice.pk} if notice.is_out else {}


@login_required
@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    return _by_button(request, pk, operations.unschedule_notice, _("Back to a draft."))


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _by_button(request, pk, operations.discard_notice, _("The draft is gone."))


def _by_button(request: HttpRequest, pk: int, verb, sentence: str) -> HttpResponse:
    try:
        verb(by=request.user, notice=mine(request, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("notices:drafts")
