"""Who is told what about questions under a notice."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from buildings.models import Membership
from buildings.models.organisations import Office
from buildings.queries import administrators, members_of, staff_there
from kit.times import written
from notices.models import Notice, NoticeComment
from notices.rules import speaks_still
from notifications.operations import Words, post, void
from people.models import User

QUESTION = "notices.comment"
QUESTION_DUE = "notices.comment_due"
ANSWERED = "notices.comment_answered"
HIDDEN = "notices.comment_hidden"


def tell_publisher(said: NoticeComment, *, now: datetime) -> int:
    """At once, and once more when the days for an answer are over; the answer takes that back. How many are
    new."""
    key = f"notice comment {said.pk}"
    row = {"to": who_answers(said.notice), "url": url_of(said), "subject": said, "by_day": True}
    new = post(**row, kind=QUESTION, words=question(said, now), dedupe=key, due_at=now)
    due = {"dedupe": f"{key} due", "due_at": said.answer_by}
    return new + post(**row, kind=QUESTION_DUE, words=question_due(said), **due)


def tell_asker_of_answer(said: NoticeComment, *, now: datetime) -> None:
    void(subject=said, kinds=[QUESTION_DUE])
    _tell_asker(said, ANSWERED, answered(said), "answered", now)


def tell_asker_of_hiding(said: NoticeComment, *, now: datetime) -> None:
    void(subject=said, kinds=[QUESTION, QUESTION_DUE])  # its words go nowhere any more
    _tell_asker(said, HIDDEN, hidden(said), "hidden", now)


def void_reminders(notice: Notice) -> None:
    """Of a notice that was withdrawn nobody is reminded to answer; they may all the same."""
    for said in notice.comments.waiting():
        void(subject=said, kinds=[QUESTION_DUE])


def _tell_asker(said: NoticeComment, kind: str, words: Words, event: str, now: datetime) -> None:
    post(
        to=[said.by],
        kind=kind,
        words=words,
        url=url_of(said),
        subject=said,
        dedupe=f"notice comment {said.pk} {event}",
        due_at=now,
        by_day=True,
    )


def who_answers(notice: Notice) -> QuerySet[User]:
    """Its author and whoever holds an office there; where nobody does, all of the organisation. Where nobody
    of it is left, the staff at its places, else the site's administrators."""
    if not speaks_still(notice.organisation):
        staff = {person.pk for place in notice.places.all() for person in staff_there(place)}
        return User.objects.filter(pk__in=staff or [person.pk for person in administrators()])
    members = members_of(notice.organisation)
    offices = (
        Membership.objects.current().filter(organisation=notice.organisation).exclude(office=Office.MEMBER)
    )
    named = members.filter(Q(pk=notice.author_id) | Q(pk__in=offices.values("user")))
    return named if named.exists() else members


def url_of(said: NoticeComment) -> str:
    return f"{reverse('notices:comment', args=[said.notice_id, said.pk])}"


def question(said: NoticeComment, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("A question: %(notice)s") % {"notice": said.notice}
        due = _("Please answer by %(when)s.") % {"when": written(said.answer_by, now=now)}
        return title, f"{said.text}\n\n{due}"

    return words


def question_due(said: NoticeComment) -> Words:
    def words() -> tuple[str, str]:
        title = _("A question still waits for your answer: %(notice)s") % {"notice": said.notice}
        return title, said.text

    return words


def answered(said: NoticeComment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Your question was answered: %(notice)s") % {"notice": said.notice}
        publisher = said.notice.organisation
        is_theirs = members_of(publisher).filter(pk=said.answered_by_id).exists()
        return title, f"{said.answer}\n\n{publisher}" if is_theirs else said.answer

    return words


def hidden(said: NoticeComment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Your words were hidden: %(notice)s") % {"notice": said.notice}
        return title, _("The reason: %(reason)s") % {"reason": said.hidden_reason}

    return words
