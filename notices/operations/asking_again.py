"""What was asked of people of whom nobody is here any more is asked of those who are."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kit.subjects import subject_key
from notices import messages
from notices.comment_messages import QUESTION, tell_publisher, who_answers
from notices.models import Notice, NoticeComment, NoticeState
from notices.operations.locking import locked
from notices.queries.reviewers import reviewers_of
from notifications.models import Message
from people.models import User

ASKED_AGAIN_FOR = timedelta(days=90)  # each round would take longer than the last, else


def ask_again(*, now: datetime | None = None) -> int:
    """Drafts that wait for a yes, and neighbours' questions. Whoever was asked and is there is enough."""
    now = now or timezone.now()
    lately = now - ASKED_AGAIN_FOR
    drafts = Notice.objects.filter(state=NoticeState.REVIEW, submitted_at__gt=lately)
    drafts = drafts.values_list("pk", flat=True)
    questions = NoticeComment.objects.waiting().filter(notice__state=NoticeState.PUBLISHED, at__gt=lately)
    return sum(_for_review(pk, now) for pk in drafts) + sum(
        _for_an_answer(pk, now) for pk in questions.values_list("pk", flat=True)
    )


@transaction.atomic
def _for_review(pk: int, now: datetime) -> int:
    notice = locked(Notice.objects.filter(pk=pk, state=NoticeState.REVIEW), skip_locked=True).first()
    if notice is None:
        return 0
    could = reviewers_of(notice.organisation).exclude(pk=notice.submitted_by_id)
    return 0 if _is_asked(notice, messages.REVIEW, could) else messages.ask_for_review(notice, now=now)


@transaction.atomic
def _for_an_answer(pk: int, now: datetime) -> int:
    rows = NoticeComment.objects.waiting().select_related("notice__organisation")
    said = rows.select_for_update(of=["self"], skip_locked=True).filter(pk=pk).first()
    if said is None or _is_asked(said, QUESTION, who_answers(said.notice)):
        return 0
    return tell_publisher(said, now=now)


def _is_asked(subject: models.Model, kind: str, could: QuerySet[User]) -> bool:
    told = Message.objects.about(subject_key(subject)).filter(letter__kind=kind)
    return could.filter(pk__in=told.values("recipient")).exists()
