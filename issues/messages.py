"""Who is told what about an issue, in the reader's language; nobody is told of their own step."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from issues.models import EventKind, Issue, IssueEvent
from kit.times import moment
from notifications import operations as notifications
from notifications.models import Channel
from people.models import User

FOR_HOLDERS = ["issues.received", "issues.dispatched", "issues.reopened"]
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

    _post("dispatched", issue, event, holders_of(issue), by, words)


def tell_reporter(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """How it goes on, in the inbox only: nothing is asked of the reporter."""

    def words() -> tuple[str, str]:
        titles = {
            EventKind.ACCEPTED: _("%(holder)s has taken it on: %(title)s"),
            EventKind.DISPATCHED: _("Now with %(holder)s: %(title)s"),
            EventKind.STARTED: _("Work has begun: %(title)s"),
            EventKind.LINKED: _("On its way to a meeting: %(title)s"),
        }
        body = _fill(_("%(who)s. It should be done by %(resolve)s."), issue, event)
        return _fill(titles[event.kind], issue, event), _with_words(body, event)

    _post("progress", issue, event, reporters_of(issue), by, words, channels=[Channel.INBOX])


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

    _post("resolved", issue, event, reporters_of(issue), by, words)


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
    """The person who has it, or everybody who currently belongs to the organisation that does."""
    if issue.holder:
        return [issue.holder]
    members = issue.holder_organisation.memberships.current().select_related("user")
    return [member.user for member in members if member.user.is_active]


def reporters_of(issue: Issue) -> list[User]:
    return list({issue.reporter, issue.logged_by})


def _post(
    kind: str,
    issue: Issue,
    event: IssueEvent,
    to: Iterable[User],
    by: User,
    words: Callable[[], tuple[str, str]],
    channels: Iterable[str] = notifications.DEFAULT_CHANNELS,
) -> None:
    notifications.post(
        to=[person for person in to if person.pk != by.pk],
        kind=f"issues.{kind}",
        words=words,
        url=issue.get_absolute_url(),
        subject=issue,
        dedupe=f"issue {issue.pk} event {event.pk} {kind}",
        due_at=event.at,
        channels=channels,
    )


def _fill(sentence: str, issue: Issue, event: IssueEvent | None = None) -> str:
    now = event.at if event else issue.reported_at
    return sentence % {
        "title": issue.title,
        "place": issue.place.name,
        "holder": issue.holder or issue.holder_organisation,
        "who": _who(event) if event else "",
        "respond": moment(issue.respond_by, now=now),
        "resolve": moment(issue.resolve_by, now=now),
    }


def _who(event: IssueEvent) -> str:
    """ "区簕杜鹃, 水岸物业 工程主管": only those who act by office reach these sentences."""
    return (
        _("%(name)s, %(capacity)s") % {"name": event.by, "capacity": event.capacity}
        if event.capacity
        else str(event.by)
    )


def _with_words(body: str, event: IssueEvent) -> str:
    return f"{body}\n\n{event.text}" if event.text else body
