"""What every step of an issue has in common: the row is locked, the rule asked, the timeline written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation
from buildings.standing import CAPTAIN, HOME, MEMBER, Capacity, standing_of
from issues import rules
from issues.models import ByRole, Issue, IssueEvent, IssuePhoto
from issues.photo_files import kept_on_commit, new_name
from journal.operations import record
from kit.refused import Refused
from kit.uploads import CleanPhoto, clean_photo
from people.models import User

MOST_PHOTOS_OF_A_REPORT = 6
MOST_PHOTOS_OF_AN_ANSWER = 4

Photos = Iterable[CleanPhoto | BinaryIO]

# Read once in a step; no step changes these rows themselves.
LASTING = {name: Issue._meta.get_field(name) for name in ("category", "place", "reporter", "logged_by")}


def lock(issue: Issue, now: datetime | None = None) -> datetime:
    """Brings the caller's object up to date and holds its row to the end: of two taps one waits.

    Returns the moment of the step: never before the last one, even when the machine's clock was set back.
    """
    read = {name: field.get_cached_value(issue) for name, field in LASTING.items() if field.is_cached(issue)}
    # No joins: after waiting, the second of two would find no row that still matches what it joined.
    issue.refresh_from_db(from_queryset=Issue.objects.select_for_update())
    for name, kept in read.items():
        if kept.pk == getattr(issue, LASTING[name].attname):
            setattr(issue, name, kept)
    return max(now or timezone.now(), issue.changed_at)


def ask(verb: str, *, by: User, issue: Issue) -> None:
    """Raises Refused when this is not the person's to do, or no longer to be done."""
    if issue.state not in rules.FROM_STATES[verb]:
        raise Refused(moved_on(issue))
    if not rules.MAY[verb](user=by, issue=issue):
        raise Refused(not_yours(verb, issue))


def not_yours(verb: str, issue: Issue) -> str:
    if verb in ("confirm", "reopen", "withdraw"):
        return _("Only the person who reported it can do this.")
    if verb in ("decide", "merge"):
        return _("Only staff of the community can do this.")
    if verb == "join":
        return _("Only neighbours who did not report it themselves can join it.")
    names = {"who": issue.holder_organisation or issue.holder}
    return _("This is not yours to do: %(who)s answers for it now.") % names


def moved_on(issue: Issue) -> str:
    names = {"state": issue.get_state_display()}
    return _("This has moved on in the meantime; it is now: %(state)s. Nothing was changed.") % names


def needs_words(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(_("Please say it in a few words."), field="text")
    return text


def cleaned(photos: Photos, most: int) -> list[CleanPhoto]:
    photos = list(photos)
    if len(photos) > most:
        raise Refused(_("At most %(most)d photos, please.") % {"most": most}, field="photos")
    return [photo if isinstance(photo, CleanPhoto) else clean_photo(photo) for photo in photos]


def step(
    *,
    issue: Issue,
    kind: str,
    by: User | None,
    now: datetime,
    **line,
) -> IssueEvent:
    """Saves the issue as it stands, and notes what was done; `line` as `note` takes it."""
    issue.changed_at = now
    issue.save()
    return note(issue=issue, kind=kind, by=by, now=now, **line)


def note(
    *,
    issue: Issue,
    kind: str,
    by: User | None,
    now: datetime,
    text: str = "",
    organisation: Organisation | None = None,
    photos: Sequence[CleanPhoto] = (),
    is_relay: bool = False,
) -> IssueEvent:
    """The timeline's line, its photos and the journal's entry; `by` is None when the clock acts."""
    role, line = capacity_for(by, issue) if by else ("", "")
    event = IssueEvent.objects.create(
        issue=issue,
        at=now,
        kind=kind,
        by=by,
        by_role=role,
        by_line=line,
        organisation=organisation,
        text=text,
        is_relay=is_relay,
        holder_id=issue.holder_id,
        holder_organisation_id=issue.holder_organisation_id,
    )
    keep_photos(issue, event, photos, by, now)
    behalf = issue.reporter if by and by.pk == issue.logged_by_id != issue.reporter_id else None
    data = {"event": event.pk, "state": issue.state}
    record(by=by, on_behalf_of=behalf, verb=f"issues.{kind}", subject=issue, data=data, now=now)
    return event


def keep_photos(
    issue: Issue, event: IssueEvent, photos: Sequence[CleanPhoto], by: User | None, now: datetime
) -> None:
    names = [new_name(photo, now) for photo in photos]
    if not names:
        return
    with kept_on_commit((name, photo.content) for name, photo in zip(names, photos, strict=True)):
        IssuePhoto.objects.bulk_create(
            IssuePhoto(
                issue=issue,
                event=event,
                file=name,
                width=photo.width,
                height=photo.height,
                uploaded_by=by,
                at=now,
            )
            for name, photo in zip(names, photos, strict=True)
        )


def capacity_for(user: User, issue: Issue) -> tuple[str, str]:
    """In what capacity someone acts here; whoever reports their own trouble does so as a neighbour."""
    reporting = user.pk == issue.reporter_id and issue.reporter_id == issue.logged_by_id
    order = [CAPTAIN, HOME, MEMBER] if reporting else [MEMBER, CAPTAIN, HOME]
    for source in order:
        found = [c for c in standing_of(user).capacities if c.source == source and _concerns(c, issue)]
        if found:
            return _in_words(min(found, key=lambda c: _distance(c, issue)))
    return "", ""


def _concerns(capacity: Capacity, issue: Issue) -> bool:
    if capacity.source == HOME:
        return True
    if capacity.organisation_id and capacity.organisation_id == issue.holder_organisation_id:
        return True
    return bool(capacity.path) and issue.place.path.startswith(capacity.path)


def _distance(capacity: Capacity, issue: Issue) -> tuple[bool, bool]:
    """The holder's own people first, then whoever lives or serves around the place."""
    path, here = capacity.path or "/none/", issue.place.path
    is_holder = capacity.organisation_id == issue.holder_organisation_id
    return not is_holder, not (path.startswith(here) or here.startswith(path))


def _in_words(capacity: Capacity) -> tuple[str, str]:
    if capacity.source == HOME:
        return ByRole.NEIGHBOUR, capacity.place_name or ""
    if capacity.source == CAPTAIN:
        return capacity.detail, capacity.place_name or ""
    return ByRole.MEMBER, f"{capacity.organisation_name} {capacity.detail}".strip()[:120]
