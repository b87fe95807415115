"""Drafting and changing. What a writer types is kept beside the cleaned HTML that is shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation, Place
from journal.operations import record
from kit.refused import Refused
from kit.richtext import plain_to_html
from notices import messages, rules
from notices.models import Notice, NoticeCategory, NoticePlace, NoticeState
from notices.operations.locking import lock
from people.models import User

TITLE_LENGTH = Notice._meta.get_field("title").max_length
FIELDS = {
    "title",
    "body",
    "category",
    "is_urgent",
    "urgent_reason",
    "when_text",
    "where_text",
    "ask_text",
    "is_public",
    "asks_acknowledgement",
    "expires_at",
}


@transaction.atomic
def draft_notice(
    *,
    by: User,
    organisation: Organisation,
    title: str,
    body: str,
    places: Iterable[Place],
    category: str = NoticeCategory.OTHER,
    is_urgent: bool = False,
    urgent_reason: str = "",
    when_text: str = "",
    where_text: str = "",
    ask_text: str = "",
    is_public: bool = True,
    asks_acknowledgement: bool = False,
    expires_at: datetime | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Notice:
    """`body` is plain text with paragraphs, "## headings" and "- lists".

    A repeated `client_key` gives the first row.
    """
    now = now or timezone.now()
    places = _tidy(places)
    _check_sender(by, organisation, places)
    notice, is_new = Notice.objects.get_or_create(
        client_key=client_key or uuid4(),
        defaults={
            "organisation": organisation,
            "author": by,
            "created_at": now,
            "category": category,
            "is_urgent": is_urgent,
            "urgent_reason": urgent_reason.strip(),
            "when_text": when_text.strip(),
            "where_text": where_text.strip(),
            "ask_text": ask_text.strip(),
            "is_public": is_public,
            "asks_acknowledgement": asks_acknowledgement,
            "expires_at": expires_at,
            **_words(title, body),
        },
    )
    if not is_new:
        return _first(notice, by, _words(title, body))
    _address(notice, places)
    record(by=by, verb="notices.draft", subject=notice, now=now)
    return notice


@transaction.atomic
def edit_notice(
    *,
    by: User,
    notice: Notice,
    places: Iterable[Place] | None = None,
    note: str = "",
    now: datetime | None = None,
    **fields: Any,
) -> Notice:
    """Changes the fields named (those of `draft_notice`). `note` says to readers what is new.

    Once out, places may be added, and their neighbours are told; none may be taken away.
    """
    now = now or timezone.now()
    notice = lock(notice)
    if not rules.may_edit(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may change it."))
    changed = _apply(notice, fields)
    places_changed = places is not None and _change_places(notice, by, _tidy(places))
    if not changed and not places_changed:
        return notice
    check_hours(notice.publish_at, notice.expires_at)
    if notice.is_out:
        notice.updated_at = now
    notice.save()
    data = {"fields": sorted(changed) + ["places"] * places_changed, "note": note.strip()[:120]}
    record(by=by, verb="notices.edit", subject=notice, data=data, now=now)
    if notice.announced_at:
        messages.tell_neighbours(notice, now=now)
    return notice


@transaction.atomic
def discard_notice(*, by: User, notice: Notice, now: datetime | None = None) -> None:
    """A draft that nobody has ever seen may go; what went out stays and is withdrawn."""
    notice = lock(notice)
    if notice.state != NoticeState.DRAFT:
        raise Refused(_("This has gone out already. It can be withdrawn, not thrown away."))
    if not rules.may_edit(user=by, notice=notice):
        raise Refused(_("Only the organisation that wrote this may change it."))
    record(by=by, verb="notices.discard", subject=notice, data={"title": notice.title}, now=now)
    notice.delete()


def check_hours(publish_at: datetime | None, expires_at: datetime | None) -> None:
    if publish_at and expires_at and expires_at <= publish_at:
        raise Refused(_("The end must come after the hour of publication."), field="expires_at")


def _check_sender(by: User, organisation: Organisation, places: list[Place]) -> None:
    if not rules.may_write_for(user=by, organisation=organisation):
        raise Refused(_("You may not write notices for this organisation."), field="organisation")
    _check_places(by, organisation, places)


def _check_places(by: User, organisation: Organisation, places: list[Place]) -> None:
    if not places:
        raise Refused(_("Choose at least one place."), field="places")
    if not rules.may_address(user=by, organisation=organisation, places=places):
        raise Refused(
            _("%(organisation)s does not serve all of these places.") % {"organisation": organisation},
            field="places",
        )


def _words(title: str, body: str) -> dict[str, str]:
    title, source = title.strip(), body.strip()
    if not title:
        raise Refused(_("Please write a title."), field="title")
    if len(title) > TITLE_LENGTH:
        raise Refused(
            _("The title is too long; %(count)d characters at most.") % {"count": TITLE_LENGTH}, field="title"
        )
    html = plain_to_html(source)
    if not html:
        raise Refused(_("Please write what people should know."), field="body")
    return {"title": title, "source": source, "body": html}


def _tidy(places: Iterable[Place]) -> list[Place]:
    """Each once, and none that lies inside another: who chose the estate has chosen its buildings."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda place: place.path):
        if not any(place.path.startswith(other.path) for other in kept):
            kept.append(place)
    return kept


def _address(notice: Notice, places: list[Place]) -> None:
    NoticePlace.objects.bulk_create(NoticePlace(notice=notice, place=place) for place in places)


def _first(notice: Notice, by: User, words: dict[str, str]) -> Notice:
    """A double tap brings the same words. Who went back and changed them must not see the old ones go out."""
    if notice.author_id != by.pk or any(getattr(notice, name) != value for name, value in words.items()):
        raise Refused(_("This form was saved already. Open the notice from your drafts to change it."))
    return notice


def _apply(notice: Notice, fields: dict[str, Any]) -> set[str]:
    """Names of what is different now."""
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"edit_notice() cannot change {', '.join(sorted(unknown))}")
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if "title" in values or "body" in values:
        values |= _words(values.get("title", notice.title), values.get("body", notice.source))
    changed = {name for name, value in values.items() if getattr(notice, name) != value}
    for name in changed:
        setattr(notice, name, values[name])
    return changed - {"source"}


def _change_places(notice: Notice, by: User, places: list[Place]) -> bool:
    before, after = set(notice.places.all()), set(places)
    if before == after:
        return False
    _check_places(by, notice.organisation, places)
    lost = [place for place in before if not any(place.path.startswith(other.path) for other in places)]
    if lost and notice.announced_at:
        raise Refused(
            _("People there have been told already. Withdraw the notice instead of taking a place away."),
            field="places",
        )
    notice.addresses.filter(place__in=before - after).delete()
    _address(notice, [place for place in places if place not in before])
    return True
