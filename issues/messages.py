"""Who is told what about an issue, in the reader's language; nobody is told of their own step."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Organisation
from issues import clock
from issues.models import EventKind, Issue, IssueEvent, IssueState, Tier
from kit.times import local_date, moment, short_day
from notifications import operations as notifications
from notifications.models import Channel
from people.models import User

FOR_HOLDERS = [
    "issues.received",
    "issues.dispatched",
    "issues.reopened",
    "issues.escalated",
    "issues.handed",
    "issues.warning",
]
FOR_REPORTER = ["issues.resolved"]


def tell_receivers(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = _("Dangerous, please see at once: %(title)s") if issue.is_danger else _("New: %(title)s")
        return _fill(title, issue), _fill(_("%(place)s. Please answer by %(respond)s."), issue, event)

    _post("received", issue, event, holders_of(issue), by, words)


def tell_captain(*, issue: Issue, event: IssueEvent, captain: User) -> None:
    """It went past the captain, who should know of it all the same."""

    def words() -> tuple[str, str]:
        body = _("%(place)s. It went straight to %(holder)s, since it cannot wait.")
        if not (issue.is_danger or issue.tier == "p0"):
            body = _("%(place)s. It went to %(holder)s.")
        return _fill(_("In your building: %(title)s"), issue), _fill(body, issue, event)

    _post("told", issue, event, [captain], event.by, words)


def tell_reported_for_you(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = _fill(_("Reported for you: %(title)s"), issue)
        return title, _fill(_("%(who)s wrote it down; %(holder)s has it now."), issue, event)

    _post("reported", issue, event, [issue.reporter], by, words)


def tell_dispatched(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = _fill(_("Passed on to you: %(title)s"), issue)
        body = _fill(_("%(place)s, from %(who)s. It should be done by %(resolve)s."), issue, event)
        return title, _with_words(body, event)

    _post("dispatched", issue, event, asked_of(issue), by, words)


def tell_reporter(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """How it goes on, in the inbox only: nothing is asked of the reporter, nor of who joined."""

    def words() -> tuple[str, str]:
        titles = {
            EventKind.ACCEPTED: _("%(holder)s has taken it on: %(title)s"),
            EventKind.DISPATCHED: _("Passed on to %(asked)s: %(title)s"),
            EventKind.DECIDED: _("Now with %(holder)s: %(title)s"),
            EventKind.HANDED: _("Now with %(holder)s: %(title)s"),
            EventKind.STARTED: _("Work has begun: %(title)s"),
            EventKind.LINKED: _("On its way to a meeting: %(title)s"),
            EventKind.SUSPENDED: _("Put off until %(until)s: %(title)s"),
        }
        body = _("%(who)s. It should be done by %(resolve)s.")
        if event.by is None:
            body = _("It should be done by %(resolve)s.")
        if event.kind == EventKind.SUSPENDED:
            body = _("%(who)s has to wait for something; the reason stands below.")
        return _fill(titles[event.kind], issue, event), _with_words(_fill(body, issue, event), event)

    people = [*reporters_of(issue), *followers_of(issue)]
    _post("progress", issue, event, people, by, words, channels=[Channel.INBOX])


def tell_warning(*, issue: Issue, percent: int, now: datetime) -> None:
    """Half, or four fifths, of the time is gone; in the morning, unless there is danger."""

    def words() -> tuple[str, str]:
        title = _("Half of the time is gone: %(title)s")
        if percent > 50:
            title = _("Little time is left: %(title)s")
        body = _("%(place)s. Without it, the next level is called at %(stage)s.")
        return _fill(title, issue, now=now), _fill(body, issue, now=now)

    notifications.post(
        to=holders_of(issue),
        kind="issues.warning",
        words=words,
        url=issue.get_absolute_url(),
        subject=issue,
        dedupe=f"issue {issue.pk} stage {issue.stage_due_at:%Y%m%d%H%M} warning {percent}",
        due_at=ringing(issue, now),
    )


def tell_escalated(
    *, issue: Issue, event: IssueEvent, past: tuple[User, Organisation | None], by: User | None
) -> None:
    """To the level that has it now, to those it went past, and to the reporter."""

    def words() -> tuple[str, str]:
        title = (
            _("It lay too long and is yours now: %(title)s") if by is None else _("Called for you: %(title)s")
        )
        body = _fill(_("%(place)s. Please take it on by %(stage)s."), issue, event)
        return _fill(title, issue, event), _with_words(body, event)

    def went_past() -> tuple[str, str]:
        body = _fill(_("What you began you may still finish and say so."), issue, event)
        return _fill(_("Gone up to %(holder)s: %(title)s"), issue, event), _with_words(body, event)

    def reporter() -> tuple[str, str]:
        title = _fill(_("The next level has it now: %(title)s"), issue, event)
        return title, _fill(_("%(holder)s answers for it from now on."), issue, event)

    holder, organisation = past
    behind = list(buildings.members_of(organisation)) if organisation else [holder]
    _post("escalated", issue, event, holders_of(issue), by, words, due_at=ringing(issue, event.at))
    _post("lifted", issue, event, behind, by, went_past, channels=[Channel.INBOX])
    people = [*reporters_of(issue), *followers_of(issue)]
    _post("progress", issue, event, people, by, reporter, channels=[Channel.INBOX])


def tell_last_level(*, issue: Issue, now: datetime) -> None:
    """The time of the highest level ran out too."""

    def words() -> tuple[str, str]:
        body = _fill(
            _("%(place)s. Nobody stands above you: it stays overdue until it is done."), issue, now=now
        )
        return _fill(_("Overdue at the highest level: %(title)s"), issue, now=now), body

    notifications.post(
        to=holders_of(issue),
        kind="issues.warning",
        words=words,
        url=issue.get_absolute_url(),
        subject=issue,
        dedupe=f"issue {issue.pk} stage {issue.stage_due_at:%Y%m%d%H%M} last",
        due_at=ringing(issue, now),
    )


def tell_vacant(*, issue: Issue, steps: Iterable[int], now: datetime) -> None:
    """Nobody was there on the way: staff of the community hear of it once a day for each place and step."""
    for level in steps:
        _tell_vacant(issue, level, now)


def _tell_vacant(issue: Issue, level: int, now: datetime) -> None:
    staff = buildings.organisation_answering(issue.place, "residents_committee")
    street = buildings.organisation_answering(issue.place, "street_office")
    organisation = next((o for o in (staff, street) if o and buildings.duty_person(o)), None)
    if organisation is None:
        return

    def words() -> tuple[str, str]:
        missing = {
            0: _("%(place)s has no captain"),
            1: _("Nobody of a property company or council answers for %(place)s"),
            2: _("Nobody of the residents' committee answers for %(place)s"),
            3: _("Nobody of the subdistrict office answers for %(place)s"),
        }[level]
        body = _("An issue went past the empty office: %(title)s. Please fill it.")
        return _fill(missing, issue, now=now), _fill(body, issue, now=now)

    notifications.post(
        to=buildings.members_of(organisation),
        kind="issues.vacant",
        words=words,
        url=issue.place.get_absolute_url(),
        subject=issue.place,
        dedupe=f"place {issue.place_id} vacant {level} {local_date(now):%Y%m%d}",
        due_at=ringing(issue, now),
    )


def tell_disputed(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """Staff of the community decide; whoever has it meanwhile knows."""

    def words() -> tuple[str, str]:
        title = _fill(_("Whose is it? Please decide: %(title)s"), issue, event)
        return title, _with_words(
            _fill(_("%(place)s. %(who)s says that it is not theirs."), issue, event), event
        )

    _post("disputed", issue, event, [*staff_of(issue), issue.holder], by, words)


def tell_handed(*, issue: Issue, event: IssueEvent, by: User | None) -> None:
    def words() -> tuple[str, str]:
        title = _fill(_("Handed over to you: %(title)s"), issue, event)
        return title, _with_words(_fill(_("%(place)s. Please take it on by %(stage)s."), issue, event), event)

    _post("handed", issue, event, [issue.holder], by, words, due_at=ringing(issue, event.at))


def tell_resumed(*, issue: Issue, event: IssueEvent, by: User | None) -> None:
    def words() -> tuple[str, str]:
        title = _fill(_("Goes on again: %(title)s"), issue, event)
        return title, _fill(_("%(place)s. It should be done by %(resolve)s."), issue, event)

    people = [*holders_of(issue), *reporters_of(issue), *followers_of(issue)]
    _post("resumed", issue, event, people, by, words, channels=[Channel.INBOX])


def tell_merged(*, issue: Issue, into: Issue, event: IssueEvent, by: User) -> None:
    """Whose report became part of another follows that one."""

    def words() -> tuple[str, str]:
        title = _fill(_("Joined with the same trouble: %(title)s"), into, event)
        return title, _fill(_("It goes on there; %(holder)s has it. You hear how it ends."), into, event)

    people = [*reporters_of(issue), *followers_of(issue)]
    _post("merged", issue, event, people, by, words, url=into.get_absolute_url())


def tell_mediation(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        body = _("A mediator will call you. What is said there stays there; neighbours no longer see this.")
        return _fill(_("Passed to mediation: number %(number)s"), issue, event), body

    _post("mediation", issue, event, reporters_of(issue), by, words)


def tell_answered(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """The other side is told: the reporter of an answer, whoever has it of what the reporter adds."""
    from_reporter = by.pk in (issue.reporter_id, issue.logged_by_id)

    def words() -> tuple[str, str]:
        title = _("The reporter adds: %(title)s") if from_reporter else _("An answer: %(title)s")
        return _fill(title, issue), event.text

    people = holders_of(issue) if from_reporter else reporters_of(issue)
    _post("answered", issue, event, people, by, words)


def tell_resolved(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = _fill(_("Said to be done, is it? %(title)s"), issue)
        body = _fill(_("%(who)s says that it is done. Please have a look and tell us."), issue, event)
        return title, _with_words(body, event)

    def for_followers() -> tuple[str, str]:
        body = _fill(_("%(who)s says that it is done."), issue, event)
        return _fill(_("Said to be done: %(title)s"), issue), _with_words(body, event)

    _post("resolved", issue, event, reporters_of(issue), by, words)
    followers = followers_of(issue)
    _post("progress", issue, event, followers, by, for_followers, channels=[Channel.INBOX])


def tell_holders(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """How the reporter ended it, or sent it back."""

    def words() -> tuple[str, str]:
        titles = {
            EventKind.CONFIRMED: _("Confirmed as done: %(title)s"),
            EventKind.REOPENED: _("Not done yet, sent back: %(title)s"),
            EventKind.WITHDRAWN: _("Withdrawn by the reporter: %(title)s"),
        }
        body = _fill(_("Please have another look by %(resolve)s."), issue, event)
        if event.kind != EventKind.REOPENED:
            body = issue.place.name
        return _fill(titles[event.kind], issue), _with_words(body, event)

    channels = notifications.DEFAULT_CHANNELS if event.kind == EventKind.REOPENED else [Channel.INBOX]
    _post(event.kind, issue, event, holders_of(issue), by, words, channels=channels)


def void_for_holders(issue: Issue) -> None:
    """It has moved on: what asks its former holders to act is no longer true."""
    notifications.void(subject=issue, kinds=FOR_HOLDERS)


def void_for_reporter(issue: Issue) -> None:
    notifications.void(subject=issue, kinds=FOR_REPORTER)


def holders_of(issue: Issue) -> list[User]:
    """The person who has it; while nobody has taken it on, everybody of the organisation that should."""
    if issue.holder_organisation is None or issue.state != IssueState.REPORTED:
        return [issue.holder]
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
    return list({issue.reporter, issue.logged_by})


def followers_of(issue: Issue) -> list[User]:
    if not issue.joined_count:
        return []
    return list(User.objects.filter(followed_issues__issue=issue, is_active=True))


def ringing(issue: Issue, now: datetime) -> datetime:
    """What the clock says waits for the morning, unless there is danger."""
    return now if issue.tier == Tier.DANGER else clock.after_quiet(now)


def _post(
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


def _fill(
    sentence: str, issue: Issue, event: IssueEvent | None = None, *, now: datetime | None = None
) -> str:
    now = now or (event.at if event else issue.reported_at)
    return sentence % {
        "title": issue.title,
        "number": issue.number,
        "asked": issue.offered_to or issue.offered_organisation or issue.holder,
        "until": short_day(issue.suspended_until, now=now) if issue.suspended_until else "",
        "stage": moment(issue.stage_due_at, now=now),
        "place": issue.place.name,
        "holder": _holder(issue),
        "who": _who(event) if event else "",
        "respond": moment(issue.respond_by, now=now),
        "resolve": moment(issue.resolve_by, now=now),
    }


def _holder(issue: Issue) -> str:
    """By name once somebody has taken it on; until then the organisation."""
    if issue.holder_organisation and issue.state == IssueState.REPORTED:
        return str(issue.holder_organisation)
    return str(issue.holder)


def _who(event: IssueEvent) -> str:
    """ "区簕杜鹃, 水岸物业 工程主管": only those who act by office reach these sentences."""
    if event.by is None:
        return ""
    return (
        _("%(name)s, %(capacity)s") % {"name": event.by, "capacity": event.capacity}
        if event.capacity
        else str(event.by)
    )


def _with_words(body: str, event: IssueEvent) -> str:
    return f"{body}\n\n{event.text}" if event.text else body
