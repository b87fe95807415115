"""Drafting and changing. What a writer types is kept beside the cleaned HTML that is shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation, Place
from journal.operations import record
from kit.refused import Refused
from notices import rules
from notices.addresses import Address
from notices.models import Group, Notice, NoticeCategory, NoticeState
from notices.operations.addressing import (
    add_addresses,
    asked_for,
    change_addresses,
    check_addresses,
    check_audience,
    fresh,
)
from notices.operations.alarms import check_repeats, insist_on_few, insist_on_two
from notices.operations.announcing import first_repeat
from notices.operations.keeping import described, remove_files
from notices.operations.locking import Conflict, lock, locked
from notices.operations.shares import tell
from notices.operations.wording import body_of, plain, title_of
from notices.posting import check_posting
from notices.queries.recipients import addresses_of
from notifications.operations import void
from people.models import User

FIELDS = {
    "title",
    "body",
    "category",
    "is_urgent",
    "urgent_reason",
    "repeats",
    "repeat_minutes",
    "when_text",
    "where_text",
    "ask_text",
    "audience",
    "is_public",
    "asks_acknowledgement",
    "allows_comments",
    "expires_at",
}


@transaction.atomic
def draft_notice(
    *,
    by: User,
    organisation: Organisation,
    title: str,
    body: str,
    places: Iterable[Place] | None = None,
    addresses: Iterable[Address] | None = None,
    audience: Iterable[str] = (Group.RESIDENTS,),
    category: str = NoticeCategory.OTHER,
    is_urgent: bool = False,
    urgent_reason: str = "",
    repeats: int = 0,
    repeat_minutes: int = 60,
    when_text: str = "",
    where_text: str = "",
    ask_text: str = "",
    is_public: bool = True,
    asks_acknowledgement: bool = False,
    allows_comments: bool = False,
    expires_at: datetime | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Notice:
    """`body` is the editor's HTML, or plain text with paragraphs, "## headings" and "- lists".

    `places` are addressed whole, `addresses` may be some floors or one door. A repeated `client_key` gives
    the first row.
    """
    now = now or timezone.now()
    wanted = asked_for(places, addresses)
    _check_sender(by, organisation, wanted)
    check_repeats(repeats, repeat_minutes)
    words = {"title": title_of(title), **body_of(body)}
    notice, is_new = Notice.objects.get_or_create(
        client_key=client_key or uuid4(),
        defaults={
            "organisation": organisation,
            "author": by,
            "created_at": now,
            "category": category,
            "is_urgent": is_urgent,
            "urgent_reason": plain(urgent_reason),
            "repeats": repeats,
            "repeat_minutes": repeat_minutes,
            "when_text": plain(when_text),
            "where_text": plain(where_text),
            "ask_text": plain(ask_text),
            "audience": check_audience(audience),
            "is_public": is_public,
            "asks_acknowledgement": asks_acknowledgement,
            "allows_comments": allows_comments,
            "expires_at": expires_at,
            **words,
        },
    )
    if not is_new:
        return _first(notice, by, words)
    add_addresses(notice, wanted)
    record(by=by, verb="notices.draft", subject=notice, now=now)
    return notice


@transaction.atomic
def edit_notice(
    *,
    by: User,
    notice: Notice,
    places: Iterable[Place] | None = None,
    addresses: Iterable[Address] | None = None,
    descriptions: Mapping[int, str] | None = None,
    note: str = "",
    seen_version: int | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> Notice:
    """Changes the fields named (those of `draft_notice`), and by their numbers what its files are said to
    show. `note` says to readers what is new.

    Raises Conflict when it was saved by another since `seen_version`. Once out, places may be added, and
    their neighbours are told; none may be taken away.
    """
    now = now or timezone.now()
    notice = lock(notice)
    _check_still_theirs(by, notice)
    was_urgent = notice.is_urgent
    theirs = Notice(**{f.attname: getattr(notice, f.attname) for f in Notice._meta.concrete_fields})
    changed = _apply(notice, fields)
    if descriptions and described(notice, descriptions):
        changed |= {"files"}
    if notice.announced_at and set(theirs.audience) - set(notice.audience):
        raise Refused(
            _("They have been told already. Withdraw the notice instead of taking a group away."),
            field="audience",
        )
    if places is not None or addresses is not None:
        changed |= {"places"} if change_addresses(notice, by, asked_for(places, addresses)) else set()
    if not changed:
        return notice
    if seen_version is not None and seen_version != notice.version:
        raise Conflict(theirs)
    _check_whole(notice, was_urgent=was_urgent)
    if notice.is_urgent and not was_urgent:
        _becomes_an_alarm(notice, by, now)
    if "is_public" in changed:
        notice.private_since = now if notice.is_out and not notice.is_public else None
    _save(notice, by, now)
    data = {"fields": sorted(changed), "note": plain(note)[:120]}
    record(by=by, verb="notices.edit", subject=notice, data=data, now=now)
    if notice.announced_at:
        tell(notice, now=now)
    return notice


@transaction.atomic
def discard_notice(*, by: User, notice: Notice, now: datetime | None = None) -> None:
    """A draft that nobody has ever seen may go; what went out stays and is withdrawn. Gone is gone."""
    notice = locked(Notice.objects.filter(pk=notice.pk)).first()
    if notice is None:
        return
    if notice.state == NoticeState.REVIEW:
        raise Refused(_("This waits for review. Take it back first."))
    if notice.state != NoticeState.DRAFT:
        raise Refused(_("This has gone out already. It can be withdrawn, not thrown away."))
    if not rules.may_edit(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may change it."))
    void(subject=notice)
    record(by=by, verb="notices.discard", subject=notice, data={"title": notice.title}, now=now)
    remove_files(notice.files.all())
    notice.delete()


def check_hours(publish_at: datetime | None, expires_at: datetime | None) -> None:
    if publish_at and expires_at and expires_at <= publish_at:
        raise Refused(_("The end must come after the hour of publication."), field="expires_at")


def _check_sender(by: User, organisation: Organisation, addresses: list[Address]) -> None:
    if not rules.may_write_for(user=by, organisation=organisation):
        raise Refused(_("You may not write notices for this organisation."), field="organisation")
    check_addresses(by, organisation, addresses)


def _becomes_an_alarm(notice: Notice, by: User, now: datetime) -> None:
    """What is out, or waits for its hour, is one more emergency of the day; a draft is when it goes."""
    if notice.state != NoticeState.PUBLISHED:
        return
    places = list(fresh(addresses_of(notice)).values())
    insist_on_few(notice, by, places, max(now, notice.publish_at))
    if notice.announced_at:
        notice.repeat_at = first_repeat(notice, now)


def _check_still_theirs(by: User, notice: Notice) -> None:
    if rules.may_edit(user=by, notice=notice):
        return
    if not rules.may_write_for(user=by, organisation=notice.organisation):
        raise Refused(_("Only the organisation that wrote this may change it."))
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This notice was withdrawn. Please write a new one."))
    raise Refused(_("This notice is out by now. Only those who hold an office may still change it."))


def _check_whole(notice: Notice, *, was_urgent: bool) -> None:
    """What the changed notice has to be, where it goes out or is out."""
    check_hours(notice.publish_at, notice.expires_at)
    check_repeats(notice.repeats, notice.repeat_minutes)
    if notice.state != NoticeState.PUBLISHED:
        return
    check_posting(category=notice.category, expires_at=notice.expires_at)
    if notice.announced_at and was_urgent and not notice.is_urgent:
        raise Refused(
            _("People were told that this is an emergency. Say until when it holds, then it is over."),
            field="is_urgent",
        )
    insist_on_two(notice, is_changed=not notice.announced_at or not was_urgent)


def _save(notice: Notice, by: User, now: datetime) -> None:
    """Who changes words that wait for review is who submits them now: they cannot confirm them as well."""
    notice.version += 1
    if notice.is_out:
        notice.updated_at = now
    if notice.state == NoticeState.REVIEW:
        notice.submitted_by, notice.submitted_at = by, now
    notice.save()


def _first(notice: Notice, by: User, words: dict[str, str]) -> Notice:
    """A double tap brings the same words. Who went back and changed them must not see the old ones go out."""
    if notice.author_id != by.pk or any(getattr(notice, name) != value for name, value in words.items()):
        raise Refused(_("This form was saved already. Open the notice from your drafts to change it."))
    return notice


def _apply(notice: Notice, fields: dict[str, Any]) -> set[str]:
    """Names of what is different now."""
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"edit_notice() cannot change {', '.join(sorted(unknown))}")
    values = {name: plain(value) if isinstance(value, str) else value for name, value in fields.items()}
    if "title" in values:
        values["title"] = title_of(values["title"])
    if "body" in values:
        values |= body_of(values["body"], notice)
    if "audience" in values:
        values["audience"] = check_audience(values["audience"])
    changed = {name for name, value in values.items() if getattr(notice, name) != value}
    for name in changed:
        setattr(notice, name, values[name])
    return changed - {"source"}
