"""What was decided, and the promises that follow from it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.models import AgendaItem, Meeting, Motion, Resolution
from committees.models.kinds import Counted
from committees.models.resolutions import Outcome
from committees.operations.actions import ActionPlan, promise
from committees.operations.ground import insist_on_begun, insist_on_running, locked, touch
from committees.operations.numbering import next_number
from committees.queries.room import quorum_now
from issues import operations as issue_operations
from journal.operations import record
from kit.refused import Refused
from people.models import User

MOST_MONEY = Decimal(10) ** 10  # yuan; what the column holds


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
    budget: Decimal | None = None,
    motion: Motion | None = None,
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
    if outcome != Outcome.NOTED:
        insist_on_quorum(meeting)
    insist_on_the_count(meeting, votes_for, votes_against, abstentions)
    insist_on_a_budget(budget)
    resolution = Resolution.objects.create(
        client_key=key,
        meeting=meeting,
        agenda_item=agenda_item,
        number=next_number(meeting),
        text=text.strip(),
        outcome=outcome,
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        is_beyond_power=is_beyond_power,
        budget=budget,
        motion=motion,
        recorded_by=by,
        recorded_at=now,
    )
    data = {"resolution": resolution.number, "outcome": outcome, "actions": len(actions)}
    record(by=by, verb="committees.resolve", subject=meeting, data=data, now=now)
    for plan in actions:
        promise(meeting, resolution, plan, now=now)
    if agenda_item and agenda_item.issue_id:
        say_on_the_issue(resolution, by=by, now=now)
    touch(meeting)
    return resolution


def insist_on_quorum(meeting: Meeting) -> None:
    """What is decided without enough of them there decides nothing; it can only be noted."""
    quorum = quorum_now(meeting)
    if meeting.quorum_of == Counted.NOBODY or quorum.is_met:
        return
    sentence = ngettext(
        "Not enough are here: %(need)d are needed, %(have)d is checked in. It can be noted, not decided.",
        "Not enough are here: %(need)d are needed, %(have)d are checked in. It can be noted, not decided.",
        quorum.have,
    )
    raise Refused(sentence % {"need": quorum.need, "have": quorum.have})


def insist_on_the_count(meeting: Meeting, *votes: int) -> None:
    """One vote for each party, or one for each seat."""
    parties = list(meeting.parties.there().values_list("seats", flat=True))
    most = sum(parties) if meeting.voters == Counted.PEOPLE else len(parties)
    if min(votes) < 0 or sum(votes) > most:
        raise Refused(_("There are more votes than there are to vote."), field="votes_for")


def insist_on_a_budget(budget: Decimal | None) -> None:
    if budget is not None and not 0 <= budget < MOST_MONEY:
        raise Refused(_("The budget is a sum in yuan, nothing or more."), field="budget")


def say_on_the_issue(resolution: Resolution, *, by: User, now: datetime) -> None:
    """Whoever raised it learns what became of it."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Resolution %(label)s of “%(meeting)s”: %(text)s") % {
            "label": resolution.label,
            "meeting": resolution.meeting.title,
            "text": resolution.text,
        }
    # Whoever writes the minutes may be from outside that place. The resolution stands all the same.
    issue_operations.link_issue(by=by, issue=resolution.agenda_item.issue, text=text, is_known=True, now=now)
