"""Letting go out, now or at an hour, and taking down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from journal.operations import record
from kit.refused import Refused
from notices import messages, rules
from notices.addresses import Address
from notices.comment_messages import void_reminders
from notices.feed import host
from notices.models import Notice, NoticeState
from notices.operations.addressing import check_addresses, fresh, insist_on_somebody
from notices.operations.alarms import raise_alarm
from notices.operations.announcing import announce
from notices.operations.keeping_back import back_to_draft
from notices.operations.locking import Conflict, lock
from notices.operations.shares import is_vast, let_go_shares
from notices.operations.writing import check_hours, draft_notice, edit_notice
from notices.posting import check_posting
from notices.queries.recipients import addresses_of
from notifications.nudge import nudge
from notifications.operations import void
from people.models import User

ROUND = "notices.tasks.announce_due"


@transaction.atomic
def publish_notice(
    *,
    by: User,
    notice: Notice,
    publish_at: datetime | None = None,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> Notice:
    """Out at once, or at `publish_at`; an hour that has passed means at once. Once out, nothing changes.
    Everyone of a subdistrict is told by a worker, which is nudged: no page waits for 700,000.

    Of what waits for review this is the yes. Raises Conflict when the words changed since `seen_version`.
    """
    given, now = now, now or timezone.now()
    notice = lock(notice)
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This notice was withdrawn. Please write a new one."))
    if not rules.may_publish(user=by, organisation=notice.organisation):
        raise Refused(_("You may prepare notices here; publishing is for those who hold an office."))
    if notice.announced_at:
        return notice
    if seen_version is not None and seen_version != notice.version:
        raise Conflict(notice)
    at = max(publish_at or now, now)
    addresses = _check(notice, by, at)
    data = _facts(notice, at)
    if notice.state == NoticeState.REVIEW or notice.sent_back_reason:
        void(subject=notice, kinds=messages.TO_WRITERS)  # nobody is asked any more for what is done
    notice.state, notice.publish_at, notice.sent_back_reason = NoticeState.PUBLISHED, at, ""
    notice.feed_host = host()
    fields = ["state", "publish_at", "sent_back_reason", "confirmed_by", "alarm_at", "feed_host"]
    notice.save(update_fields=fields)
    record(by=by, verb="notices.publish", subject=notice, data=data, now=now)
    if at <= now and given is None and is_vast(addresses):  # what is written as of another hour is told here
        nudge(ROUND)
    elif at <= now:
        announce(notice, now=now)
    return notice


def _check(notice: Notice, by: User, at: datetime) -> list[Address]:
    """All that was asked when it was written, asked again: a place may have been moved meanwhile."""
    check_hours(at, notice.expires_at)
    check_posting(category=notice.category, expires_at=notice.expires_at)
    addresses = addresses_of(notice)
    check_addresses(by, notice.organisation, addresses)
    insist_on_somebody(notice, addresses)
    raise_alarm(notice, by, list(fresh(addresses).values()), at)
    return addresses


def _facts(notice: Notice, at: datetime) -> dict:
    """For the journal; of an emergency also who stands behind it, or why nobody else could."""
    facts = {"at": at.isoformat()}
    if notice.is_urgent:
        facts |= {"reason": notice.urgent_reason, "confirmed_by": notice.confirmed_by_id}
    return facts


@transaction.atomic
def draft_and_publish(
    *, by: User, publish_at: datetime | None = None, now: datetime | None = None, **draft: Any
) -> Notice:
    """Both or neither, so that a refusal leaves the form as the only copy."""
    notice = draft_notice(by=by, now=now, **draft)
    return publish_notice(by=by, notice=notice, publish_at=publish_at, now=now)


@transaction.atomic
def edit_and_publish(
    *,
    by: User,
    notice: Notice,
    publish_at: datetime | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> Notice:
    notice = edit_notice(by=by, notice=notice, now=now, **fields)
    return publish_notice(by=by, notice=notice, publish_at=publish_at, now=now)


@transaction.atomic
def unschedule_notice(*, by: User, notice: Notice, now: datetime | None = None) -> Notice:
    """Back to a draft, while nobody has seen it. Who confirmed it will be asked again."""
    now = now or timezone.now()
    notice = lock(notice)
    if notice.state != NoticeState.PUBLISHED or notice.publish_at <= now:
        raise Refused(_("This notice is not waiting for its hour."))
    if not rules.may_edit(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may change it."))
    back_to_draft(notice)
    record(by=by, verb="notices.unschedule", subject=notice, now=now)
    return notice


@transaction.atomic
def withdraw_notice(*, by: User, notice: Notice, reason: str, now: datetime | None = None) -> Notice:
    """Gone from every list; who could read it finds a page that says why. Unsent messages are voided, those
    that remind of its questions among them."""
    now = now or timezone.now()
    notice = lock(notice)
    reason = reason.replace("\0", "").strip()
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This notice was withdrawn already."))
    if not rules.may_withdraw(user=by, notice=notice):
        raise Refused(_("You may not withdraw this notice."))
    if not reason:
        raise Refused(_("Please say why, in a sentence that everyone may read."), field="reason")
    if len(reason) > 200:
        raise Refused(_("A shorter reason, please: 200 characters at most."), field="reason")
    if notice.publish_at > now:
        # Its hour will never come, so that later nobody finds it by that hour.
        notice.publish_at = notice.alarm_at = None
    notice.state, notice.withdrawn_reason, notice.withdrawn_at = NoticeState.WITHDRAWN, reason, now
    notice.repeat_at = None
    hours = ["publish_at", "alarm_at", "withdrawn_at", "repeat_at"]
    notice.save(update_fields=["state", "withdrawn_reason", *hours])
    let_go_shares(notice)
    void(subject=notice)
    void_reminders(notice)
    record(by=by, verb="notices.withdraw", subject=notice, data={"reason": reason}, now=now)
    return notice
