"""For those who write: the form, its preview, for how many it is, and the files beside it."""

import re
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.drafts import given_back, keeps_text
from kit.paging import page_of
from kit.qr import qr_code
from kit.refused import Refused
from notices import operations, queries, rules
from notices.forms import FileForm, NoticeForm
from notices.models import Notice, NoticeFile
from notices.operations.wording import pictures_of
from notices.poster import board_of
from notices.preview import preview_of
from notices.queries.recipients import Count, count_recipients
from notices.views.posters import address_of, callers_of, sheet_of

PREVIEW, POSTER, COUNT, DRAFT, PUBLISH, REVIEW = "preview", "poster", "count", "draft", "publish", "review"
UPLOAD = "upload"
DESCRIBED = re.compile(r"alt-(\d{1,18})")
REMOVE = re.compile(r"remove-(\d{1,18})")
SHOWS, KEEPS = {PREVIEW, POSTER, COUNT}, {DRAFT, PUBLISH, REVIEW}


@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    if not rules.may_write(user=request.user):
        raise PermissionDenied
    page = page_of(request, queries.prepared_by(request.user), ("-id",))
    waiting = sorted((n for n in page if n.publish_at), key=lambda notice: notice.publish_at)
    context = {
        "page": page,
        "review": queries.waiting_for_review(request.user),
        "waiting": waiting,
        "drafts": [n for n in page if not n.publish_at],
        "leads_robots": rules.may_publish_somewhere(user=request.user),
    }
    return render(request, "notices/drafts.html", context)


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not rules.may_write(user=request.user):
        raise PermissionDenied
    given = given_back(request, many=["places", "audience"])
    initial = {"places": request.GET.getlist("place")} | given
    form = NoticeForm(request.POST or None, writer=request.user, initial=initial)
    return _write(request, form, None)


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    notice = mine(request, pk)
    if response := no_longer(request, notice):
        return response
    given = given_back(request, many=["places", "audience"])
    initial = NoticeForm.initial_of(notice) | given if request.method == "GET" else None
    form = NoticeForm(request.POST or None, writer=request.user, notice=notice, initial=initial)
    return _write(request, form, notice)


def no_longer(request: HttpRequest, notice: Notice) -> HttpResponse | None:
    """Their house's, and gone on since the message or the page that led here: its page says how it stands.

    None where it may be changed, and for a form that comes too late: why is said above what was typed.
    """
    if rules.may_edit(user=request.user, notice=notice):
        return None
    if not rules.may_write_for(user=request.user, organisation=notice.organisation):
        raise PermissionDenied
    return redirect(notice) if request.method in ("GET", "HEAD") else None


def mine(request: HttpRequest, pk: int) -> Notice:
    notices = Notice.objects.visible_to(request.user).select_related("organisation").with_places()
    return get_object_or_404(notices, pk=pk)


def _write(request: HttpRequest, form: NoticeForm, notice: Notice | None) -> HttpResponse:
    wish = request.POST.get("do", DRAFT)
    context, status = {}, 200
    files = FileForm(request.POST if form.is_bound else None, request.FILES if form.is_bound else None)
    if form.is_bound and form.is_valid():
        try:
            if wish in SHOWS:
                context = _shown(form, notice, wish)
            elif response := _kept(request, form, files, notice, wish):
                return response
        except operations.Conflict as conflict:
            status, context = 409, _conflict(form, conflict)
        except Refused as refused:
            form.refuse(refused)
    if "poster" in context and not form.errors:
        return render(request, "notices/poster.html", context)
    if status == 200 and (form.errors or files.errors):
        status = 422
    context = _context(request, form, files, notice) | context
    return render(request, "notices/write.html", context, status=status)


def _context(request: HttpRequest, form: NoticeForm, files: FileForm, notice: Notice | None) -> dict:
    pictures = pictures_of(notice)
    return {
        "form": form,
        "file_form": files,
        "notice": notice,
        "files": _files(request, notice),
        "pictures": [{"url": url, "alt": picture.alt} for url, picture in pictures.items()],
        "category_label": dict(form.fields["category"].choices).get(form["category"].value()),
        "may_publish": _may_publish(request, notice),
        "draft_key": _key(notice),
        "fresh_key": uuid4(),  # of what was withdrawn meanwhile another can be made
    }


def _shown(form: NoticeForm, notice: Notice | None, wish: str) -> dict:
    """Nothing is saved by any of these."""
    if wish == COUNT:
        return {"count": counted(form), "just_counted": True}
    organisation = notice.organisation if notice else form.cleaned_data["organisation"]
    shown = preview_of(
        form.cleaned_data, form.addresses, by=form.writer, notice=notice, organisation=organisation
    )
    if wish == PREVIEW:
        return {"preview": shown, "count": counted(form)}
    return {
        "notice": shown,
        "board": board_of(shown.place_rows),
        "qr": qr_code(address_of(shown)),
        **sheet_of(shown, callers_of(shown)),
    }


