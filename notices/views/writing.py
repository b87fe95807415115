"""For those who write: the form with its preview, what waits, letting out and taking down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.drafts import given_back, keeps_text
from kit.paging import page_of
from kit.refused import Refused
from kit.richtext import plain_to_html
from notices import operations, queries, rules
from notices.forms import HourForm, NoticeForm, WithdrawForm
from notices.models import Notice

PREVIEW, DRAFT, PUBLISH = "preview", "draft", "publish"


@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    if not rules.may_write(user=request.user):
        raise PermissionDenied
    page = page_of(request, queries.prepared_by(request.user), ("-id",))
    waiting = sorted((n for n in page if n.publish_at), key=lambda notice: notice.publish_at)
    context = {"page": page, "waiting": waiting, "drafts": [n for n in page if not n.publish_at]}
    return render(request, "notices/drafts.html", context)


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not rules.may_write(user=request.user):
        raise PermissionDenied
    initial = {"places": request.GET.getlist("place")} | given_back(request, many=["places"])
    form = NoticeForm(request.POST or None, writer=request.user, initial=initial)
    return _write(request, form, None)


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _mine(request, pk)
    if not rules.may_edit(user=request.user, notice=notice):
        raise PermissionDenied
    given = given_back(request, many=["places"])
    initial = NoticeForm.initial_of(notice) | given if request.method == "GET" else None
    form = NoticeForm(request.POST or None, writer=request.user, notice=notice, initial=initial)
    return _write(request, form, notice)


def _write(request: HttpRequest, form: NoticeForm, notice: Notice | None) -> HttpResponse:
    wish = request.POST.get("do", DRAFT)
    preview = None
    if form.is_bound and form.is_valid():
        if wish == PREVIEW:
            preview = {**form.cleaned_data, "html": plain_to_html(form.cleaned_data["body"])}
        elif saved := _saved(request, form, notice, is_published=wish == PUBLISH):
            return redirect("notices:detail", pk=saved.pk)
    context = {
        "form": form,
        "notice": notice,
        "preview": preview,
        "category_label": dict(form.fields["category"].choices).get(form["category"].value()),
        "may_publish": _may_publish(request, notice),
        "draft_key": f"notice-{notice.pk}" if notice else "notice-new",
    }
    return render(request, "notices/write.html", context, status=422 if form.errors else 200)


def _saved(
    request: HttpRequest, form: NoticeForm, notice: Notice | None, *, is_published: bool
) -> Notice | None:
    """None when the operation refused; the form then says why."""
    words, hour = form.words(), {"publish_at": form.cleaned_data["publish_at"]} if is_published else {}
    try:
        if notice:
            verb = operations.edit_and_publish if is_published else operations.edit_notice
            saved = verb(by=request.user, notice=notice, **words, **hour)
        else:
            verb = operations.draft_and_publish if is_published else operations.draft_notice
            saved = verb(by=request.user, **words, **hour)
    except Refused as refused:
        form.refuse(refused)
        return None
    key = f"notice-{notice.pk}" if notice else "notice-new"
    messages.success(request, _sentence(saved), extra_tags=f"saved:{key}")
    return saved


def _sentence(notice: Notice) -> str:
    if notice.is_scheduled:
        return _("It goes out at its hour. Until then only your colleagues see it.")
    return _("It is out, and the neighbours are being told.") if notice.is_out else _("Kept as a draft.")


def _may_publish(request: HttpRequest, notice: Notice | None) -> bool:
    if notice:
        return rules.may_publish(user=request.user, organisation=notice.organisation)
    return rules.may_publish_somewhere(user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _mine(request, pk)
    if not rules.may_edit(user=request.user, notice=notice):
        raise PermissionDenied
    form = HourForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            saved = operations.publish_notice(
                by=request.user, notice=notice, publish_at=form.cleaned_data["publish_at"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _sentence(saved))
            return redirect("notices:detail", pk=pk)
    context = {"form": form, "notice": notice}
    return render(request, "notices/publish.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _mine(request, pk)
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
        verb(by=request.user, notice=_mine(request, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("notices:drafts")


def _mine(request: HttpRequest, pk: int) -> Notice:
    notices = Notice.objects.visible_to(request.user).select_related("organisation").with_places()
    return get_object_or_404(notices, pk=pk)
