"""Whom an issue concerns, and how its sentences are filled."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.wording import place_name
from issues import clock, rules
from issues.models import Issue, IssueEvent, IssueState, Tier
from kit.times import short_day, written
from notifications import operations as notifications
from people.models import User


def holders_of(issue: Issue) -> list[User]:
    """The person who has it; while nobody has taken it on, everybody of the organisation that should, and
    where nobody at all answers for the place, all who administer the site."""
    if issue.state != IssueState.REPORTED:
        return [issue.holder]
    if issue.holder_organisation is None:
        return buildings.administrators() if issue.holder.is_superuser else [issue.holder]
    return list(buildings.members_of(issue.holder_organisation))


def asked_of(issue: Issue) -> list[User]:
    """Those who should say whether they take it: of the organisation it was passed on to, or one by name."""
    if issue.offered_organisation is None:
        return holders_of(issue)
    if issue.offered_to:
        return [issue.offered_to]
    return list(buildings.members_of(issue.offered_organisation))


def staff_of(issue: Issue) -> list[User]:
    """The residents' committee there, else the Party committee, else the subdistrict office."""
    for kind in ("residents_committee", "party_committee", "street_office"):
        organisation = buildings.organisation_answering(issue.place, kind)
        if organisation and (people := list(buildings.members_of(organisation))):
            return people
    return []


def reporters_of(issue: Issue) -> list[User]:
    return [user for user in {issue.reporter, issue.logged_by} if rules.is_reporter(user=user, issue=issue)]


def followers_of(issue: Issue) -> list[User]:
    if not issue.joined_count:
        return []
    return list(User.objects.filter(followed_issues__issue=issue, is_active=True))


def ringing(issue: Issue, now: datetime) -> datetime:
    """What the clock says waits for the morning, unless there is danger."""
    return now if issue.tier == Tier.DANGER else clock.after_quiet(now)


def post(
    kind: str,
    issue: Issue,
    event: IssueEvent,
    to: Iterable[User],
    by: User | None,
    words: Callable[[], tuple[str, str]],
    channels: Iterable[str] = notifications.DEFAULT_CHANNELS,
    due_at: datetime | None = None,
    url: str | None = None,
) -> None:
    notifications.post(
        to={person for person in to if by is None or person.pk != by.pk},
        kind=f"issues.{kind}",
        words=words,
        url=url or issue.get_absolute_url(),
        subject=issue,
        dedupe=f"issue {issue.pk} event {event.pk} {kind}",
        due_at=due_at or event.at,
        channels=channels,
    )


def fill(sentence: str, issue: Issue, event: IssueEvent | None = None, *, now: datetime | None = None) -> str:
    return sentence % Facts(issue, event, now or (event.at if event else issue.reported_at))


class Facts(dict):
    """What a sentence may name, each worked out only where it does: `%(place)s`, `%(stage)s`."""

    def __init__(self, issue: Issue, event: IssueEvent | None, now: datetime) -> None:
        self.issue, self.event, self.now = issue, event, now

    def __missing__(self, name: str) -> object:
        issue = self.issue
        match name:
            case "title" | "number":
                return getattr(issue, name)
            case "asked":
                return issue.offered_to or issue.offered_organisation or issue.holder
            case "until":
                return short_day(issue.suspended_until, now=self.now) if issue.suspended_until else ""
            case "stage":
                return written(issue.stage_due_at, now=self.now)
            case "respond":
                return written(issue.respond_by, now=self.now)
            case "resolve":
                return written(issue.resolve_by, now=self.now)
            case "done_by":  # neighbours read it too, and it would tell the minute of the report
                say = short_day if issue.category.is_time_blurred else written
                return say(issue.resolve_by, now=self.now)
            case "place":
                return place_name(issue.place, within=None)
            case "holder":
                return holder_of(issue)
            case "who":
                return who_did(self.event) if self.event else ""
        raise KeyError(name)


def holder_of(issue: Issue) -> str:
    """By name once somebody has taken it on; until then the organisation."""
    if issue.holder_organisation and issue.state == IssueState.REPORTED:
        return str(issue.holder_organisation)
    return str(issue.holder)


def who_did(event: IssueEvent) -> str:
    """ "区簕杜鹃, 水岸物业 工程主管": only those who act by office reach these sentences."""
    if event.by is None:
        return ""
    return (
        _("%(name)s, %(capacity)s") % {"name": event.by, "capacity": event.capacity}
        if event.capacity
        else str(event.by)
    )


def with_words(body: str, event: IssueEvent) -> str:
    return f"{body}\n\n{event.text}" if event.text else body