def _conflict(form: NoticeForm, conflict: operations.Conflict) -> dict:
    """Both texts are shown; saved again, mine replaces theirs."""
    form.data = form.data.copy()
    form.data["seen_version"] = conflict.version
    return {"theirs": conflict.theirs, "conflict": conflict}


def _kept(
    request: HttpRequest, form: NoticeForm, files: FileForm, notice: Notice | None, wish: str
) -> HttpResponse | None:
    """None when a file was refused: the words are kept all the same, and the page says what is wrong.

    A file that was chosen comes with whatever button keeps the words, and before anybody is told.
    """
    brings = wish == UPLOAD or (wish in KEEPS and "file" in request.FILES)
    saved = _saved(request, form, notice, DRAFT if brings else wish)
    if removed := REMOVE.fullmatch(wish):
        if file := saved.files.filter(pk=removed[1]).first():
            operations.remove_file(by=request.user, file=file)
    elif brings and not _uploaded(request, files, saved):
        if notice:
            form.data = form.data.copy()
            form.data["seen_version"] = Notice.objects.values_list("version", flat=True).get(pk=notice.pk)
            return None
        messages.error(request, next(iter(files.errors.values()))[0])
        wish = UPLOAD
    if wish == UPLOAD or removed or (brings and not _gone_on(request, form, saved, wish)):
        messages.success(request, _("Saved."), extra_tags=f"saved:{_key(notice)}")
        return redirect(reverse("notices:edit", args=[saved.pk]) + "#files")
    messages.success(request, _sentence(saved), extra_tags=f"saved:{_key(notice)}")
    return redirect("notices:detail", pk=saved.pk)


def _gone_on(request: HttpRequest, form: NoticeForm, notice: Notice, wish: str) -> bool:
    """With its file, where the button leads; else it stays the draft that it is by now, and why is said."""
    notice.refresh_from_db()
    try:
        if wish == PUBLISH:
            at = form.cleaned_data["publish_at"]
            operations.publish_notice(by=request.user, notice=notice, publish_at=at)
        elif wish == REVIEW:
            operations.submit_for_review(by=request.user, notice=notice)
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    notice.refresh_from_db()
    return True


def _saved(request: HttpRequest, form: NoticeForm, notice: Notice | None, wish: str) -> Notice:
    """Raises Refused, and Conflict."""
    words, by = form.words(), request.user
    if notice:
        words |= {"descriptions": _descriptions(request)}
    if wish == PUBLISH:
        words |= {"publish_at": form.cleaned_data["publish_at"]}
        if notice:
            return operations.edit_and_publish(by=by, notice=notice, **words)
        return operations.draft_and_publish(by=by, **words)
    if notice:
        verb = operations.edit_and_submit if wish == REVIEW else operations.edit_notice
        return verb(by=by, notice=notice, **words)
    verb = operations.draft_and_submit if wish == REVIEW else operations.draft_notice
    return verb(by=by, **words)


def _descriptions(request: HttpRequest) -> dict[int, str]:
    """By the number of its file, as it stands in the form."""
    names = {name: DESCRIBED.fullmatch(name) for name in request.POST}
    return {int(found[1]): request.POST[name] for name, found in names.items() if found}


def _files(request: HttpRequest, notice: Notice | None) -> list[NoticeFile]:
    """What was typed stands there again beside what is wrong."""
    files, typed = list(notice.files.all()) if notice else [], _descriptions(request)
    for file in files:
        file.alt = typed.get(file.pk, file.alt)
    return files


def _uploaded(request: HttpRequest, files: FileForm, notice: Notice) -> bool:
    file = files.cleaned_data.get("file") if files.is_valid() else None
    if file is None:
        if not files.errors:
            files.add_error("file", _("Choose a file first."))
        return False
    try:
        operations.add_file(
            by=request.user, notice=notice, file=file, name=file.name, alt=files.cleaned_data["alt"]
        )
    except Refused as refused:
        files.refuse(refused)
        return False
    return True


def _key(notice: Notice | None) -> str:
    return f"notice-{notice.pk}" if notice else "notice-new"


def _sentence(notice: Notice) -> str:
    if notice.is_scheduled:
        return _("It goes out at its hour. Until then only your colleagues see it.")
    if notice.state == "review":
        return _("Sent for review. Whoever may let it go out has been told.")
    return _("It is out, and the neighbours are being told.") if notice.is_out else _("Kept as a draft.")


def _may_publish(request: HttpRequest, notice: Notice | None) -> bool:
    if notice:
        return rules.may_publish(user=request.user, organisation=notice.organisation)
    return rules.may_publish_somewhere(user=request.user)


@login_required
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """For how many the form on the page is, while it is filled in."""
    if not rules.may_write(user=request.user):
        raise PermissionDenied
    form = NoticeForm(request.POST, writer=request.user)
    form.is_valid()
    return render(request, "notices/_count.html", {"count": counted(form)})


def counted(form: NoticeForm) -> Count | None:
    """None until places and groups are chosen."""
    addresses, audience = form.addresses, form.cleaned_data.get("audience")
    if not addresses or not audience or {"places", "audience"} & set(form.errors):
        return None
    return count_recipients(addresses, audience)
