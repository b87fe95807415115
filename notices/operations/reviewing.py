"""From one who wrote to one who lets go out, and back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from journal.operations import record
from kit.refused import Refused
from notices import messages, rules
from notices.models import Notice, NoticeState
from notices.operations.addressing import check_addresses
from notices.operations.locking import lock
from notices.operations.wording import plain
from notices.operations.writing import draft_notice, edit_notice
from notices.queries.recipients import addresses_of
from notices.queries.reviewers import reviewers_of
from notifications.operations import void
from people.models import User

LONGEST_REASON = Notice._meta.get_field("sent_back_reason").max_length


@transaction.atomic
def submit_for_review(*, by: User, notice: Notice, now: datetime | None = None) -> Notice:
    """Whoever may publish for the organisation is told, except who sends it. A second tap changes nothing."""
    now = now or timezone.now()
    notice = lock(notice)
    if not rules.may_edit(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may change it."))
    if notice.state == NoticeState.REVIEW:
        return notice
    if notice.state != NoticeState.DRAFT:
        raise Refused(_("Only a draft can be sent for review."))
    check_addresses(by, notice.organisation, addresses_of(notice))
    if not reviewers_of(notice.organisation).exclude(pk=by.pk).exists():
        raise Refused(_("Nobody else in your organisation could let it go out. Ask your community."))
    notice.state, notice.submitted_by, notice.submitted_at = NoticeState.REVIEW, by, now
    notice.sent_back_reason = ""
    notice.save(update_fields=["state", "submitted_by", "submitted_at", "sent_back_reason"])
    void(subject=notice, kinds=[messages.SENT_BACK, messages.KEPT_BACK])
    record(by=by, verb="notices.submit", subject=notice, now=now)
    messages.ask_for_review(notice, now=now)
    return notice


@transaction.atomic
def draft_and_submit(*, by: User, now: datetime | None = None, **draft: Any) -> Notice:
    """Both or neither, so that a refusal leaves the form as the only copy."""
    return submit_for_review(by=by, notice=draft_notice(by=by, now=now, **draft), now=now)


@transaction.atomic
def edit_and_submit(*, by: User, notice: Notice, now: datetime | None = None, **fields: Any) -> Notice:
    return submit_for_review(by=by, notice=edit_notice(by=by, notice=notice, now=now, **fields), now=now)


@transaction.atomic
def send_back(*, by: User, notice: Notice, reason: str = "", now: datetime | None = None) -> Notice:
    """By who reviews it, with a reason that its submitter is told; by the submitter, who takes it back."""
    now = now or timezone.now()
    notice = lock(notice)
    reason = plain(reason)
    takes_back = by.pk == notice.submitted_by_id
    if not takes_back and not rules.may_publish(user=by, organisation=notice.organisation):
        raise Refused(_("You may prepare notices here; publishing is for those who hold an office."))
    if notice.state != NoticeState.REVIEW:
        raise Refused(_("This notice does not wait for review any more."))
    if not reason and not takes_back:
        raise Refused(_("Please say what should be different."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("A shorter reason, please: 200 characters at most."), field="reason")
    notice.state, notice.sent_back_reason = NoticeState.DRAFT, reason
    notice.save(update_fields=["state", "sent_back_reason"])
    void(subject=notice, kinds=[messages.REVIEW])
    record(by=by, verb="notices.send_back", subject=notice, data={"reason": reason}, now=now)
    if not takes_back:
        messages.tell_sent_back(notice, now=now)
    return notice
