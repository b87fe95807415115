"""Meetings by what everyone who may open them reads; councils and other organisations by name and by who
speaks for them in public."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Membership, Organisation, Place, Service
from buildings.models.organisations import Office
from buildings.models.places import prefixes, starts_with
from buildings.nearness import surroundings_of
from committees.models import AgendaItem, CouncilSeat, Meeting, Minutes, Resolution
from committees.models.meetings import MeetingState
from committees.models.minutes import MinutesState
from committees.rules import COUNCIL_KINDS
from issues.models import IssueState
from kit.bigrams import grams
from kit.figures import telephone
from kit.nearest import NEAREST, Nearness
from kit.search import (
    Asked,
    HasPairs,
    Hit,
    Holds,
    SearchText,
    Shelf,
    holding,
    in_any_text,
    keys_of,
    marked,
    pairs_of,
    snippet,
)
from kit.times import span
from kit.together import among
from people.models import User

MEETINGS_ORDER = ("-starts_at", "-id")
NEWEST, COMMON = 200, 8  # meetings looked at, and how many of them hold a common word
FEW = 500  # pieces of writing with a word that is rare enough to look at each
WORDS_AT = (
    ("committees_meeting", "id"),
    ("committees_agendaitem", "meeting_id"),
    ("committees_resolution", "meeting_id"),
    ("committees_minutes", "meeting_id"),
)


def find_meetings(user: User, asked: Asked, place: Place | None) -> QuerySet[Meeting]:
    """Each word in the title, on the agenda, in a resolution, or in sealed minutes as everyone reads them."""
    rows = Meeting.objects.visible_to(user)
    if place:
        rows = rows.filter(place__path__startswith=place.path)
    keys = rarest([keys_of(WORDS_AT, grams(word), FEW + 1) for word in asked.words])
    if len(keys) <= FEW:
        return said_in_each(rows.filter(pk__in=keys), asked) if keys else rows.none()
    held = Meeting.objects.filter(state=MeetingState.CLOSED)  # nothing was resolved in those to come
    newest = Meeting.objects.filter(pk__in=held.order_by(*MEETINGS_ORDER).values("pk")[:NEWEST])
    is_common = said_in_each(newest, asked).count() >= COMMON
    return said_in_each(rows, asked) if is_common else said_somewhere(rows, asked)


def rarest(found: list[list[int]]) -> list[int]:
    return list(set(min(found, key=len)))


def said_in_each(rows: QuerySet[Meeting], asked: Asked) -> QuerySet[Meeting]:
    """Of common words: meeting by meeting, in whatever order the list has, until there are enough. The second
    condition keeps PostgreSQL from going through all the writing there is beforehand."""
    this = {"meeting": OuterRef("pk"), "meeting__gte": OuterRef("pk")}
    for word in asked.words:
        one = Asked(word, (word,))
        said = Q(Holds(SearchText(), Value(word)))
        for source in (open_items(), open_resolutions(), sealed_minutes()):
            said |= Q(Exists(holding(source.filter(**this), one)))
        rows = rows.filter(said)
    return rows


def said_somewhere(rows: QuerySet[Meeting], asked: Asked) -> QuerySet[Meeting]:
    """Of others: by the indices of pairs."""
    for word in asked.words:
        one = Asked(word, (word,))
        said = Q(pk__in=found_in(Meeting.objects.all(), one, "pk"))
        for source in (open_items(), open_resolutions(), sealed_minutes()):
            said |= Q(pk__in=found_in(source, one, "meeting"))
        rows = rows.filter(said)
    return rows


def found_in(rows: QuerySet, asked: Asked, name: str) -> QuerySet:
    return holding(rows.filter(HasPairs(SearchText(), pairs_of(asked))), asked).order_by().values(name)


def open_items() -> QuerySet[AgendaItem]:
    """Whose own words stand on the page (see AgendaItem.heading)."""
    return AgendaItem.objects.filter(is_follow_up=False).exclude(issue__state=IssueState.MEDIATION)


def open_resolutions() -> QuerySet[Resolution]:
    closed = Resolution.objects.filter(meeting__state=MeetingState.CLOSED)
    return closed.exclude(agenda_item__issue__state=IssueState.MEDIATION)


def sealed_minutes() -> QuerySet[Minutes]:
    return Minutes.objects.filter(state=MinutesState.SEALED)


def with_words(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Three queries: the meetings, their agendas, their resolutions."""
    public = KeyTextTransform("text", KeyTransform("public", "minutes__document"))
    rows = rows.select_related("organisation").annotate(
        public_words=public, is_sealed=Exists(sealed_of_meeting())
    )
    return rows.prefetch_related(
        Prefetch("agenda", open_items().order_by("position")),
        Prefetch("resolutions", open_resolutions().order_by("number")),
    )


