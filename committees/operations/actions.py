"""Promises: who does what by when, how that stands, and who says that it is done.

In hand; said to be done by its owner; done when another accepts it, or in hand again with words; or let go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation
from committees import messages
from committees.models import ActionItem, Meeting, Resolution
from committees.models.resolutions import UNSETTLED, ActionState
from committees.operations.action_ground import locked_action, owners, speak, tell_who_owes
from committees.operations.ground import insist_on_begun, insist_on_running, locked
from committees.queries.actions import carried_promises
from committees.rules import may_accept, may_report, serves, settles
from issues.operations.steps import cleaned
from journal.operations import record
from kit.lines import listed
from kit.refused import Refused
from kit.uploads import CleanPhoto
from notifications.operations import void
from people.models import User

MOST_PHOTOS = 3
FARTHEST = timedelta(days=731)  # "2206" is a slip of the pen
MOST_NAMED = 3


@dataclass(frozen=True)
class ActionPlan:
    """Who does what by when: an organisation, a person, or a person of an organisation."""

    text: str
    due_on: date
    organisation: Organisation | None = None
    person: User | None = None


def promise(meeting: Meeting, resolution: Resolution, plan: ActionPlan, *, now: datetime) -> ActionItem:
    if not plan.text.strip():
        raise Refused(_("Say what is to be done."), field="actions")
    if not (plan.organisation or plan.person):
        raise Refused(_("Say who does it."), field="actions")
    if plan.due_on < timezone.localdate(meeting.starts_at):
        raise Refused(_("The day by which it is done lies before the meeting."), field="actions")
    if plan.due_on > timezone.localdate(now) + FARTHEST:
        raise Refused(_("This is more than two years ahead. Please check the year."), field="actions")
    insist_on_an_executor(meeting, plan)
    item = ActionItem.objects.create(
        meeting=meeting,
        resolution=resolution,
        text=plan.text.strip(),
        organisation=plan.organisation,
        person=plan.person,
        due_on=plan.due_on,
    )
    tell_who_owes(item, now=now)
    return item


def insist_on_an_executor(meeting: Meeting, plan: ActionPlan, field: str = "actions") -> None:
    """Whoever is there makes promises: a party, an organisation of the place, one of the invited."""
    organisation, person = plan.organisation, plan.person
    if organisation and not (
        meeting.parties.filter(organisation=organisation).exists() or serves(organisation, meeting.place)
    ):
        raise Refused(_("%(party)s is no party to this meeting.") % {"party": organisation}, field=field)
    if person and not (
        meeting.invitations.filter(user=person).exists()
        or (organisation and organisation.memberships.current().filter(user=person).exists())
    ):
        sentence = _("%(person)s was not invited to this meeting.")
        raise Refused(sentence % {"person": person.display_name}, field=field)


# --- how it stands ------------------------------------------------------------


@transaction.atomic
def report_progress(
    *,
    by: User,
    action_item: ActionItem,
    progress: str,
    state: str = ActionState.OPEN,
    photos: Iterable[CleanPhoto | BinaryIO] = (),
    due_on: date | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """How a promise stands, in a sentence, with photos; whoever owes it can say that it is done, not more."""
    now = now or timezone.now()
    item = locked_action(action_item)
    if not may_report(user=by, action_item=item):
        raise Refused(_("Only those who promised this, or who run the meeting, say how it stands."))
    text, photos = progress.strip(), cleaned(photos, MOST_PHOTOS)
    if is_said(item, by, state, text, due_on) and item.reports.first().photos.count() == len(photos):
        return item
    insist_on_unsettled(item)
    insist_on_words(text, "progress")
    insist_on_a_step(by, item, item.meeting, state, due_on, now)
    speak(item, by=by, state=state, text=text, now=now, due_on=due_on, photos=photos)
    return item


def is_said(item: ActionItem, by: User, state: str, text: str, due_on: date | None = None) -> bool:
    """A second tap: the last word about it was this one."""
    last = item.reports.first()
    words = (by.pk, state, text[:200], due_on)
    return last is not None and (last.by_id, last.state, last.text, last.due_on) == words


def insist_on_unsettled(item: ActionItem) -> None:
    if item.state not in UNSETTLED:
        raise Refused(_("This is settled already; what was said stays as it is."))


def insist_on_words(text: str, field: str) -> None:
    if not text:
        raise Refused(_("Say in a sentence how it stands."), field=field)


def insist_on_a_step(
    by: User, item: ActionItem, meeting: Meeting, state: str, due_on: date | None, now: datetime
) -> None:
    """Nobody judges a promise of their own: `meeting` is the one whose people do."""
    if state not in ActionState.values or (due_on and state != ActionState.OPEN):
        raise Refused(_("Say how it stands; another day is for what is still in hand."), field="state")
    if state == ActionState.DONE:
        insist_on_another(by, item, meeting)
    elif state == ActionState.DROPPED or due_on:
        insist_on_settling(by, item, meeting, "due_on" if due_on else "state")
    if due_on:
        insist_on_a_day(due_on, now)


def insist_on_another(by: User, item: ActionItem, meeting: Meeting) -> None:
    if not may_accept(user=by, action_item=item, meeting=meeting):
        sentence = _("Who promised it says that it is done; another of those who asked for it accepts it.")
        raise Refused(sentence, field="state")


def insist_on_settling(by: User, item: ActionItem, meeting: Meeting, field: str) -> None:
    if not settles(user=by, action_item=item, meeting=meeting):
        sentence = _("Letting go, or another day: those who asked for it agree to it, nobody for themselves.")
        raise Refused(sentence, field=field)


def insist_on_a_day(due_on: date, now: datetime) -> None:
    today = timezone.localdate(now)
    if due_on < today:
        raise Refused(_("This day has passed. Choose one that is still ahead."), field="due_on")
    if due_on > today + FARTHEST:
        raise Refused(_("This is more than two years ahead. Please check the year."), field="due_on")


# --- what those who asked for it say ------------------------------------------------------------


@transaction.atomic
def accept_action(
    *, by: User, action_item: ActionItem, text: str = "", now: datetime | None = None
) -> ActionItem:
    now = now or timezone.now()
    item = locked_action(action_item)
    insist_on_running(by, item.meeting)
    if item.state == ActionState.DONE:
        return item
    insist_on_unsettled(item)
    insist_on_another(by, item, item.meeting)
    speak(item, by=by, state=ActionState.DONE, text=text.strip(), now=now)
    return item


@transaction.atomic
def return_action(*, by: User, action_item: ActionItem, text: str, now: datetime | None = None) -> ActionItem:
    """Said to be done, but it is not yet: in hand again, with what is missing."""
    now = now or timezone.now()
    item, text = locked_action(action_item), text.strip()
    insist_on_running(by, item.meeting)
    if is_said(item, by, ActionState.OPEN, text):
        return item
    insist_on_unsettled(item)
    if item.state != ActionState.REPORTED:
        raise Refused(_("Nobody has said that it is done."))
    if not text:
        raise Refused(_("Say what is still missing."), field="text")
    speak(item, by=by, state=ActionState.OPEN, text=text, now=now)
    return item


@transaction.atomic
def put_off_action(
    *, by: User, action_item: ActionItem, due_on: date, reason: str, now: datetime | None = None
) -> ActionItem:
    """Another day was agreed on, also where it was said to be done; its owner is reminded of that one."""
    now = now or timezone.now()
    item, reason = locked_action(action_item), reason.strip()
    insist_on_running(by, item.meeting)
    if is_said(item, by, ActionState.OPEN, reason, due_on):
        return item
    insist_on_unsettled(item)
    insist_on_settling(by, item, item.meeting, "due_on")
    insist_on_a_day(due_on, now)
    if not reason:
        raise Refused(_("Say why it takes longer; neighbours read it."), field="reason")
    speak(item, by=by, state=ActionState.OPEN, text=reason, due_on=due_on, now=now)
    return item


@transaction.atomic
def hand_over_action(
    *,
    by: User,
    action_item: ActionItem,
    person: User | None = None,
    organisation: Organisation | None = None,
    reason: str,
    now: datetime | None = None,
) -> ActionItem:
    """Another takes the promise over, with its day and its history, and says anew whether it is done."""
    now = now or timezone.now()
    item = locked_action(action_item)
    insist_on_running(by, item.meeting)
    if not (person or organisation):
        raise Refused(_("Say who does it."), field="who")
    insist_on_an_executor(item.meeting, ActionPlan(item.text, item.due_on, organisation, person), "who")
    return pass_on(item, by=by, person=person, organisation=organisation, reason=reason, now=now)


def pass_on(
    item: ActionItem,
    *,
    by: User,
    person: User | None,
    organisation: Organisation | None,
    reason: str,
    now: datetime,
) -> ActionItem:
    if (item.person, item.organisation) == (person, organisation):
        return item
    insist_on_unsettled(item)
    if not reason.strip():
        raise Refused(_("Say why somebody else takes it over."), field="reason")
    void(subject=item, kinds=[messages.ACTION, messages.ACTION_DUE])
    before, told = item.owner, owners(item)
    item.person, item.organisation, item.state = person, organisation, ActionState.OPEN
    item.save(update_fields=["person", "organisation", "state"])
    text = _("%(before)s → %(after)s: %(reason)s")
    words = text % {"before": before, "after": item.owner, "reason": reason.strip()}
    speak(item, by=by, state=ActionState.OPEN, text=words, now=now, to=told)
    data = {"action": item.pk, "from": before, "to": item.owner}
    record(by=by, verb="committees.hand_over", subject=item.meeting, data=data, now=now)
    tell_who_owes(item, now=now)
    return item


# --- at the next meeting ------------------------------------------------------------


@transaction.atomic
def give_status(
    *,
    by: User,
    meeting: Meeting,
    action_item: ActionItem,
    state: str,
    text: str = "",
    due_on: date | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """Item 1 of a meeting: still in hand (perhaps by another day), accepted as done, or let go."""
    now = now or timezone.now()
    meeting, text = locked(meeting), text.strip()
    insist_on_running(by, meeting)
    insist_on_begun(meeting, now)
    item = locked_action(action_item)
    if not carried_promises(meeting).filter(pk=item.pk).exists():
        raise Refused(_("This is not one of the promises that this meeting looks at."))
    last = item.reports.filter(meeting=meeting).first()
    if last and (last.state, last.text, last.due_on) == (state, text[:200], due_on):
        return item
    insist_on_unsettled(item)
    if state == ActionState.REPORTED:
        raise Refused(_("The meeting says whether it is done."), field="state")
    if state != ActionState.DONE:
        insist_on_words(text, "text")
    insist_on_a_step(by, item, meeting, state, due_on, now)
    speak(item, by=by, state=state, text=text, now=now, meeting=meeting, due_on=due_on)
    return item


def insist_on_statuses(meeting: Meeting) -> None:
    """Asked under the meeting's lock before it closes: what was carried over to it has been looked at."""
    left = [str(item) for item in carried_promises(meeting) if item.status is None]
    if left:
        names = listed(_("“%(text)s”") % {"text": text} for text in left[:MOST_NAMED])
        sentence = _("Earlier promises still need a word on how they stand (%(count)d): %(names)s.")
        url = reverse("committees:carried", args=[meeting.pk])
        raise Refused(sentence % {"count": len(left), "names": names}, url=url)
