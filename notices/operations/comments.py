"""Questions under a notice: asked by its readers, answered by who published it, hidden with a reason."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.standing import standing_of
from journal.operations import record
from kit.refused import Refused
from kit.workdays import workdays_later
from notices import comment_messages as words
from notices import rules
from notices.models import Notice, NoticeComment, NoticeState
from notices.operations.locking import lock
from notifications.operations.caps import one_at_a_time
from people.models import User

ANSWERED_WITHIN = 3  # working days (DOMAIN 1.3)
MOST_WAITING = 5  # of one person under one notice
MOST_A_DAY, A_DAY = 20, timedelta(days=1)  # of one person, over all notices
LONGEST = NoticeComment._meta.get_field("text").max_length
LONGEST_ANSWER = NoticeComment._meta.get_field("answer").max_length
LONGEST_REASON = NoticeComment._meta.get_field("hidden_reason").max_length


@transaction.atomic
def ask_question(
    *, by: User, notice: Notice, text: str, client_key: UUID, now: datetime | None = None
) -> NoticeComment:
    """One row for one form, however often it is sent."""
    now = now or timezone.now()
    notice = lock(notice)  # a withdrawal and a question do not pass each other unseen
    if known := _asked_already(by, notice, client_key):
        return known
    text = text.strip()
    _insist_on_a_question(by, notice, text)
    _insist_on_few(by, notice, now)
    row = {"notice": notice, "text": text, "by": by, "at": now}
    try:
        with transaction.atomic():
            said = NoticeComment.objects.create(
                client_key=client_key, answer_by=workdays_later(now, ANSWERED_WITHIN), **row
            )
    except IntegrityError:  # the same tap, a moment earlier
        if known := _asked_already(by, notice, client_key):
            return known
        raise
    record(by=by, verb="notices.ask", subject=notice, data={"comment": said.pk}, now=now)
    words.tell_publisher(said, now=now)
    return said


@transaction.atomic
def answer_question(
    *, by: User, comment: NoticeComment, answer: str, now: datetime | None = None
) -> NoticeComment:
    """Once, for everybody to read; whoever asked is told. A second tap changes nothing."""
    now = now or timezone.now()
    said = _locked(comment)
    _insist_on_the_publisher(by, said.notice)
    answer = _in_whose_name(by, said.notice, answer.strip())
    if said.answered_at:
        if said.answer == answer:
            return said
        raise Refused(_("This question has an answer already."))
    if said.hidden_at:
        raise Refused(_("This was hidden; there is nothing left to answer."))
    _insist_on_words(answer, LONGEST_ANSWER, "answer", _("Write an answer first."))
    said.answer, said.answered_by, said.answered_at = answer, by, now
    said.save(update_fields=["answer", "answered_by", "answered_at"])
    record(by=by, verb="notices.answer", subject=said.notice, data={"comment": said.pk}, now=now)
    words.tell_asker_of_answer(said, now=now)
    return said


@transaction.atomic
def hide_comment(
    *, by: User, comment: NoticeComment, reason: str, now: datetime | None = None
) -> NoticeComment:
    """Nothing is deleted: its place stays, with the reason, and whoever wrote it is told."""
    now = now or timezone.now()
    said = _locked(comment)
    _insist_on_the_publisher(by, said.notice)
    if said.hidden_at:
        return said
    reason = reason.strip()
    _insist_on_words(reason, LONGEST_REASON, "reason", _("Please say why, in a sentence."))
    said.hidden_at, said.hidden_by, said.hidden_reason = now, by, reason
    said.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    data = {"comment": said.pk, "reason": reason}
    record(by=by, verb="notices.hide_comment", subject=said.notice, data=data, now=now)
    words.tell_asker_of_hiding(said, now=now)
    return said


def _locked(comment: NoticeComment) -> NoticeComment:
    rows = NoticeComment.objects.select_for_update(of=["self"])
    return rows.select_related("notice__organisation", "by").get(pk=comment.pk)


def _asked_already(by: User, notice: Notice, client_key: UUID) -> NoticeComment | None:
    known = NoticeComment.objects.filter(client_key=client_key).first()
    if known and (known.by_id, known.notice_id) != (by.pk, notice.pk):
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def _insist_on_a_question(by: User, notice: Notice, text: str) -> None:
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This notice was withdrawn; no more questions are taken here."))
    if notice.is_over:
        raise Refused(_("This is over; no more questions are taken here."))
    if not rules.takes_questions(notice):
        raise Refused(_("No questions are taken under this notice."))
    if not rules.may_ask(user=by, notice=notice):
        raise Refused(_("Questions here are for the neighbours it is meant for."))
    _insist_on_words(text, LONGEST, "text", _("Write what you would like to ask or say."))


def _insist_on_few(by: User, notice: Notice, now: datetime) -> None:
    """One after the other for each person, so that many taps at the same moment are counted."""
    one_at_a_time(f"notice questions of {by.pk}")
    asked = NoticeComment.objects.filter(by=by)
    if asked.filter(notice=notice).waiting().count() >= MOST_WAITING:
        raise Refused(
            _("%(most)d of your questions here still wait for an answer. Please ask on when they have one.")
            % {"most": MOST_WAITING},
            field="text",
        )
    if asked.filter(at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Refused(
            _("You have asked %(most)d times within a day. Please go on tomorrow.") % {"most": MOST_A_DAY},
            field="text",
        )


def _in_whose_name(by: User, notice: Notice, answer: str) -> str:
    """Whoever answers where nobody of the publisher is left says who they are: it stands under its name."""
    if not answer or rules.speaks_still(notice.organisation):
        return answer
    standing, paths = standing_of(by), [place.path for place in notice.places.all()]
    staff = [c for c in standing.capacities if c.organisation_name and c.path in standing.staff_paths]
    houses = [c.organisation_name for c in staff if any(path.startswith(c.path) for path in paths)]
    words = {"house": next(iter(houses), by.display_name), "answer": answer}
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(house)s answers: %(answer)s") % words


def _insist_on_the_publisher(by: User, notice: Notice) -> None:
    if not rules.may_answer(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may answer."))


def _insist_on_words(text: str, longest: int, field: str, nothing: str) -> None:
    if not text:
        raise Refused(nothing, field=field)
    if "\0" in text:
        raise Refused(
            _("There is a character in it that cannot be kept. Please type it once more."), field=field
        )
    if len(text) > longest:
        raise Refused(_("Please say it in at most %(most)d characters.") % {"most": longest}, field=field)
