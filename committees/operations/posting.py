"""公示: sealed minutes before everyone's eyes, with proof of the paper downstairs, comments and answers."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Organisation
from buildings.models.organisations import STAFF_KINDS
from buildings.standing import standing_of
from committees import minutes_messages as words
from committees.minutes_words import notice_text
from committees.models import Erratum, Meeting, PostingComment, PostingProof, PublicPosting
from committees.operations.action_ground import those_who_run
from committees.operations.ground import insist_on_running, locked
from committees.operations.minutes import locked_minutes
from committees.reminders import after_the_night
from committees.rules import may_comment
from journal.operations import record
from kit.kept_files import content_of, kept_on_commit, random_name
from kit.refused import Refused
from kit.richtext import plain_to_html
from kit.subjects import subject_key
from kit.times import short_day
from kit.uploads import CleanPhoto
from notices import operations as notice_operations
from notices.models import Notice, NoticeCategory
from notices.rules import may_edit
from notifications.models import Message
from notifications.operations import post, void
from people.models import User

ANSWERED_WITHIN = timedelta(days=3)  # DOMAIN 1.3, 四议两公开
LAST_DAY = timedelta(days=1)
ASKED_AGAIN_FOR = timedelta(days=90)  # each round would take longer than the last, else
MOST_PROOFS = 20


@transaction.atomic
def publish_minutes(*, by: User, meeting: Meeting, now: datetime | None = None) -> Notice:
    """As a notice for the meeting's place, in the language of the site. A second tap gets the same notice."""
    now = now or timezone.now()
    meeting, minutes = locked_minutes(by, meeting)
    if meeting.minutes_notice_id:
        return meeting.minutes_notice
    if not minutes.is_sealed:
        raise Refused(_("The minutes are posted once they are sealed: the parties confirm them first."))
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Minutes: %(title)s, %(day)s") % {
            "title": meeting.title,
            "day": short_day(meeting.starts_at, now=now),
        }
        page = settings.BASE_URL + words.url_of_posting(meeting)
        said = _("What neighbours say, and the answers: %(page)s") % {"page": page}
        body = f"{notice_text(minutes.document['public'], now)}\n\n{said}"
    notice = notice_operations.draft_notice(
        by=by,
        organisation=speaking_for(by, meeting),
        title=title[:80],
        body=body,
        places=[meeting.place],
        category=NoticeCategory.DELIBERATION,
        is_public=meeting.is_open,
        now=now,
    )
    notice = notice_operations.publish_notice(by=by, notice=notice, now=now) or notice
    meeting.minutes_notice = notice
    meeting.save(update_fields=["minutes_notice"])
    void(subject=meeting, kinds=[words.LYING])
    put_up(meeting, by=by, now=now)
    record(by=by, verb="committees.publish_minutes", subject=meeting, data={"notice": notice.pk}, now=now)
    return notice


def put_up(meeting: Meeting, *, by: User, now: datetime) -> PublicPosting:
    """From today for so many days; the first is not counted (Civil Code, article 201)."""
    today = timezone.localdate(now)
    ends_on = today + timedelta(days=meeting.posting_days)
    return PublicPosting.objects.create(meeting=meeting, starts_on=today, ends_on=ends_on, posted_by=by)


def speaking_for(user: User, meeting: Meeting) -> Organisation:
    """The convening organisation; community staff who run another's meeting publish in their own name."""
    standing = standing_of(user)
    if user.is_superuser or standing.is_member_of(meeting.organisation_id):
        return meeting.organisation
    own = {
        c.organisation_id
        for c in standing.capacities
        if c.organisation_kind in STAFF_KINDS and meeting.place.path.startswith(c.path or "-")
    }
    return Organisation.objects.filter(pk__in=own).first() or meeting.organisation


def correct_the_notice(meeting: Meeting, correction: Erratum, *, by: User, now: datetime) -> None:
    """Neighbours read the notice: what is corrected beside the minutes stands in it too. Whoever may not
    write in the name of who put it out leaves it: nobody changes another's words."""
    notice = meeting.minutes_notice
    if notice is None or not notice.is_out or not may_edit(user=by, notice=notice):
        return
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Correction %(number)s") % {"number": correction.number}
    added = plain_to_html(f"## {title}\n\n{correction.text}")
    with suppress(Refused):  # too long for a notice; it stands beside the minutes
        notice_operations.edit_notice(
            by=by, notice=notice, body=f"{notice.body}\n{added}", note=title, now=now
        )


# --- the paper downstairs ---------------------------------------------------------------------------


def same_photo(posting: PublicPosting, by: User, where: str, photo: CleanPhoto) -> PostingProof | None:
    """The second tap: the last one of this person, of the same board, with the same bytes."""
    last = posting.proofs.filter(by=by, where=where.strip()[:60]).last()
    return last if last and content_of(last.file.name) == photo.content else None


