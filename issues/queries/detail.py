"""One issue as one person may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from buildings.models import Membership, Organisation, Place, Service
from buildings.models.places import prefixes
from buildings.queries import Answerer, captain_of
from buildings.queries.chain import captaincies_at, chain_of, services_at
from buildings.rules import may_call
from issues import clock, rules
from issues.models import (
    ByRole,
    DissuasionRecord,
    EventKind,
    Follower,
    Issue,
    IssueEvent,
    IssuePhoto,
    IssueState,
)
from issues.models.categories import reads_english
from issues.receivers import STREET, level_of
from issues.rows import Row, row_of
from kit.kept_questions import kept
from people.models import User

LEVELS = ["captain", "estate", "community", "street"]
# Steps that stand beside whoever answers for it now.
WORK = {"accept", "start", "resolve", "dispatch", "dispute", "decide", "suspend", "resume", "escalate"}


class Photo(NamedTuple):
    pk: int
    width: int
    height: int


class Line(NamedTuple):
    """One line of the timeline."""

    at: datetime
    title: str
    text: str
    who: str
    photos: list[Photo]
    is_now: bool
    is_relay: bool


class Holder(NamedTuple):
    name: str
    role: str
    phone: str
    hours: str


@dataclass(frozen=True)
class Detail:
    issue: Issue
    row: Row
    reporter: str
    door: str  # empty for those who may not know it
    caller: str
    is_reporter: bool
    is_insider: bool  # sees whose it is
    is_readable: bool  # False: it went to mediation, and nothing of it is said here
    mediating: Organisation | None  # who sees to it then
    follows: bool
    answers: list[tuple[str, str]]  # question and what was said
    dissuasions: list[DissuasionRecord]
    relays: bool  # reads and may write what neighbours do not read
    works: bool  # has a step to take, beyond a word
    asked: str  # whom it was passed on to and who has not said yet
    verbs: set[str]
    lines: list[Line]
    holder: Holder
    next_level: Answerer | None
    is_highest: bool  # the subdistrict has it: nobody stands above who could be called
    percent_used: int
    goes_on_at: str  # the page of the issue that it was joined with, for those who may open that one too
    receivers: list[Organisation]  # whom it can be passed on to, for those who may


def with_places(issues: QuerySet[Issue], user: User) -> QuerySet[Issue]:
    """With all that a page says of an issue to this person, and its places up to the subdistrict."""
    signed = DissuasionRecord.objects.filter(issue=OuterRef("pk"))
    following = Follower.objects.filter(issue=OuterRef("pk"), user=user)
    return issues.annotate(has_dissuasions=Exists(signed), is_followed=Exists(following)).select_related(
        "category",
        "place__parent__parent__parent__parent",
        "dwelling",
        "holder",
        "holder_organisation",
        "offered_organisation",
        "offered_to",
        "merged_into",
        "reporter",
        "logged_by",
    )


def detail(user: User, issue: Issue, now: datetime) -> Detail:
    """`issue` was fetched by `with_places`. At most three queries more, and the person's standing."""
    insider = rules.may_see_reporter(user=user, issue=issue)
    readable = rules.may_read(user=user, issue=issue)
    verbs = rules.verbs(user=user, issue=issue, follows=issue.is_followed)
    if is_highest := level_of(issue) == STREET:
        verbs.discard("escalate")
    chain = [] if issue.is_closed or "dispatch" in verbs else answerers(issue, user)
    events = _events(issue.pk) if readable else []
    relay = rules.may_read_relay(user=user, issue=issue)
    shown = [event for event in events if relay or not event.is_relay]
    return Detail(
        issue=issue,
        row=row_of(issue, now, user),
        reporter=reporter_line(issue, events, insider),
        door=issue.dwelling.door if issue.dwelling and rules.may_see_door(user=user, issue=issue) else "",
        caller=issue.caller if insider else "",
        is_reporter=rules.is_reporter(user=user, issue=issue),
        is_insider=insider,
        is_readable=readable,
        mediating=None if readable else mediating(issue),
        follows=issue.is_followed,
        answers=_answers(issue),
        dissuasions=_dissuasions(user, issue) if readable else [],
        relays=relay,
        works=bool(verbs & WORK),
        asked=str(issue.offered_to or issue.offered_organisation or ""),
        verbs=verbs,
        lines=[line(event, issue, insider, first=n == 0) for n, event in enumerate(shown)],
        holder=holder_of(issue, chain, user),
        next_level=next_level(issue, chain),
        is_highest=is_highest,
        percent_used=clock.percent_used(issue.reported_at, issue.due_at, now, _hours(issue)),
        goes_on_at=_goes_on_at(user, issue),
        receivers=receivers_of(issue) if verbs & {"dispatch", "decide"} else [],
    )


