"""Questions under a notice: they stand on its page, and so does what was wrong with a form."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.drafts import given_back, keeps_text
from kit.refused import Refused
from notices import operations, rules
from notices.forms.hours import RefusableForm
from notices.models import Notice, NoticeComment
from notices.reader_forms import AnswerForm, HideForm, QuestionForm
from notices.views.reading import show_detail
from notices.views.shown import dressed, readable


def _form_page(request: HttpRequest, pk: int) -> str:
    return reverse("notices:detail", args=[pk])


@keeps_text(form_page=_form_page)
@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    notice = readable(request, pk)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            operations.ask_question(by=request.user, notice=notice, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            sentence = _("Sent. You get an answer within three working days.")
            messages.success(request, sentence, extra_tags=f"saved:notice-question-{pk}")
            return redirect(f"{notice.get_absolute_url()}#h-said")
    return show_detail(request, notice, question_form=form)


def _asked(request: HttpRequest, pk: int, comment: int) -> tuple[Notice, NoticeComment]:
    notice = readable(request, pk)
    rows = NoticeComment.objects.filter(notice=notice).select_related("by", "answered_by")
    return notice, get_object_or_404(rows, pk=comment)


@require_safe
def comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """One question with its answer, or the forms for it: where messages lead."""
    notice, said = _asked(request, pk, comment)
    return _page(request, notice, said)


def _page(request: HttpRequest, notice: Notice, said: NoticeComment, **forms) -> HttpResponse:
    may_answer = rules.may_answer(user=request.user, notice=notice)
    said.notice = notice
    dressed([said], timezone.now())
    kept = given_back(request) if may_answer else {}
    context = {
        "notice": notice,
        "comment": said,
        "may_answer": may_answer,
        "answer_form": forms.get("answer_form") or AnswerForm(initial={"answer": kept.get("answer", "")}),
        "hide_form": forms.get("hide_form") or HideForm(initial={"reason": kept.get("reason", "")}),
    }
    return render(request, "notices/comment.html", context, status=422 if forms else 200)


def _comment_page(request: HttpRequest, pk: int, comment: int) -> str:
    return reverse("notices:comment", args=[pk, comment])


@keeps_text(form_page=_comment_page)
@login_required
@require_http_methods(["POST"])
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    notice, said = _asked(request, pk, comment)
    form = AnswerForm(request.POST)
    if _taken(form, operations.answer_question, request, said):
        return _back(request, notice, said, _("Answered. Whoever asked has been told."), "answer")
    return _page(request, notice, said, answer_form=form)


@keeps_text(form_page=_comment_page)
@login_required
@require_http_methods(["POST"])
def hide(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    notice, said = _asked(request, pk, comment)
    form = HideForm(request.POST)
    if _taken(form, operations.hide_comment, request, said):
        return _back(request, notice, said, _("Hidden. Whoever wrote it has been told why."), "hide")
    return _page(request, notice, said, hide_form=form)


def _taken(
    form: RefusableForm, verb: Callable[..., object], request: HttpRequest, said: NoticeComment
) -> bool:
    """Whether it was done; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        verb(by=request.user, comment=said, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _back(
    request: HttpRequest, notice: Notice, said: NoticeComment, sentence: str, what: str
) -> HttpResponse:
    messages.success(request, sentence, extra_tags=f"saved:notice-{what}-{said.pk}")
    return redirect(f"{notice.get_absolute_url()}#h-said")
