"""Promises: what is carried over, and what a party has promised and kept."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Membership, Organisation
from buildings.models.organisations import STAFF_KINDS
from committees.models import ActionItem, ActionPhoto, ActionReport, Meeting, Party
from committees.models.resolutions import UNSETTLED, ActionState
from people.models import User

A_YEAR = timedelta(days=365)
MOST_OPEN = 200


def carried_promises(meeting: Meeting) -> QuerySet[ActionItem]:
    """Of earlier meetings of the same place and kind: open ones, and those that this meeting looked at.

    `status` is what it said about each (`status_text`), None where it has not yet; see carry.py for the rule.
    What was promised behind closed doors comes before those only who could read it there: whoever called that
    meeting, and community staff.
    """
    said = ActionReport.objects.filter(action_item=OuterRef("pk"), meeting=meeting).order_by("-id")
    earlier = Q(meeting__starts_at__lt=meeting.starts_at) | Q(
        meeting__starts_at=meeting.starts_at, meeting__lt=meeting.pk
    )
    rows = ActionItem.objects.filter(earlier, meeting__place=meeting.place_id, meeting__kind=meeting.kind_id)
    is_by_staff = Organisation.objects.filter(pk=meeting.organisation_id, kind__in=STAFF_KINDS)
    is_theirs = Q(meeting__organisation=meeting.organisation_id) | Q(Exists(is_by_staff))
    rows = rows.filter(Q(meeting__is_open=True) | is_theirs)
    looked_at = Exists(said)
    rows = rows.filter(looked_at) if meeting.is_closed else rows.filter(looked_at | Q(state__in=UNSETTLED))
    return (
        rows.annotate(
            status=Subquery(said.values("state")[:1]), status_text=Subquery(said.values("text")[:1])
        )
        .select_related("organisation", "person", "meeting", "resolution__meeting")
        .order_by("due_on", "id")
    )


def reports_of(item: ActionItem) -> list[ActionReport]:
    """The newest first, with their photos, who said it, and the meeting where it was said."""
    photos = Prefetch("photos", ActionPhoto.objects.order_by("id"))
    return list(item.reports.select_related("by", "meeting").prefetch_related(photos))


def photos_visible_to(user: User | AnonymousUser) -> QuerySet[ActionPhoto]:
    return ActionPhoto.objects.filter(report__action_item__in=ActionItem.objects.visible_to(user))


# --- a party ------------------------------------------------------------


def promises_of(organisation: Organisation, user: User | AnonymousUser) -> QuerySet[ActionItem]:
    """In its own name or by one of its people, at meetings that this reader may read."""
    rows = ActionItem.objects.filter(organisation=organisation, meeting__in=Meeting.objects.visible_to(user))
    put_off = ActionReport.objects.filter(action_item=OuterRef("pk"), due_on__isnull=False)
    return rows.annotate(was_put_off=Exists(put_off)).select_related("organisation", "person", "meeting")


def open_promises_of(organisation: Organisation, user: User | AnonymousUser) -> list[ActionItem]:
    """The longest overdue first."""
    return list(promises_of(organisation, user).open().order_by("due_on", "id")[:MOST_OPEN])


def kept_by(organisation: Organisation, user: User | AnonymousUser, today: date) -> QuerySet[ActionItem]:
    """In the last twelve months. `ready_on`: the day on which it was said to be done, as others accepted."""
    said = ActionReport.objects.filter(action_item=OuterRef("pk"), state=ActionState.REPORTED)
    said_at = Subquery(said.order_by("-id").values("at")[:1])
    rows = promises_of(organisation, user).filter(state=ActionState.DONE, done_at__date__gt=today - A_YEAR)
    zone = timezone.get_current_timezone()
    return rows.annotate(ready_on=TruncDate(Coalesce(said_at, F("done_at")), tzinfo=zone))


def kept_figures(organisation: Organisation, user: User | AnonymousUser, today: date) -> dict[str, int]:
    """How many were kept, how many of them by the day that was promised, and how many got another day."""
    return kept_by(organisation, user, today).aggregate(
        kept=Count("pk"),
        in_time=Count("pk", filter=Q(ready_on__lte=F("due_on"))),
        put_off=Count("pk", filter=Q(was_put_off=True)),
    )


# --- who could take one over ------------------------------------------------------------


@dataclass
class Takers:
    """By party: the organisation as a whole, then its people; keys are "o12", "o12u33", "u33"."""

    groups: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    people: dict[int, User] = field(default_factory=dict)

    def add(self, party: Party, users: list[User]) -> None:
        house = party.organisation
        key = f"o{house.pk}" if house else ""
        rows = [(key, _("%(party)s as a whole") % {"party": party.name})] if house else []
        rows += [(f"{key}u{user.pk}", user.display_name) for user in users]
        self.groups += [(party.name, rows)] if rows else []
        self.organisations |= {house.pk: house} if house else {}
        self.people |= {user.pk: user for user in users}


def takers(meeting: Meeting) -> Takers:
    """Everyone who belongs to the parties of a meeting today, and the neighbours who were called to it."""
    found = Takers()
    parties = list(meeting.parties.select_related("organisation").order_by("position", "id"))
    called = meeting.invitations.exclude(party=None).filter(user__is_active=True)
    called = list(called.select_related("user").order_by("id"))
    houses = [party.organisation_id for party in parties if party.organisation_id]
    current = Membership.objects.current().filter(organisation__in=houses, user__is_active=True)
    members = list(current.select_related("user").order_by("id"))
    for party in parties:
        of_house = [m.user for m in members if m.organisation_id == party.organisation_id]
        found.add(
            party, of_house if party.organisation_id else [i.user for i in called if i.party_id == party.pk]
        )
    return found