def meeting_hit(meeting: Meeting, asked: Asked, user: User) -> Hit:
    when = span(meeting.starts_at, meeting.ends_at, now=timezone.now())
    return Hit(
        url=meeting.get_absolute_url(),
        title=marked(meeting.title, asked),
        lead=lead(meeting, asked),
        meta=f"{when} · {meeting.organisation}",
    )


def sealed_of_meeting() -> QuerySet[Minutes]:
    return sealed_minutes().filter(meeting=OuterRef("pk"))


def lead(meeting: Meeting, asked: Asked) -> str:
    """The first of its texts in which something was found."""
    texts = [meeting.lead, *(item.title for item in meeting.agenda.all())]
    texts += [resolution.text for resolution in meeting.resolutions.all()]
    texts += [meeting.public_words or ""] if meeting.is_sealed else []
    return next((words for text in [*texts, meeting.venue] if (words := snippet(text, asked))), "")


# --- who speaks for whom ------------------------------------------------------------------------------------


def find_organisations(user: User, asked: Asked, place: Place | None) -> QuerySet[Organisation]:
    """Those that serve a place today; the names of their heads and of who sits in a council are public."""
    serving = Service.objects.current().filter(organisation=OuterRef("pk"))
    if place:
        near = Q(place__path__in=prefixes([place.path])) | starts_with([place.path], "place__path")
        serving = serving.filter(near)
    rows = Organisation.objects.filter(Exists(serving))
    for word in asked.words:
        one = Asked(word, (word,))
        said = found_in(Organisation.objects.all(), one, "pk")
        heads, seats = found_in(public_heads(), one, "organisation"), found_in(taken_seats(), one, "council")
        rows = rows.filter(among(ArraySubquery(said.union(heads, seats))))
    return rows


def public_heads() -> QuerySet[Membership]:
    return Membership.objects.current().filter(office=Office.HEAD)


def taken_seats() -> QuerySet[CouncilSeat]:
    return CouncilSeat.objects.current().filter(holder__isnull=False, council__kind__in=COUNCIL_KINDS)


def organisations_nearest(user: User, asked: Asked) -> Nearness:
    """Who serves the estate or building that somebody has to do with; then others of their community."""
    there, serving = surroundings_of(user), Service.objects.current()
    ways = [Q(place__in=there.inner), within] if (within := there.near("place__path")) else []
    steps = [Q(pk__in=serving.filter(way).values("organisation")) for way in ways]
    return Nearness(SearchText(), (), steps=steps, are_few=True)


def with_people(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Three queries: the organisations, their heads, who sits in them."""
    return rows.prefetch_related(
        Prefetch("memberships", public_heads().select_related("user").order_by("pk")),
        Prefetch("seats", taken_seats().select_related("holder__user").order_by("number")),
    )


def organisation_hit(organisation: Organisation, asked: Asked, user: User) -> Hit:
    return Hit(
        url=page_of_organisation(organisation),
        title=marked(organisation.name, asked),
        lead=snippet(people_of(organisation), asked),
        meta=" · ".join(filter(None, [organisation.get_kind_display(), duty_of(organisation)])),
    )


def duty_of(organisation: Organisation) -> str:
    """Who types 物业电话 has it without another page. Nobody dials the 24 of 24 小时."""
    if not organisation.phone:
        return ""
    return " · ".join(filter(None, [telephone(organisation.phone), organisation.hours]))


def people_of(organisation: Organisation) -> str:
    heads = [f"{head.title} {head.user.display_name}" for head in organisation.memberships.all()]
    seats = [f"{seat.duty} {seat.holder.user.display_name}" for seat in organisation.seats.all()]
    return " · ".join(dict.fromkeys(line.strip() for line in [*heads, *seats]))


def page_of_organisation(organisation: Organisation) -> str:
    is_council = organisation.kind in COUNCIL_KINDS
    return reverse("committees:council" if is_council else "committees:party", args=[organisation.pk])


MEETINGS = Shelf(
    "meetings",
    pgettext_lazy("navigation", "Meetings"),
    "meeting",
    MEETINGS_ORDER,
    find_meetings,
    with_words,
    meeting_hit,
    in_any_text([table for table, _meeting in WORDS_AT]),
    keeps=False,
)
ORGANISATIONS = Shelf(
    "organisations",
    _("Organisations"),
    "users",
    NEAREST,
    find_organisations,
    with_people,
    organisation_hit,
    in_any_text(["buildings_organisation", "buildings_membership", "committees_councilseat"]),
    organisations_nearest,
    keeps=False,
)
