"""What was said to whoever disturbs, and the door behind which mediation begins."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Organisation
from buildings.models.organisations import OrganisationKind
from buildings.standing import standing_of
from issues import messages
from issues.models import DissuasionRecord, EventKind, Issue, IssueState
from issues.models.records import Outcome
from issues.operations.closing import end
from issues.operations.steps import ask, lock, step
from journal.operations import record
from kit.refused import Refused
from people.models import User

OLDEST = timedelta(days=60)


@transaction.atomic
def record_dissuasion(
    *,
    by: User,
    issue: Issue,
    dissuader: str,
    dissuaded: str,
    about: str,
    at: datetime,
    outcome: str,
    witness: str = "",
    note: str = "",
    client_key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> DissuasionRecord:
    """劝阻记录: signed and dated; it never changes. The same `client_key` again gives the first one."""
    now = lock(issue, now)
    client_key = client_key or uuid.uuid4()
    if known := DissuasionRecord.objects.filter(client_key=client_key).first():
        return _first_one(known, by, issue)
    ask("dissuade", by=by, issue=issue)
    if at > now:
        raise Refused(_("This has not happened yet. Please check the time."), field="at")
    if at < now - OLDEST:
        raise Refused(_("Please note it within 60 days."), field="at")
    if outcome not in Outcome.values:
        raise Refused(_("Please choose what came of it."), field="outcome")
    for field, value in {"dissuader": dissuader, "dissuaded": dissuaded, "about": about}.items():
        if not value.strip():
            raise Refused(_("Please fill this in."), field=field)
    mine = next(iter(standing_of(by).organisation_ids & _organisations_of(issue)), None)
    row = DissuasionRecord.objects.create(
        client_key=client_key,
        issue=issue,
        at=at,
        dissuader=dissuader.strip(),
        dissuaded=dissuaded.strip(),
        about=about.strip(),
        witness=witness.strip(),
        outcome=outcome,
        note=note.strip(),
        organisation_id=mine,
        recorded_by=by,
        recorded_at=now,
    )
    record(by=by, verb="issues.dissuaded", subject=issue, data={"record": row.pk}, now=now)
    return row


def _first_one(known: DissuasionRecord, by: User, issue: Issue) -> DissuasionRecord:
    """Of a second tap; the key of another's form, or of one about something else, writes nothing."""
    if (known.issue_id, known.recorded_by_id) != (issue.pk, by.pk):
        raise Refused(_("This form was already used. Please open a new one."))
    return known


def _organisations_of(issue: Issue) -> set[int]:
    return {issue.holder_organisation_id, issue.offered_organisation_id, issue.previous_organisation_id}


@transaction.atomic
def mediate_issue(
    *, by: User, issue: Issue, studio: Organisation | None = None, now: datetime | None = None
) -> Issue:
    """Passed to mediation: here only that line is left, for those it concerned; neighbours see nothing."""
    now = lock(issue, now)
    if issue.state == IssueState.MEDIATION:
        return issue
    ask("mediate", by=by, issue=issue)
    if studio and studio.kind != OrganisationKind.MEDIATION_STUDIO:
        raise Refused(_("Please choose a mediation studio."), field="studio")
    house = studio or mediating(issue)
    if house is None:
        raise Refused(_("Nobody mediates here yet. Please call the two sides yourself, or 12345."))
    issue.is_satisfied = None
    end(issue, IssueState.MEDIATION, now)
    # The reason stays on paper between the parties: nothing of it is written on a page.
    event = step(issue=issue, kind=EventKind.MEDIATION, by=by, now=now, organisation=house)
    messages.void_for_holders(issue)
    messages.void_for_reporter(issue)
    messages.tell_mediation(issue=issue, event=event, by=by, house=house)
    return issue


# The studio; where there is none, those who have to see to quarrels among neighbours.
MEDIATING = (
    OrganisationKind.MEDIATION_STUDIO,
    OrganisationKind.RESIDENTS_COMMITTEE,
    OrganisationKind.PARTY_COMMITTEE,
    OrganisationKind.STREET_OFFICE,
)


def mediating(issue: Issue) -> Organisation | None:
    """The first of these around the place in which somebody is."""
    found = (buildings.organisation_answering(issue.place, kind) for kind in MEDIATING)
    return next((house for house in found if house and buildings.duty_person(house)), None)
