"""Reads for the tray of topics, one topic's page, and the agenda that is built from it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from buildings.models import Organisation, Place, Service
from buildings.models.places import AROUND, PlaceKind, prefixes, starts_with
from buildings.standing import standing_of
from committees.models import AgendaItem, AgendaPaper, Charter, Endorsement, Meeting, Resolution, Topic
from committees.models.topics import OPEN_TOPICS, TopicState
from committees.queries.meetings import MEETING_PLACES
from issues.models import Issue, IssueState
from people.models import User

# What a list shows: the four stages of a topic's way.
STAGES: dict[str, tuple[str, ...]] = {
    "waiting": (TopicState.RAISED,),
    "ready": (TopicState.READY,),
    "scheduled": (TopicState.SCHEDULED,),
    "settled": (TopicState.SETTLED, TopicState.PASSED_ON, TopicState.DECLINED),
}
MOST_READY = 40


def topics_for(user: User | AnonymousUser) -> QuerySet[Topic]:
    """With what a row shows: its place, in whose name, how many second it."""
    rows = Topic.objects.visible_to(user).select_related(f"place__{AROUND}", "organisation")
    return rows.annotate(seconders=Count("endorsements"))


def topic_for(user: User | AnonymousUser) -> QuerySet[Topic]:
    """One page's worth; `is_seconded`: by this person."""
    own = Endorsement.objects.filter(topic=OuterRef("pk"), user=user.pk)
    return topics_for(user).select_related("raised_by", "issue").annotate(is_seconded=Exists(own))


def way_of(topic: Topic, user: User | AnonymousUser) -> QuerySet[AgendaItem]:
    """The meetings on whose agenda it stood or stands, the newest first, with what came of it."""
    rows = topic.agenda_items.filter(meeting__in=Meeting.objects.visible_to(user))
    resolutions = Resolution.objects.order_by("number").select_related("meeting")
    return (
        rows.select_related("meeting", "issue")
        .prefetch_related(Prefetch("resolutions", resolutions))
        .order_by("-meeting__starts_at", "-pk")
    )


def topics_ready(user: User | AnonymousUser, place: Place) -> list[Topic]:
    """What a meeting of this place can take up, the most seconded first."""
    rows = topics_for(user).filter(state=TopicState.READY, place__path__startswith=place.path)
    return list(rows.order_by("-seconders", "raised_at", "pk")[:MOST_READY])


def open_topic_about(issue: Issue, user: User | AnonymousUser) -> Topic | None:
    return topics_for(user).filter(issue=issue, state__in=OPEN_TOPICS).first()


def places_to_raise_for(user: User | AnonymousUser) -> list[Place]:
    """Where this person is a neighbour or serves, the innermost first; the whole street only for its own."""
    standing = standing_of(user)
    around = Q(path__in=prefixes(standing.neighbour_paths)) & ~Q(kind=PlaceKind.STREET)
    served = Q() if user.is_superuser else around | starts_with(standing.service_paths())
    rows = Place.objects.filter(served, kind__in=MEETING_PLACES).order_by("path")
    return sorted(rows, key=lambda place: -place.path.count("/"))


def meeting_place_of(place: Place) -> Place | None:
    """The estate, the lane or the community around it, for which meetings are called."""
    return Place.objects.above(place.path).filter(kind__in=MEETING_PLACES).last()


def organisations_speaking(user: User | AnonymousUser, place: Place | None) -> list[Organisation]:
    """In whose name this person may raise something here."""
    own = standing_of(user).organisation_ids
    if not own or place is None:
        return []
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    rows = Organisation.objects.filter(pk__in=own, services__in=serving)
    return list(rows.distinct().order_by("name"))


def charters_of(organisations: list[Organisation]) -> dict[int, Charter]:
    return {charter.council_id: charter for charter in Charter.objects.filter(council__in=organisations)}


# --- papers -----------------------------------------------------------------


def papers_for(user: User | AnonymousUser) -> QuerySet[AgendaPaper]:
    """Whoever may read the meeting opens them; not those of a matter that went to mediation."""
    rows = AgendaPaper.objects.filter(withdrawn_at=None, item__meeting__in=Meeting.objects.visible_to(user))
    return rows.exclude(item__issue__state=IssueState.MEDIATION)


def agenda_with_papers(meeting: Meeting) -> list[AgendaItem]:
    papers = AgendaPaper.objects.filter(withdrawn_at=None).order_by("pk")
    rows = meeting.agenda.in_order().select_related("topic")
    return list(rows.prefetch_related(Prefetch("papers", papers)))
