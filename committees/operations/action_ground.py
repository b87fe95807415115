"""What every word about a promise has in common: the lock, the line, its photos, and who is told."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buildings.models import Membership, Organisation
from buildings.models.organisations import Office
from buildings.queries import staff_there
from committees import messages
from committees.deadlines import OVERDUE, nudges
from committees.models import ActionItem, ActionPhoto, ActionReport, Meeting
from committees.models.resolutions import UNSETTLED, ActionState
from committees.reminders import after_the_night
from committees.rules import may_run
from issues import operations as issue_operations
from journal.operations import record
from kit.kept_files import kept_on_commit, random_name
from kit.uploads import CleanPhoto
from notifications.operations import post, void
from people.models import User

LEADING = (Office.HEAD, Office.DEPUTY, Office.SECRETARY)


def locked_action(action_item: ActionItem) -> ActionItem:
    """Without joins: after waiting, the row may belong to somebody else, whom the join would not find."""
    return ActionItem.objects.select_for_update().get(pk=action_item.pk)


def speak(
    item: ActionItem,
    *,
    by: User,
    state: str,
    text: str,
    now: datetime,
    meeting: Meeting | None = None,
    due_on: date | None = None,
    photos: Sequence[CleanPhoto] = (),
    to: Sequence[User] | None = None,
) -> ActionReport:
    """One line of its history; the promise stands as the line says. `meeting`: where it was said;
    `to`: who is told, when it is not those whom it usually concerns."""
    changes = item.state != state or due_on is not None
    report = ActionReport.objects.create(
        action_item=item, meeting=meeting, state=state, text=text[:200], due_on=due_on, by=by, at=now
    )
    keep_photos(report, photos, now)
    is_done = state == ActionState.DONE
    item.state, item.progress = state, report.text or item.progress
    item.due_on = due_on or item.due_on
    item.done_at, item.accepted_by = (now, by) if is_done else (None, None)
    item.save(update_fields=["state", "progress", "due_on", "done_at", "accepted_by"])
    data = {"action": item.pk, "report": report.pk, "state": state, "progress": item.progress}
    record(by=by, verb="committees.report", subject=item.meeting, data=data, now=now)
    if changes:
        remind_owners(item, now=now)
        say_on_the_issue(item, report, now=now)
    tell(concerned(item, report) if to is None else to, item, report, now=now)
    return report


def keep_photos(report: ActionReport, photos: Sequence[CleanPhoto], now: datetime) -> None:
    if not photos:
        return
    names = [random_name("actions", photo.extension, now) for photo in photos]
    with kept_on_commit((name, photo.content) for name, photo in zip(names, photos, strict=True)):
        ActionPhoto.objects.bulk_create(
            ActionPhoto(report=report, file=name, width=photo.width, height=photo.height)
            for name, photo in zip(names, photos, strict=True)
        )


# --- who is told ------------------------------------------------------------


def owners(item: ActionItem) -> list[User]:
    """The person; else those who answer for the organisation, or all of it when nobody holds an office."""
    return [item.person] if item.person else leading(item.organisation)


def leading(organisation: Organisation) -> list[User]:
    """Whose account is closed leads nothing: the others would never hear of it."""
    current = Membership.objects.current().filter(organisation=organisation, user__is_active=True)
    members = list(current.select_related("user"))
    return [m.user for m in members if m.office in LEADING] or [member.user for member in members]


def those_who_run(meeting: Meeting) -> list[User]:
    """Whoever called it and whoever leads it, while they still may; else those who lead the organisation, and
    where nobody of it is left there, the community's staff."""
    known = (meeting.convened_by, meeting.chair)
    people = {user.pk: user for user in known if user and user.is_active}.values()
    those = [user for user in people if may_run(user=user, meeting=meeting)]
    those = those or [user for user in leading(meeting.organisation) if may_run(user=user, meeting=meeting)]
    return those or staff_there(meeting.place)


def tell_who_owes(item: ActionItem, *, now: datetime, passed: str = "") -> None:
    """At once what was promised; then three days before, on the day, and three days after it.

    `passed`: from whom it came without a word being said, so that what was voided has another key; by the
    clock, often at midnight, when a term ends, so that it waits for the morning."""
    post(
        to=owners(item),
        kind=messages.ACTION,
        words=messages.action(item, now),
        url=messages.url_of_action(item),
        subject=item,
        dedupe=f"action {item.pk} {rounds(item)}{passed}given",
        due_at=after_the_night(now) if passed else now,
    )
    remind_owners(item, now=now, passed=passed)


def remind_owners(item: ActionItem, *, now: datetime, passed: str = "") -> None:
    """New rows for what holds now; earlier ones that still wait are no longer true."""
    void(subject=item, kinds=[messages.ACTION_DUE])
    if item.state != ActionState.OPEN:
        return
    owing = owners(item)
    for nudge in nudges(item.due_on, now):
        row = {
            "kind": messages.ACTION_DUE,
            "url": messages.url_of_action(item),
            "subject": item,
            "dedupe": f"action {item.pk} {rounds(item)}{passed}due {item.due_on} {nudge.days:+d}d",
            "due_at": nudge.due_at,
            "expires_at": nudge.expires_at,
            "by_day": True,
        }
        post(to=owing, words=messages.action_due(item, nudge.days, now), **row)
        if nudge.days == OVERDUE:
            asked = but(leading(item.meeting.organisation), owing)
            post(to=asked, words=messages.action_late(item, now), **row)


def rounds(item: ActionItem) -> str:
    """Counts what was said so far: a voided reminder has used its key up, and comes back under another."""
    count = item.reports.count()
    return f"r{count} " if count else ""


def but(people: Iterable[User], others: Iterable[User]) -> list[User]:
    away = {user.pk for user in others}
    return [user for user in people if user.pk not in away]


def concerned(item: ActionItem, report: ActionReport) -> list[User]:
    """A claim goes to those who asked for it; what these say goes to those who owe it."""
    return leading(item.meeting.organisation) if report.state == ActionState.REPORTED else owners(item)


def tell(people: Iterable[User], item: ActionItem, report: ActionReport, *, now: datetime) -> None:
    post(
        to=but(people, [report.by]),
        kind=messages.ACTION_NEWS,
        words=messages.action_news(item, report),
        url=messages.url_of_action(item),
        subject=item,
        dedupe=f"action {item.pk} report {report.pk}",
        due_at=now,
    )


def say_on_the_issue(item: ActionItem, report: ActionReport, *, now: datetime) -> None:
    """Raised from an issue, it reports back there when it is settled, so its reporter learns the end."""
    agenda_item = item.resolution.agenda_item if item.resolution else None
    if item.state in UNSETTLED or agenda_item is None or agenda_item.issue is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        kept, let_go = _("Kept: %(text)s. %(words)s"), _("Not pursued any more: %(text)s. %(words)s")
        sentence = kept if item.state == ActionState.DONE else let_go
        text = sentence % {"text": item.text, "words": item.progress}
    # Whoever accepts it may be from outside that place. It is settled all the same.
    issue_operations.link_issue(
        by=report.by, issue=agenda_item.issue, text=text.strip(), is_known=True, now=now
    )