@transaction.atomic
def add_proof(
    *, by: User, posting: PublicPosting, where: str, photo: CleanPhoto, now: datetime | None = None
) -> PostingProof:
    """A photo of the notice on the board, and where it hangs."""
    now = now or timezone.now()
    insist_on_running(by, locked(posting.meeting))
    if not where.strip():
        raise Refused(_("Say where it hangs."), field="where")
    if known := same_photo(posting, by, where, photo):
        return known
    if posting.proofs.count() >= MOST_PROOFS:
        raise Refused(_("At most %(most)d photos, please.") % {"most": MOST_PROOFS}, field="photo")
    name = random_name("postings", photo.extension, now)
    with kept_on_commit([(name, photo.content)]):
        proof = PostingProof.objects.create(
            posting=posting,
            where=where.strip()[:60],
            file=name,
            width=photo.width,
            height=photo.height,
            by=by,
            at=now,
        )
        data = {"proof": proof.pk, "where": proof.where}
        record(by=by, verb="committees.add_proof", subject=posting.meeting, data=data, now=now)
    return proof


# --- comments and their answers ---------------------------------------------------------------------


@transaction.atomic
def comment(
    *, by: User, posting: PublicPosting, text: str, client_key: UUID, now: datetime | None = None
) -> PostingComment:
    """By a neighbour of the place while it is posted; who runs the meeting has three days to answer."""
    now = now or timezone.now()
    meeting = locked(posting.meeting)
    if known := PostingComment.objects.filter(client_key=client_key).first():
        if (known.by_id, known.posting_id) != (by.pk, posting.pk):
            raise Refused(_("This form was used by somebody else. Please open a new one."))
        return known
    insist_on_a_comment(by, meeting, posting, text.strip(), now)
    said = PostingComment.objects.create(
        posting=posting,
        client_key=client_key,
        text=text.strip(),
        by=by,
        at=now,
        answer_by=now + ANSWERED_WITHIN,
    )
    record(by=by, verb="committees.comment", subject=meeting, data={"comment": said.pk}, now=now)
    tell_who_answers(meeting, said, now=now)
    return said


def insist_on_a_comment(by: User, meeting: Meeting, posting: PublicPosting, text: str, now: datetime) -> None:
    if not may_comment(user=by, meeting=meeting):
        raise Refused(_("Comments are for the neighbours of this place."))
    if timezone.localdate(now) > posting.ends_on:
        raise Refused(_("The time of posting is over; no more comments are taken."))
    if not text:
        raise Refused(_("Write what you would like to say."), field="text")
    if len(text) > PostingComment._meta.get_field("text").max_length:
        raise Refused(_("Please say it in at most 500 characters."), field="text")


def tell_who_answers(meeting: Meeting, said: PostingComment, *, now: datetime) -> int:
    """At once, and on the last day once more; the answer takes that back. How many are new."""
    row = {
        "to": those_who_run(meeting),
        "url": words.url_of_posting(meeting),
        "subject": said,
    }
    key = f"comment {said.pk}"
    new = post(**row, kind=words.COMMENT, words=words.comment(meeting, said), dedupe=key, due_at=now)
    return new + post(
        **row,
        kind=words.COMMENT_DUE,
        words=words.comment_due(meeting, said),
        dedupe=f"{key} due",
        due_at=after_the_night(said.answer_by - LAST_DAY),
        by_day=True,
    )


def ask_again_about_comments(*, now: datetime | None = None) -> int:
    """Of those who are here, where nobody who was asked is. One who was asked and is there is enough."""
    now = now or timezone.now()
    waiting = PostingComment.objects.filter(answered_at=None, at__gt=now - ASKED_AGAIN_FOR).order_by("pk")
    return sum(_ask_again(pk, now) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _ask_again(pk: int, now: datetime) -> int:
    rows = PostingComment.objects.select_for_update(of=["self"], skip_locked=True).filter(answered_at=None)
    said = (
        rows.select_related("posting__meeting__place", "posting__meeting__organisation").filter(pk=pk).first()
    )
    if said is None:
        return 0
    meeting = said.posting.meeting
    told = Message.objects.about(subject_key(said)).filter(letter__kind=words.COMMENT)
    if told.filter(recipient__in=those_who_run(meeting)).exists():
        return 0
    return tell_who_answers(meeting, said, now=now)


@transaction.atomic
def answer_comment(
    *, by: User, comment: PostingComment, answer: str, now: datetime | None = None
) -> PostingComment:
    """Once, for everybody to read; whoever asked is told. A second tap changes nothing."""
    now = now or timezone.now()
    meeting = locked(comment.posting.meeting)
    insist_on_running(by, meeting)
    said = PostingComment.objects.select_for_update().get(pk=comment.pk)
    answer = answer.strip()
    if said.answered_at:
        if said.answer == answer:
            return said
        raise Refused(_("This comment has an answer already."))
    if not answer:
        raise Refused(_("Write an answer first."), field="answer")
    if len(answer) > PostingComment._meta.get_field("answer").max_length:
        raise Refused(_("Please say it in at most 1,000 characters."), field="answer")
    said.answer, said.answered_by, said.answered_at = answer, by, now
    said.save(update_fields=["answer", "answered_by", "answered_at"])
    record(by=by, verb="committees.answer_comment", subject=meeting, data={"comment": said.pk}, now=now)
    void(subject=said, kinds=[words.COMMENT_DUE])
    post(
        to=[said.by],
        kind=words.COMMENT_ANSWERED,
        words=words.comment_answered(meeting, said),
        url=words.url_of_posting(meeting),
        subject=said,
        dedupe=f"comment {said.pk} answered",
        due_at=now,
    )
    return said
