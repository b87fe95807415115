"""What waits for one person, from every room, in one list: the most pressing first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Ballot, Objection, Proposal, ProposalStep
from ballots.proposal_chips import days_late, late_chip
from ballots.queries import waiting
from buildings.models import Place
from buildings.terms import Term
from committees.chips import action_chip
from committees.models import ActionItem, Meeting
from committees.models.meetings import Reply
from committees.queries import owed_lists, upcoming_rows
from issues.queries import today
from issues.rows import Row
from kit.times import left, moment, short_day, span
from notices.models import Notice
from people.models import User

LIMIT = 7  # DOMAIN part 5: a captain's list has seven things at most
WHOLE = 60  # of each source, where the rest was asked for


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    tone: str
    label: str
    meta: str
    due: datetime | None = None
    left: str = ""  # where the label does not say it


class Todo(NamedTuple):
    tasks: list[Task]  # LIMIT at most, or WHOLE, the most pressing first
    count: int  # of all

    @property
    def more(self) -> int:
        return self.count - len(self.tasks)


def lists_for(user: User, now: datetime, *, is_whole: bool = False) -> dict[str, QuerySet]:
    """What is asked of the rooms, by one question together with whatever else the page needs. Of what may be
    much, as many as are shown, and how many there are."""
    most = WHOLE if is_whole else LIMIT
    more = {"meetings": upcoming_rows(user, limit=5, now=now)}
    return today.lists_for(user, now, most) | owed_lists(user, most) | more | waiting.lists_for(user, now)


def todo_of(
    user: User,
    now: datetime,
    found: dict[str, list],
    day: today.Day,
    more: Iterable[Task] = (),
    *,
    is_whole: bool = False,
) -> Todo:
    """From what `lists_for` found. What has no hour of its own stands after what has."""
    tasks = [*more, *(of_issue(row, now) for row in day.held)]
    tasks += [of_confirmation(row) for row in day.to_confirm]
    tasks += [of_promise(action, now) for action in found["owed"]]
    read, count = len(day.held) + len(day.to_confirm) + len(found["owed"]), 0
    for name in ("held", "to_confirm", "owed_in_all"):
        count += sum(found[name])
    tasks += [of_meeting(m, now) for m in found["meetings"] if m.my_reply == Reply.NONE]
    tasks += deciding_tasks(user, now, found)
    far = timezone.make_aware(datetime.max.replace(year=9000))
    first = sorted(tasks, key=lambda task: task.due or far)[: WHOLE if is_whole else LIMIT]
    return Todo(first, len(tasks) - read + count)


def of_issue(row: Row, now: datetime) -> Task:
    due = today.comes_up_at(row.issue)
    rest = left(due, now=now) if row.due else ""
    return Task(row.title, row.url, row.tone, row.label, row.where, due, rest)


def of_confirmation(row: Row) -> Task:
    title = _("Is it really done? %(title)s") % {"title": row.title}
    return Task(title, row.url, row.tone, row.label, row.where, row.issue.resolved_at)


def of_promise(action: ActionItem, now: datetime) -> Task:
    chip = action_chip(action, timezone.localdate(now))
    url = reverse("committees:detail", args=[action.meeting_id])
    meta = _("from %(meeting)s") % {"meeting": action.meeting}
    return Task(action.text, url, chip.tone, chip.label, meta, _at(action.due_on, time(23, 59)))


def of_meeting(meeting: Meeting, now: datetime) -> Task:
    title = _("Do you come? %(meeting)s") % {"meeting": meeting}
    url = reverse("committees:detail", args=[meeting.pk])
    when = span(meeting.starts_at, meeting.ends_at, now=now)
    return Task(title, url, "new", _("Waiting for your answer"), when, meeting.starts_at)


# --- proposals and ballots --------------------------------------------------------------------------------


def deciding_tasks(user: User, now: datetime, found: dict[str, list]) -> list[Task]:
    """From what `ballots.queries.waiting.lists_for` found; one more query where papers wait."""
    tasks = [of_vote(ballot, now) for ballot in found["votes"]]
    tasks += [of_proposal(proposal, now) for proposal in found.get("proposals", [])]
    tasks += [of_step(step, now) for step in found["steps"]]
    ballots = waiting.seconded(user, found.get("looks", []))
    tasks += [task for ballot in ballots for task in of_second_person(ballot)]
    tasks += [of_count(ballot) for ballot in found.get("counts", [])]
    return tasks + [of_objection(objection, now) for objection in found.get("objections", [])]


def of_vote(ballot: Ballot, now: datetime) -> Task:
    title = _("Your vote: %(title)s") % {"title": ballot.title}
    until = _("until %(when)s") % {"when": moment(ballot.closes_at, now=now)}
    label = _("Your vote is missing")
    return Task(title, ballot.get_absolute_url(), "new", label, until, ballot.closes_at)


def of_proposal(proposal: Proposal, now: datetime) -> Task:
    title = _("An answer is owed: %(title)s") % {"title": proposal.title}
    return _owed(title, reverse("ballots:proposal_answer", args=[proposal.pk]), proposal.answer_due_on, now)


def of_step(step: ProposalStep, now: datetime) -> Task:
    title = _("%(step)s: %(title)s") % {"step": step.name, "title": step.proposal.title}
    url = reverse("ballots:process_step", args=[step.proposal_id, step.pk])
    return _owed(title, url, step.due_on, now, meta=step.process_name)


def of_objection(objection: Objection, now: datetime) -> Task:
    title = _("An objection waits for an answer: %(title)s") % {"title": objection.ballot.title}
    url = reverse("ballots:objection_answer", args=[objection.ballot_id, objection.pk])
    return _owed(title, url, objection.due_on, now, meta=str(objection.get_about_display()))


def _owed(title: str, url: str, due_on: date, now: datetime, meta: str = "") -> Task:
    if days := days_late(due_on, timezone.localdate(now)):
        chip = late_chip(days)
        return Task(title, url, chip.tone, chip.label, meta, _at(due_on, time(23, 59)))
    label = _("by %(day)s") % {"day": short_day(due_on, now=now)}
    return Task(title, url, "wait", label, meta, _at(due_on, time(23, 59)))


def of_second_person(ballot: Ballot) -> Iterator[Task]:
    """What one person has read, recorded or asked for, and another looks at."""
    papers, proxies = ballot.papers_waiting, ballot.proxies_waiting
    if papers:
        words = ngettext("%(n)d paper to be read again", "%(n)d papers to be read again", papers)
        yield _second(ballot, "papers", words % {"n": papers}, _("Waiting for a second person"))
    if proxies and not ballot.closed_at:
        words = ngettext("%(n)d proxy to be confirmed", "%(n)d proxies to be confirmed", proxies)
        yield _second(ballot, "proxies", words % {"n": proxies})
    if (corrections := ballot.corrections_waiting) and not ballot.closed_at:
        words = ngettext(
            "%(n)d correction of the roll to be confirmed",
            "%(n)d corrections of the roll to be confirmed",
            corrections,
        )
        yield _second(ballot, "roll", words % {"n": corrections})
    if ballot.calling_off_waiting:
        yield _second(ballot, "void", _("To be called off after the count?"))


def _second(ballot: Ballot, page: str, meta: str, label: str = "") -> Task:
    url = reverse(f"ballots:{page}", args=[ballot.pk])
    label = label or _("Waiting for somebody to confirm it")
    return Task(ballot.title, url, "wait", label, meta, ballot.closes_at)


def of_count(ballot: Ballot) -> Task:
    """Closed and not counted: papers that are unread, or a tie. Counted: the posting waits."""
    if ballot.counted_at:
        url = reverse("ballots:result_post", args=[ballot.pk])
        return Task(ballot.title, url, "wait", _("Post the result"), "", ballot.counted_at)
    url = reverse("ballots:count", args=[ballot.pk])
    return Task(ballot.title, url, "late", _("The count waits"), "", ballot.closes_at)


# --- a captain's own ---------------------------------------------------------------------------------------


def of_notice(notice: Notice, silent: int, now: datetime) -> Task:
    """Homes that nobody has told yet, and that have not read it: somebody has to knock. An emergency presses
    since it is out, until whenever it holds."""
    words = ngettext("%(n)d home has not heard yet", "%(n)d homes have not heard yet", silent)
    label = _("Please knock")
    if notice.expires_at:
        label = _("by %(moment)s") % {"moment": moment(notice.expires_at, now=now)}
    url = reverse("notices:doors", args=[notice.pk])
    due = notice.publish_at if notice.is_urgent else notice.expires_at
    return Task(notice.title, url, "new", label, words % {"n": silent}, due)


def of_claims(count: int) -> Task:
    """Newcomers at doors of theirs; who they are is opened one by one."""
    title = ngettext(
        "%(n)d newcomer says that they live here", "%(n)d newcomers say that they live here", count
    )
    meta = _("You know the door: say whether it is so")
    return Task(title % {"n": count}, reverse("buildings:claims"), "new", _("Waiting for your answer"), meta)


def of_still_here(count: int) -> Task:
    """Doors of theirs with another owner, where the former one is registered on."""
    title = ngettext(
        "%(n)d door has another owner: does the former one still live there?",
        "%(n)d doors have another owner: do the former ones still live there?",
        count,
    )
    meta, url = _("You know the door: say whether it is so"), reverse("buildings:still_here")
    return Task(title % {"n": count}, url, "new", _("Waiting for your answer"), meta)


def of_term(term: Term, role: str) -> Task:
    days = ngettext("Your term ends in %(n)d day", "Your term ends in %(n)d days", term.days_left)
    title = days % {"n": term.days_left}
    if term.followers:
        label, follower = _("Hand over in time"), _("%(name)s follows") % {"name": term.followers[0].user}
    else:
        label, follower = _("No successor yet"), ""
    meta = " · ".join(filter(None, [role, follower]))
    return Task(title, reverse("desk_term"), "wait", label, meta, _at(term.captaincy.ended_on, time()))


def of_vacancy(place: Place, name: str, floors: str) -> Task:
    words = {"place": name, "floors": floors}
    title = (
        _("%(place)s %(floors)s has no captain") % words if floors else _("%(place)s has no captain") % words
    )
    return Task(title, place.get_absolute_url(), "wait", _("Vacant"), _("Ask the community to find someone"))


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
