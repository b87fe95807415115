"""The documents of many meetings at once, made of their rows as those of one are, and their seals."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.utils import translation
from psycopg2.extras import Json, execute_values

from committees.minutes import document_of, public_document, with_answers
from committees.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Confirmation,
    Invitation,
    Meeting,
    Party,
    Resolution,
)
from committees.queries.minutes import Happened
from committees.seal import sealed, sha256_of
from portal.city.filling import Filler

SEAL = """
UPDATE committees_minutes AS minutes SET state = 'sealed', document = made.document, sha256 = made.sha256,
    sealed_at = meeting.sealed_at
FROM (VALUES %s) AS made (id, document, sha256), city_meeting AS meeting
WHERE minutes.id = made.id AND meeting.id = made.id
"""
ORDINALS = """
SELECT meeting.id, (SELECT count(*) FROM committees_meeting AS before WHERE before.place_id = meeting.at_place
    AND before.kind = 'joint' AND before.starts_at <= meeting.starts_at
    AND date_part('year', before.starts_at AT TIME ZONE 'Asia/Shanghai')
        = date_part('year', meeting.starts_at AT TIME ZONE 'Asia/Shanghai')), meeting.sealed_at
FROM city_meeting AS meeting WHERE is_sealed ORDER BY id
"""


def seal(filler: Filler) -> None:
    """Of those in `city_meeting`, whose parties have confirmed. In the language of the site."""
    filler.cursor.execute(ORDINALS)
    known = {pk: (ordinal, at) for pk, ordinal, at in filler.cursor.fetchall()}
    if not known:
        return
    with translation.override(settings.LANGUAGE_CODE):
        rows = [(pk, Json(document), sha256_of(document)) for pk, document in documents(known)]
    execute_values(filler.cursor.cursor, SEAL, rows, template="(%s, %s::jsonb, %s)")


def documents(known: dict) -> Iterable[tuple[int, dict]]:
    answers = by_meeting(Confirmation.objects.filter(minutes__meeting__in=known), "minutes_id")
    for happened in all_that_happened(known):
        meeting, said = happened.meeting, {row.party_id: row for row in answers[happened.meeting.pk]}
        sealed_at = known[meeting.pk][1]
        document = document_of(happened, meeting.closed_at)
        there = {row["party"] for row in document["attendance"] if row["present"]}
        asked = [party for party in happened.parties if party.name in there]
        whole = with_answers(document, asked, said, sealed_at)
        people = {i.user.display_name: i.party.name for i in happened.invitations}
        yield meeting.pk, sealed(whole, public_document(whole, people))


def all_that_happened(known: dict) -> Iterable[Happened]:
    """A statement for each table, however many meetings."""
    beside = ("place", "organisation", "chair", "kind", "minutes", "convened_by")
    meetings = Meeting.objects.filter(pk__in=known).select_related(*beside).order_by("pk")
    actions = ActionItem.objects.select_related("organisation", "person", "resolution__meeting")
    resolutions = Resolution.objects.select_related("meeting", "agenda_item", "motion").prefetch_related(
        Prefetch("action_items", actions.order_by("due_on", "id"))
    )
    stays = models.Value(False, models.BooleanField())  # no service ends in an invented city
    called_to = Party.objects.filter(meeting__in=known).annotate(has_left=stays)
    parties = by_meeting(called_to.order_by("position", "id"))
    called = Invitation.objects.select_related("user", "party", "stands_in_for__user")
    invitations = by_meeting(called.filter(meeting__in=known).order_by("id"))
    came = Attendance.objects.select_related("invitation__user", "party")
    attendances = by_meeting(came.filter(meeting__in=known).order_by("arrived_at", "id"))
    agenda = by_meeting(AgendaItem.objects.filter(meeting__in=known).in_order())
    decided = by_meeting(resolutions.filter(meeting__in=known).order_by("number"))
    for meeting in meetings:
        yield Happened(
            meeting=meeting,
            ordinal=known[meeting.pk][0],
            secretary=meeting.convened_by.display_name,
            parties=parties[meeting.pk],
            invitations=invitations[meeting.pk],
            attendances=attendances[meeting.pk],
            agenda=agenda[meeting.pk],
            resolutions=decided[meeting.pk],
            carried=[],
        )


def by_meeting(rows: models.QuerySet, at: str = "meeting_id") -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, at)].append(row)
    return found
