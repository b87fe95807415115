"""How one issue is said in a list: chip, who has it, where, what is left. Makes no query of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from buildings.standing import standing_of
from buildings.wording import place_name
from issues import rules
from issues.models import Issue, IssueState
from kit.times import left, short_day
from people.models import User

STEPS = [IssueState.REPORTED, IssueState.ACCEPTED, IssueState.IN_PROGRESS, IssueState.RESOLVED]
STANDS_AT = {IssueState.DISPUTED: IssueState.REPORTED, IssueState.SUSPENDED: IssueState.ACCEPTED}

CHIPS = {
    IssueState.REPORTED: ("new", pgettext_lazy("state of an issue", "Waiting to be taken on")),
    IssueState.ACCEPTED: ("doing", pgettext_lazy("state of an issue", "Taken on")),
    IssueState.IN_PROGRESS: ("doing", pgettext_lazy("state of an issue", "In hand")),
    IssueState.DISPUTED: ("wait", pgettext_lazy("state of an issue", "Whose it is, is being decided")),
    IssueState.RESOLVED: ("wait", pgettext_lazy("state of an issue", "Waiting for the reporter's word")),
    IssueState.CONFIRMED: ("done", pgettext_lazy("state of an issue", "Done")),
    IssueState.UNRATED: ("done", pgettext_lazy("state of an issue", "Closed, not rated")),
    IssueState.WITHDRAWN: ("plain", pgettext_lazy("state of an issue", "Withdrawn")),
    IssueState.MERGED: ("plain", pgettext_lazy("state of an issue", "Joined with another")),
    IssueState.MEDIATION: ("plain", pgettext_lazy("state of an issue", "Passed to mediation")),
}


@dataclass(frozen=True)
class Step:
    label: str
    css: str  # "is-done", "is-now" or nothing


@dataclass(frozen=True)
class Row:
    """What includes/issue_item.html, the home pages and the tables of the dashboard show."""

    issue: Issue
    url: str
    title: str
    tone: str
    label: str
    where: str
    who: str
    meta: str
    due: datetime | None  # of the clock that runs out next; None when the chip says it, or nothing runs
    age: timedelta
    sees_time: bool  # False: of when it was, the day alone

    @property
    def steps(self) -> list[Step]:
        return steps_of(self.issue)


def row_of(issue: Issue, now: datetime, reader: User) -> Row:
    """`issue` comes with its place and what that stands in, its holder and holder_organisation."""
    sees_time = rules.may_see_time(user=reader, issue=issue)
    tone, label = chip(issue, now)
    if tone == "late" and not sees_time:
        label = pgettext("state of an issue", "Overdue")
    where, who = where_of(issue, reader), who_has(issue)
    return Row(
        issue=issue,
        url=issue.get_absolute_url(),
        title=title_of(issue),
        tone=tone,
        label=label,
        where=where,
        who=who,
        meta=f"{who} · {where}" if issue.is_open else where,
        due=issue.due_at if issue.is_running and sees_time and not is_late(issue, now) else None,
        age=(issue.closed_at or now) - issue.reported_at,
        sees_time=sees_time,
    )


def title_of(issue: Issue) -> str:
    """Of what went to mediation only what kind of thing it was."""
    return issue.category.label if issue.state == IssueState.MEDIATION else issue.title


def is_late(issue: Issue, now: datetime) -> bool:
    return issue.is_running and issue.due_at < now


def chip(issue: Issue, now: datetime) -> tuple[str, str]:
    """Tone and words; what is late says so before anything else."""
    if is_late(issue, now):
        return "late", left(issue.due_at, now=now)
    if issue.state == IssueState.SUSPENDED:
        words = {"day": short_day(issue.suspended_until, now=now)}
        return "wait", pgettext("state of an issue", "Put off until %(day)s") % words
    if issue.offered_organisation_id and issue.state != IssueState.DISPUTED:
        return "new", pgettext("state of an issue", "Passed on, waiting for a yes")
    tone, words = CHIPS[issue.state]
    return tone, str(words)


def where_of(issue: Issue, reader: User) -> str:
    """ "3栋 9 楼电梯口", "水岸公馆 3栋 9 楼电梯口"; never the door."""
    name = place_name(issue.place, within=standing_of(reader).only_estate)
    return place_in_words(name, issue.floor, issue.spot_label)


def place_in_words(place: str, floor: int | None, spot: str) -> str:
    if floor is None:
        return f"{place} {spot}".strip()
    words = {"place": place, "floor": floor, "spot": spot}
    return _("%(place)s floor %(floor)d %(spot)s") % words if spot else _("%(place)s floor %(floor)d") % words


def who_has(issue: Issue) -> str:
    """ "水岸物业 莫启明", "水岸物业" until somebody of it has taken it on, "罗白兰" """
    if issue.holder_organisation is None:
        return str(issue.holder)
    if issue.state == IssueState.REPORTED:
        return str(issue.holder_organisation)
    return f"{issue.holder_organisation} {issue.holder}"


def steps_of(issue: Issue) -> list[Step]:
    """Four at most; a withdrawn one has none left to take."""
    labels = [
        pgettext("step of an issue", "Received"),
        pgettext("step of an issue", "Taken on"),
        pgettext("step of an issue", "Being done"),
        pgettext("step of an issue", "Your word"),
    ]
    if issue.state in (IssueState.WITHDRAWN, IssueState.MERGED, IssueState.MEDIATION):
        return []
    ended = issue.state in (IssueState.CONFIRMED, IssueState.UNRATED)
    at = len(STEPS) if ended else STEPS.index(STANDS_AT.get(issue.state, issue.state))
    return [
        Step(label, "is-done" if number < at else "is-now" if number == at else "")
        for number, label in enumerate(labels)
    ]