def _goes_on_at(user: User, issue: Issue) -> str:
    """Another building's, and only its neighbours and those who followed over to it may see it."""
    into = issue.merged_into
    if into is None or not Issue.objects.filter(pk=into.pk).open_to(user).exists():
        return ""
    return into.get_absolute_url()


def _answers(issue: Issue) -> list[tuple[str, str]]:
    ask, said = ("ask_en", "said_en") if reads_english() else ("ask", "said")
    return [(row[ask], row[said]) for row in issue.answers]


def _dissuasions(user: User, issue: Issue) -> list[DissuasionRecord]:
    if not (issue.has_dissuasions and rules.may_read_dissuasions(user=user, issue=issue)):
        return []
    return list(issue.dissuasions.all())


def _hours(issue: Issue) -> clock.Hours:
    limits = clock.LIMITS[issue.tier]
    return (limits.resolve if issue.responded_at else limits.respond).hours


@kept
def _events(issue: int) -> QuerySet[IssueEvent]:
    photos = IssuePhoto.objects.filter(event=OuterRef("pk")).order_by("pk")
    return (
        IssueEvent.objects.filter(issue=issue)
        .select_related("by", "organisation", "holder", "holder_organisation")
        .annotate(
            pictures=ArraySubquery(photos.values(data=JSONObject(pk="pk", width="width", height="height")))
        )
        .order_by("-id")
    )


def reporter_line(issue: Issue, events: list[IssueEvent], insider: bool) -> str:
    """The name for those who answer for it; for neighbours "4栋居民", unless the person chose otherwise."""
    if insider or issue.reporter.shows_name:
        return issue.reporter.display_name
    first = events[-1] if events else None
    if first and first.by_id == issue.reporter_id:
        return first.capacity
    return _("A neighbour")


def line(event: IssueEvent, issue: Issue, insider: bool, *, first: bool) -> Line:
    photos = [Photo(**picture) for picture in event.pictures]
    return Line(
        at=event.at,
        title=title_of(event),
        text=words_of(event),
        who=who(event, issue, insider),
        photos=photos,
        is_now=first and not issue.is_closed,
        is_relay=event.is_relay,
    )


def words_of(event: IssueEvent) -> str:
    return "" if event.kind in (EventKind.MERGED, EventKind.GATHERED) else event.text


def who(event: IssueEvent, issue: Issue, insider: bool) -> str:
    """Those who act by office by name; neighbours, and whoever reported it, for insiders only."""
    if event.by is None:
        return ""
    is_private = event.by_role in ("", ByRole.NEIGHBOUR) or event.by_id == issue.reporter_id
    if is_private and not (insider or event.by.shows_name):
        return event.capacity or _("A neighbour")
    return " · ".join(part for part in (event.by.display_name, event.capacity) if part)


def title_of(event: IssueEvent) -> str:
    titles = {
        EventKind.REPORTED: pgettext("line of a timeline", "Reported"),
        EventKind.ACCEPTED: pgettext("line of a timeline", "Taken on"),
        EventKind.DISPATCHED: pgettext("line of a timeline", "Passed on to %(organisation)s"),
        EventKind.ANSWERED: pgettext("line of a timeline", "An answer"),
        EventKind.STARTED: pgettext("line of a timeline", "Work began"),
        EventKind.RESOLVED: pgettext("line of a timeline", "Said to be done"),
        EventKind.CONFIRMED: pgettext("line of a timeline", "Confirmed as done"),
        EventKind.REOPENED: pgettext("line of a timeline", "Sent back, to be done again"),
        EventKind.WITHDRAWN: pgettext("line of a timeline", "Withdrawn"),
        EventKind.LINKED: pgettext("line of a timeline", "From the meetings"),
        EventKind.ESCALATED: pgettext("line of a timeline", "Called the next level: %(organisation)s"),
        EventKind.HANDED: pgettext("line of a timeline", "Handed over to %(holder)s"),
        EventKind.DISPUTED: pgettext("line of a timeline", "Said not to be theirs; the community decides"),
        EventKind.DECIDED: pgettext("line of a timeline", "Decided: %(organisation)s answers for it"),
        EventKind.SUSPENDED: pgettext("line of a timeline", "Put off"),
        EventKind.RESUMED: pgettext("line of a timeline", "Taken up again"),
        EventKind.MERGED: pgettext("line of a timeline", "Joined with number %(text)s"),
        EventKind.GATHERED: pgettext("line of a timeline", "Number %(text)s was joined to this"),
        EventKind.MEDIATION: pgettext("line of a timeline", "Passed to mediation"),
        EventKind.LAPSED: pgettext("line of a timeline", "Closed; the reporter did not say how it was"),
    }
    if event.kind == EventKind.ESCALATED and event.by is None:
        late = pgettext("line of a timeline", "Time ran out, so it went up to %(organisation)s")
        titles[EventKind.ESCALATED] = late
    words = {
        "organisation": event.organisation,
        "holder": event.holder_organisation or event.holder,
        "text": event.text,
    }
    if event.kind == EventKind.ANSWERED and event.by_role == ByRole.NEIGHBOUR:
        return pgettext("line of a timeline", "A word from a neighbour")
    return titles[event.kind] % words


