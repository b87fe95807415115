"""What the pages of one notice share: the notice as its reader may see it, and what is asked under it."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from buildings.alike import one_alike
from kit.drafts import given_back
from kit.paging import page_of
from notices import queries, rules
from notices.models import Notice, NoticeState
from notices.queries.comments import ORDER, PAGE, comments_on, shown_as
from notices.queries.coverage import Sight, sight_of
from notices.reader_forms import QuestionForm
from people.models import User


def readable(request: HttpRequest, pk: int) -> Notice:
    return one_alike(_readable, request.user, pk)


def _readable(user: User, now: datetime, pk: int) -> QuerySet[Notice]:
    return queries.readable_by(user).filter(pk=pk)


def went_out(request: HttpRequest, pk: int) -> Notice:
    """Out now, over, or withdrawn since: what only its writers see has reached nobody."""
    notice = readable(request, pk)
    if not (notice.is_out or notice.state == NoticeState.WITHDRAWN):
        raise Http404
    return notice


def in_sight(request: HttpRequest, notice: Notice) -> Sight:
    """For whoever has nothing to do with its places there are no figures."""
    sight = sight_of(request.user, notice)
    if sight is None:
        raise Http404
    return sight


def comments_context(request: HttpRequest, notice: Notice, form: QuestionForm | None = None) -> dict:
    """For the notice's page. No query where nothing is asked and nothing may be."""
    if not (form or notice.has_comments or rules.takes_questions(notice)):
        return {}
    page = page_of(request, comments_on(notice), ORDER, PAGE)
    may_ask = rules.may_ask(user=request.user, notice=notice)
    kept = given_back(request) if may_ask and not form else {}
    initial = {"text": kept["text"]} if kept.get("text") else None
    return {
        "comments": dressed(page, timezone.now()),
        "asks_on": may_ask or form is not None,  # what was typed stands there, also where it was refused
        "may_answer": rules.may_answer(user=request.user, notice=notice),
        "may_ask": may_ask,
        "may_sign_in": rules.takes_questions(notice) and not request.user.is_authenticated,
        "question_form": form or QuestionForm(initial=initial),
    }


def dressed(comments, now: datetime):
    """Each knows `said_by`, and whether its answer is late."""
    names = shown_as(comments)
    for comment in comments:
        comment.said_by = names[comment.by_id]
        comment.is_late = comment.answered_at is None and comment.answer_by < now
        comment.is_awaited = comment.answered_at is None and comment.notice.state != NoticeState.WITHDRAWN
    return comments
