"""What was decided, who does it by when, and how that stands."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Membership, Organisation
from buildings.models.organisations import Office
from committees import messages
from committees.models import ActionItem, AgendaItem, Meeting, Resolution
from committees.models.resolutions import ActionState, Outcome
from committees.operations.ground import insist_on_begun, insist_on_running, locked
from committees.rules import may_report, serves
from issues import operations as issue_operations
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post
from people.models import User


@dataclass(frozen=True)
class ActionPlan:
    """Who does what by when: an organisation, a person, or a person of an organisation."""

    text: str
    due_on: date
    organisation: Organisation | None = None
    person: User | None = None


@transaction.atomic
def record_resolution(
    *,
    by: User,
    meeting: Meeting,
    text: str,
    agenda_item: AgendaItem | None = None,
    outcome: str = Outcome.ADOPTED,
    votes_for: int = 0,
    votes_against: int = 0,
    abstentions: int = 0,
    is_beyond_power: bool = False,
    actions: Sequence[ActionPlan] = (),
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Resolution:
    """The exact wording, how the parties voted, and the promises that follow from it.

    `is_beyond_power`: the matter belongs to the owners together (Civil Code 278), the meeting hands it on.
    """
    now = now or timezone.now()
    key = client_key or uuid4()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    if known := Resolution.objects.filter(client_key=key).first():
        if known.meeting_id != meeting.pk:
            raise Refused(_("This form was used by somebody else. Please open a new one."))
        return known
    insist_on_begun(meeting, now)
    if not text.strip():
        raise Refused(_("Write down what was decided, word for word."), field="text")
    if agenda_item and agenda_item.meeting_id != meeting.pk:
        raise Refused(_("This item is on another meeting's agenda."))
    insist_on_the_count(meeting, votes_for, votes_against, abstentions)
    last = meeting.resolutions.aggregate(last=Max("number"))["last"] or 0
    resolution = Resolution.objects.create(
        client_key=key,
        meeting=meeting,
        agenda_item=agenda_item,
        number=last + 1,
        text=text.strip(),
        outcome=outcome,
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        is_beyond_power=is_beyond_power,
        recorded_by=by,
        recorded_at=now,
    )
    data = {"resolution": resolution.number, "outcome": outcome, "actions": len(actions)}
    record(by=by, verb="committees.resolve", subject=meeting, data=data, now=now)
    for plan in actions:
        promise(meeting, resolution, plan, now=now)
    if agenda_item and agenda_item.issue_id:
        say_on_the_issue(resolution, by=by, now=now)
    return resolution


def insist_on_the_count(meeting: Meeting, *votes: int) -> None:
    if min(votes) < 0 or sum(votes) > meeting.parties.count():
        raise Refused(_("There are more votes than parties."), field="votes_for")


def promise(meeting: Meeting, resolution: Resolution, plan: ActionPlan, *, now: datetime) -> ActionItem:
    if not plan.text.strip():
        raise Refused(_("Say what is to be done."), field="actions")
    if not (plan.organisation or plan.person):
        raise Refused(_("Say who does it."), field="actions")
    if plan.due_on < timezone.localdate(meeting.starts_at):
        raise Refused(_("The day by which it is done lies before the meeting."), field="actions")
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


def insist_on_an_executor(meeting: Meeting, plan: ActionPlan) -> None:
    """Whoever is there makes promises: a party, an organisation of the place, one of the invited."""
    organisation, person = plan.organisation, plan.person
    if organisation and not (
        meeting.parties.filter(organisation=organisation).exists() or serves(organisation, meeting.place)
    ):
        raise Refused(_("%(party)s is no party to this meeting.") % {"party": organisation}, field="actions")
    if person and not (
        meeting.invitations.filter(user=person).exists()
        or (organisation and organisation.memberships.current().filter(user=person).exists())
    ):
        sentence = _("%(person)s was not invited to this meeting.")
        raise Refused(sentence % {"person": person.display_name}, field="actions")


def tell_who_owes(item: ActionItem, *, now: datetime) -> None:
    post(
        to=owners(item),
        kind=messages.ACTION,
        words=messages.action(item, now),
        url=messages.url_of_action(item),
        subject=item,
        dedupe=f"action {item.pk} given",
        due_at=now,
    )


def owners(item: ActionItem) -> list[User]:
    """The person; else those who answer for the organisation, or all of it when nobody holds an office."""
    if item.person:
        return [item.person]
    members = list(Membership.objects.current().filter(organisation=item.organisation).select_related("user"))
    leading = [m.user for m in members if m.office in (Office.HEAD, Office.DEPUTY, Office.SECRETARY)]
    return leading or [member.user for member in members]


def say_on_the_issue(resolution: Resolution, *, by: User, now: datetime) -> None:
    """Whoever raised it learns what became of it."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Resolution %(label)s of “%(meeting)s”: %(text)s") % {
            "label": resolution.label,
            "meeting": resolution.meeting.title,
            "text": resolution.text,
        }
    # Whoever writes the minutes may be from outside that place. The resolution stands all the same.
    with suppress(Refused):
        issue_operations.link_issue(by=by, issue=resolution.agenda_item.issue, text=text, now=now)


@transaction.atomic
def report_progress(
    *,
    by: User,
    action_item: ActionItem,
    progress: str,
    state: str = ActionState.OPEN,
    now: datetime | None = None,
) -> ActionItem:
    """How a promise stands, in a sentence; only who runs the meeting lets go of one not to be kept."""
    now = now or timezone.now()
    item = (
        ActionItem.objects.select_for_update(of=("self",))
        .select_related("meeting__place", "organisation", "person")
        .get(pk=action_item.pk)
    )
    if not may_report(user=by, action_item=item):
        raise Refused(_("Only those who promised this, or who run the meeting, say how it stands."))
    if (item.progress, item.state) == (progress.strip(), state):
        return item
    if item.state != ActionState.OPEN:
        raise Refused(_("This is settled already; what was said stays as it is."))
    if not progress.strip():
        raise Refused(_("Say in a sentence how it stands."), field="progress")
    if state == ActionState.DROPPED:
        insist_on_running(by, item.meeting)
    item.progress, item.state = progress.strip(), state
    item.done_at = now if state == ActionState.DONE else None
    item.save(update_fields=["progress", "state", "done_at"])
    data = {"action": item.pk, "state": state, "progress": item.progress}
    record(by=by, verb="committees.report", subject=item.meeting, data=data, now=now)
    return item