def chain_of_places(issue: Issue) -> list[Place]:
    """From the place up, from what `with_places` fetched."""
    chain, place = [], issue.place
    while place is not None:
        chain.append(place)
        place = place.parent
    return chain


def answerers(issue: Issue, viewer: User) -> list[Answerer]:
    chain = chain_of_places(issue)
    return chain_of(chain, captaincies_at(chain), services_at(chain), issue.floor, viewer)


def holder_of(issue: Issue, chain: list[Answerer], viewer: User) -> Holder:
    organisation = issue.holder_organisation
    if organisation:
        by_name = issue.state != IssueState.REPORTED
        name = str(issue.holder if by_name else organisation)
        role = str(organisation) if by_name else organisation.get_kind_display()
        return Holder(name, role, organisation.phone, organisation.hours)
    known = next((a for a in chain if a.user and a.user.pk == issue.holder_id), None)
    if known:
        return Holder(known.name, known.role, known.phone, known.hours)
    asks = viewer.pk != issue.holder_id or issue.holder.is_superuser
    captaincy = captain_of(issue.place, issue.floor) if asks else None
    has_it = captaincy is not None and captaincy.user_id == issue.holder_id
    if has_it and viewer.pk != issue.holder_id and may_call(user=viewer, captaincy=captaincy):
        return Holder(str(issue.holder), "", captaincy.phone, "")
    if issue.holder.is_superuser and not has_it:
        role = _("Administrator of the site: nobody answers for this place yet")
        return Holder(str(issue.holder), role, "", "")
    return Holder(str(issue.holder), "", "", "")


def next_level(issue: Issue, chain: list[Answerer]) -> Answerer | None:
    """Who stands above whoever has it now: the first one, not vacant, on a higher step of the chain."""
    if not issue.is_open and issue.state != IssueState.RESOLVED:
        return None
    here = next((a.level for a in chain if _has_it(a, issue)), LEVELS[0])
    above = LEVELS[LEVELS.index(here) + 1 :]
    return next((a for a in chain if a.level in above and not a.is_vacant and not _has_it(a, issue)), None)


def _has_it(answerer: Answerer, issue: Issue) -> bool:
    if issue.holder_organisation_id:
        return bool(answerer.organisation) and answerer.organisation.pk == issue.holder_organisation_id
    return bool(answerer.user) and answerer.user.pk == issue.holder_id


def mediating(issue: Issue) -> Organisation | None:
    rows = Organisation.objects.filter(
        pk__in=issue.events.filter(kind=EventKind.MEDIATION).values("organisation")
    )
    return rows.first()


def receivers_of(issue: Issue) -> list[Organisation]:
    """Every other organisation that serves the place today."""
    services = Service.objects.current().filter(place__path__in=prefixes([issue.place.path]))
    found = Organisation.objects.filter(pk__in=services.values("organisation"))
    has_people = Membership.objects.current().filter(organisation=OuterRef("pk"))
    found = found.filter(Exists(has_people))
    if issue.state != IssueState.DISPUTED:  # deciding, staff may also say that it stays where it is
        found = found.exclude(pk=issue.holder_organisation_id)
    return list(found.order_by("kind", "name"))
