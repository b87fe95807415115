"""What somebody's step says to the others; nobody is told of their own."""

from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Organisation
from buildings.wording import place_name
from issues.messages.people import (
    asked_of,
    fill,
    followers_of,
    holders_of,
    post,
    reporters_of,
    ringing,
    staff_of,
    with_words,
)
from issues.models import EventKind, Issue, IssueEvent
from notifications import operations as notifications
from notifications.models import Channel
from people.models import User


def tell_receivers(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = _("Dangerous, please see at once: %(title)s") if issue.is_danger else _("New: %(title)s")
        return fill(title, issue), fill(_("%(place)s. Please answer by %(respond)s."), issue, event)

    post("received", issue, event, holders_of(issue), by, words)


def tell_captain(*, issue: Issue, event: IssueEvent, captain: User) -> None:
    """It went past the captain, who should know of it all the same."""

    def words() -> tuple[str, str]:
        body = _("%(place)s. It went straight to %(holder)s, since it cannot wait.")
        if not (issue.is_danger or issue.tier == "p0"):
            body = _("%(place)s. It went to %(holder)s.")
        return fill(_("In your building: %(title)s"), issue), fill(body, issue, event)

    post("told", issue, event, [captain], event.by, words)


def tell_reported_for_you(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = fill(_("Reported for you: %(title)s"), issue)
        return title, fill(_("%(who)s wrote it down; %(holder)s has it now."), issue, event)

    post("reported", issue, event, [issue.reporter], by, words)


def tell_dispatched(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = fill(_("Passed on to you: %(title)s"), issue)
        body = fill(_("%(place)s, from %(who)s. It should be done by %(resolve)s."), issue, event)
        return title, with_words(body, event)

    post("dispatched", issue, event, asked_of(issue), by, words)


def tell_reporter(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """How it goes on, in the inbox only: nothing is asked of the reporter, nor of who joined."""

    def words() -> tuple[str, str]:
        titles = {
            EventKind.ACCEPTED: _("%(holder)s has taken it on: %(title)s"),
            EventKind.DISPATCHED: _("Passed on to %(asked)s: %(title)s"),
            EventKind.DECIDED: _("Now with %(holder)s: %(title)s"),
            EventKind.HANDED: _("Now with %(holder)s: %(title)s"),
            EventKind.STARTED: _("Work has begun: %(title)s"),
            EventKind.SUSPENDED: _("Put off until %(until)s: %(title)s"),
        }
        body = _("%(who)s. It should be done by %(done_by)s.")
        if event.by is None:
            body = _("It should be done by %(done_by)s.")
        if event.kind == EventKind.SUSPENDED:
            body = _("%(who)s has to wait for something; the reason stands below.")
        return fill(titles[event.kind], issue, event), with_words(fill(body, issue, event), event)

    people = [*reporters_of(issue), *followers_of(issue)]
    post("progress", issue, event, people, by, words, channels=[Channel.INBOX])


def tell_linked(*, issue: Issue, event: IssueEvent, by: User, is_first: bool) -> None:
    """That a meeting takes it up, or (it may be moved, called off, decided, kept) what became of that."""

    def words() -> tuple[str, str]:
        title = _("On its way to a meeting: %(title)s") if is_first else _("From the meetings: %(title)s")
        body = _("%(who)s. It should be done by %(done_by)s.") if issue.is_open else "%(who)s"
        return fill(title, issue, event), with_words(fill(body, issue, event), event)

    people = [*reporters_of(issue), *followers_of(issue)]
    post("progress", issue, event, people, by, words, channels=[Channel.INBOX])


def tell_disputed(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """Staff of the community decide; whoever has it meanwhile knows."""

    def words() -> tuple[str, str]:
        title = fill(_("Whose is it? Please decide: %(title)s"), issue, event)
        return title, with_words(
            fill(_("%(place)s. %(who)s says that it is not theirs."), issue, event), event
        )

    def meanwhile() -> tuple[str, str]:
        title = fill(_("The community decides whose it is: %(title)s"), issue, event)
        body = _("%(place)s. %(who)s says that it is not theirs. Until that is decided it stays with you.")
        return title, with_words(fill(body, issue, event), event)

    deciding = staff_of(issue)
    post("disputed", issue, event, deciding, by, words)
    if issue.holder not in deciding:
        post("disputed", issue, event, [issue.holder], by, meanwhile)


def tell_decided(*, issue: Issue, event: IssueEvent, by: User, past: list[User]) -> None:
    """Who had it, and who said that it is not theirs, but for those who have it now."""

    def words() -> tuple[str, str]:
        body = fill(_("%(holder)s answers for it from now on."), issue, event)
        return fill(_("Decided whose it is: %(title)s"), issue, event), with_words(body, event)

    now = {user.pk for user in holders_of(issue)}
    people = [user for user in past if user.pk not in now]
    post("progress", issue, event, people, by, words, channels=[Channel.INBOX])


def tell_handed(*, issue: Issue, event: IssueEvent, by: User | None, is_new_house: bool) -> None:
    """Who has it by name; all of an organisation to which the clock brought it: nobody took it on yet."""

    def words() -> tuple[str, str]:
        title = fill(_("Handed over to you: %(title)s"), issue, event)
        return title, with_words(fill(_("%(place)s. Please take it on by %(stage)s."), issue, event), event)

    to_all = issue.holder_organisation is None or (by is None and is_new_house)
    people = holders_of(issue) if to_all else [issue.holder]
    post("handed", issue, event, people, by, words, due_at=ringing(issue, event.at))


def tell_stays(*, issue: Issue, event: IssueEvent, asked: str) -> None:
    """`asked`: to whom it was passed on, and who is no longer there to take it."""

    def words() -> tuple[str, str]:
        title = fill(_("It stays with you: %(title)s"), issue, event)
        body = _("%(place)s. %(asked)s is no longer there to take it. Please see to it, or pass it on.")
        return title, body % {"place": place_name(issue.place, within=None), "asked": asked}

    post("handed", issue, event, holders_of(issue), None, words, due_at=ringing(issue, event.at))


def tell_resumed(*, issue: Issue, event: IssueEvent, by: User | None) -> None:
    def words() -> tuple[str, str]:
        title = fill(_("Goes on again: %(title)s"), issue, event)
        return title, fill(_("%(place)s. It should be done by %(done_by)s."), issue, event)

    people = [*holders_of(issue), *reporters_of(issue), *followers_of(issue)]
    post("resumed", issue, event, people, by, words, channels=[Channel.INBOX])


def tell_merged(*, issue: Issue, into: Issue, event: IssueEvent, by: User) -> None:
    """Whose report became part of another follows that one."""

    def words() -> tuple[str, str]:
        title = fill(_("Joined with the same trouble: %(title)s"), into, event)
        return title, fill(_("It goes on there; %(holder)s has it. You hear how it ends."), into, event)

    people = [*reporters_of(issue), *followers_of(issue)]
    post("merged", issue, event, people, by, words, url=into.get_absolute_url())


def tell_mediation(*, issue: Issue, event: IssueEvent, by: User, house: Organisation) -> None:
    """`house` sees to it. What it is about is told to nobody in writing: whoever passed it on says it."""
    names = {"house": house.name, "phone": house.phone}

    def words() -> tuple[str, str]:
        body = _(
            "%(house)s sees to it and calls you. What is said there stays there; neighbours see it no more."
        )
        phone = _("Their number: %(phone)s") if house.phone else ""
        title = fill(_("Passed to mediation: number %(number)s"), issue, event)
        return title, "\n\n".join(part % names for part in (body, phone) if part)

    def seeing_to_it() -> tuple[str, str]:
        title = fill(_("Please mediate: number %(number)s"), issue, event)
        body = _("%(place)s, from %(who)s, who knows what it is about. Please ask them, and call both sides.")
        return title, fill(body, issue, event)

    reporters = reporters_of(issue)
    post("mediation", issue, event, reporters, by, words)
    people = [user for user in buildings.members_of(house) if user not in reporters]
    post("mediation", issue, event, people, by, seeing_to_it, url=issue.place.get_absolute_url())


def tell_answered(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """The other side is told: the reporter of an answer, whoever has it of what the reporter adds. Of what is
    said by who wrote it down for a neighbour both are told."""
    by_reporter = by.pk == issue.reporter_id

    def words() -> tuple[str, str]:
        title = _("The reporter adds: %(title)s") if by_reporter else _("An answer: %(title)s")
        return fill(title, issue), event.text

    people = set() if by_reporter else {*reporters_of(issue)}
    if by.pk in (issue.reporter_id, issue.logged_by_id):
        people |= {*holders_of(issue)}
    post("answered", issue, event, people, by, words)


def tell_resolved(*, issue: Issue, event: IssueEvent, by: User) -> None:
    def words() -> tuple[str, str]:
        title = fill(_("Said to be done, is it? %(title)s"), issue)
        body = fill(_("%(who)s says that it is done. Please have a look and tell us."), issue, event)
        return title, with_words(body, event)

    def for_followers() -> tuple[str, str]:
        body = fill(_("%(who)s says that it is done."), issue, event)
        return fill(_("Said to be done: %(title)s"), issue), with_words(body, event)

    post("resolved", issue, event, reporters_of(issue), by, words)
    followers = followers_of(issue)
    post("progress", issue, event, followers, by, for_followers, channels=[Channel.INBOX])


def tell_holders(*, issue: Issue, event: IssueEvent, by: User) -> None:
    """How the reporter ended it, or sent it back."""

    def words() -> tuple[str, str]:
        titles = {
            EventKind.CONFIRMED: _("Confirmed as done: %(title)s"),
            EventKind.REOPENED: _("Not done yet, sent back: %(title)s"),
            EventKind.WITHDRAWN: _("Withdrawn by the reporter: %(title)s"),
        }
        body = fill(_("Please have another look by %(resolve)s."), issue, event)
        if event.kind != EventKind.REOPENED:
            body = place_name(issue.place, within=None)
        return fill(titles[event.kind], issue), with_words(body, event)

    channels = notifications.DEFAULT_CHANNELS if event.kind == EventKind.REOPENED else [Channel.INBOX]
    post(event.kind, issue, event, holders_of(issue), by, words, channels=channels)
