"""What is talked about, in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from committees.models import AgendaItem, Meeting, Topic
from committees.operations.ground import (
    insist_on_ahead,
    insist_on_running,
    insist_on_standing,
    locked,
    touch,
)
from committees.operations.papers import delete_papers
from committees.operations.room import item_of
from committees.operations.topics import (
    locked_topic,
    ready_topic_of,
    say_it_was_dropped,
    schedule_topic,
    topic_back_to_tray,
    topic_for_agenda,
)
from issues import operations as issue_operations
from issues.models import Issue
from journal.operations import record
from kit.refused import Refused
from kit.times import duration, short_day
from people.models import User


@dataclass(frozen=True)
class ItemPlan:
    title: str = ""  # an item raised from a topic or an issue may take its title
    minutes: int = 15
    presenter: str = ""
    issue: Issue | None = None
    topic: Topic | None = None

    @property
    def heading(self) -> str:
        return self.title.strip() or str(self.topic or "") or (self.issue.title if self.issue else "")


FOLLOW_UP_MINUTES = 10


def insist_on_enough_time(items: Sequence[ItemPlan | AgendaItem], length: timedelta) -> None:
    """With the first item, which inserts itself. Three hours of talk do not fit into one."""
    needed = FOLLOW_UP_MINUTES + sum(item.minutes for item in items)
    if timedelta(minutes=needed) > length:
        sentence = _("The agenda takes %(needed)s, the meeting lasts %(length)s. Shorten it, or end later.")
        words = {"needed": duration(timedelta(minutes=needed)), "length": duration(length)}
        raise Refused(sentence % words, field="agenda")


def write_agenda(meeting: Meeting, items: Sequence[ItemPlan], *, by: User, now: datetime) -> None:
    """Item 1 inserts itself; the others follow in the order given."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("How the last resolutions stand")
    AgendaItem.objects.create(
        meeting=meeting, position=1, title=title, minutes=FOLLOW_UP_MINUTES, is_follow_up=True
    )
    hold_matters(items)
    for position, plan in enumerate(items, start=2):
        write_item(meeting, plan, position, by=by, now=now)


def hold_matters(plans: Sequence[ItemPlan]) -> None:
    """Topics first, then issues, each in the order of their numbers: two agendas with the same matters at
    the same moment take turns, whatever their order."""
    issues = {plan.issue.pk for plan in plans if plan.issue}
    topics = Topic.objects.filter(
        Q(pk__in=[plan.topic.pk for plan in plans if plan.topic]) | Q(issue__in=issues)
    )
    held = topics.order_by("pk").select_for_update().values_list("issue", flat=True)
    issues |= {pk for pk in held if pk}
    list(Issue.objects.filter(pk__in=issues).order_by("pk").select_for_update().values_list("pk"))


@transaction.atomic
def add_agenda_item(
    *,
    by: User,
    meeting: Meeting,
    title: str = "",
    minutes: int = 15,
    presenter: str = "",
    issue: Issue | None = None,
    topic: Topic | None = None,
    now: datetime | None = None,
) -> AgendaItem:
    """At the end of the agenda. The same matter twice is one item: a second tap gets the first one."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_standing(meeting)
    plan = ItemPlan(title=title, minutes=minutes, presenter=presenter, issue=issue, topic=topic)
    if known := already_on(meeting, plan):
        return known
    if not meeting.has_begun_by(now):  # what comes up in the room is talked about, whatever the clock says
        others = meeting.agenda.filter(is_follow_up=False)
        insist_on_enough_time([*others, plan], meeting.ends_at - meeting.starts_at)
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    hold_matters([plan])
    item = write_item(meeting, plan, last + 1, by=by, now=now)
    record(by=by, verb="committees.add_item", subject=meeting, data={"item": item.title}, now=now)
    touch(meeting, agenda_at=now)
    return item


def already_on(meeting: Meeting, plan: ItemPlan) -> AgendaItem | None:
    if plan.topic:
        return meeting.agenda.filter(topic=plan.topic).first()
    return meeting.agenda.filter(title=plan.heading, issue=plan.issue, is_follow_up=False).first()


def write_item(meeting: Meeting, plan: ItemPlan, position: int, *, by: User, now: datetime) -> AgendaItem:
    if not plan.heading:
        raise Refused(_("Say what each item is about."), field="agenda")
    if plan.minutes < 1:
        raise Refused(_("Each item takes at least a minute."), field="agenda")
    topic = plan.topic or ready_topic_of(plan.issue, by)
    topic = topic and topic_for_agenda(by, topic)
    issue = plan.issue or (topic and topic.issue)
    if issue and not sees(by, issue):
        raise Refused(_("One of the issues is not open to you."), field="agenda")
    if issue and issue.is_private and meeting.is_open and plan.title.strip() in ("", issue.title):
        raise Refused(
            _("That issue is private, and neighbours read the agenda. Give the item a title of its own."),
            field="agenda",
        )
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=position,
        title=plan.heading,
        minutes=plan.minutes,
        presenter=plan.presenter.strip(),
        issue=issue,
        topic=topic,
    )
    if topic:
        schedule_topic(topic, item, by=by, now=now)
    if issue:
        say_on_the_issue(item, by=by, now=now)
    return item


@transaction.atomic
def change_item(
    *, by: User, item: AgendaItem, title: str, minutes: int, presenter: str = "", now: datetime | None = None
) -> AgendaItem:
    """Its words, its time, who presents it. The first item is ours and stays as it is."""
    now = now or timezone.now()
    meeting, item = own_item(by, item)
    insist_on_standing(meeting)
    words = (title.strip(), minutes, presenter.strip())
    if words == (item.title, item.minutes, item.presenter):
        return item
    if not words[0]:
        raise Refused(_("Say what each item is about."), field="title")
    if minutes < 1:
        raise Refused(_("Each item takes at least a minute."), field="minutes")
    item.title, item.minutes, item.presenter = words
    if not meeting.has_begun_by(now):
        others = meeting.agenda.filter(is_follow_up=False).exclude(pk=item.pk)
        insist_on_enough_time([*others, item], meeting.ends_at - meeting.starts_at)
    item.save(update_fields=["title", "minutes", "presenter"])
    data = {"item": item.title, "minutes": minutes}
    record(by=by, verb="committees.change_item", subject=meeting, data=data, now=now)
    touch(meeting, agenda_at=now)
    return item


def own_item(by: User, item: AgendaItem) -> tuple[Meeting, AgendaItem]:
    """As they are now, under the meeting's lock; never the first item."""
    meeting = locked(item.meeting)
    insist_on_running(by, meeting)
    item = item_of(meeting, item)
    item.meeting = meeting
    if item.is_follow_up:
        raise Refused(_("The first item stays the first."))
    return meeting, item


@transaction.atomic
def drop_item(*, by: User, item: AgendaItem, now: datetime | None = None) -> None:
    """Off the agenda before the meeting begins; its topic waits for another one, its papers go with it.

    A second tap finds it gone and changes nothing.
    """
    now = now or timezone.now()
    if not locked(item.meeting).agenda.filter(pk=item.pk).exists():
        return
    meeting, item = own_item(by, item)
    insist_on_ahead(meeting, now)
    if item.topic_id:
        topic_back_to_tray(locked_topic(item.topic), item, now=now)
    if item.issue_id:
        say_it_was_dropped(item, by=by, now=now)
    data = {"item": item.title, "papers": delete_papers(item)}
    item.delete()
    meeting.agenda.filter(position__gt=item.position).update(position=F("position") - 1)
    record(by=by, verb="committees.drop_item", subject=meeting, data=data, now=now)
    touch(meeting, agenda_at=now)


def sees(user: User, issue: Issue) -> bool:
    return Issue.objects.readable_by(user).filter(pk=issue.pk).exists()


def say_on_the_issue(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Whoever raised it reads on its timeline where it is talked about, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("On the agenda of “%(meeting)s” on %(day)s, item %(number)d") % {
            "meeting": item.meeting.title,
            "day": short_day(item.meeting.starts_at, now=now),
            "number": item.position,
        }
    issue_operations.link_issue(by=by, issue=item.issue, text=text, now=now)


@transaction.atomic
def reorder_agenda(
    *, by: User, meeting: Meeting, order: Iterable[int], now: datetime | None = None
) -> list[AgendaItem]:
    """`order` names all the items but the first, by id, as they shall follow; the first stays the first."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_standing(meeting)
    items = {item.pk: item for item in meeting.agenda.filter(is_follow_up=False)}
    order = list(order)
    if sorted(order) != sorted(items):
        raise Refused(_("The agenda changed meanwhile. Please look again."))
    if order == [item.pk for item in sorted(items.values(), key=lambda item: item.position)]:
        return [items[pk] for pk in order]
    for position, pk in enumerate(order, start=2):
        AgendaItem.objects.filter(pk=pk).exclude(position=position).update(position=position)
        items[pk].position = position
    record(by=by, verb="committees.reorder", subject=meeting, data={"order": order}, now=now)
    touch(meeting, agenda_at=now)
    return [items[pk] for pk in order]


@transaction.atomic
def shift_item(*, by: User, item: AgendaItem, up: bool, now: datetime | None = None) -> AgendaItem:
    """One place up or down; at the end of the road it stays where it is."""
    meeting = locked(item.meeting)
    order = list(meeting.agenda.filter(is_follow_up=False).order_by("position").values_list("pk", flat=True))
    if item.pk not in order:
        raise Refused(_("The first item stays the first."))
    here = order.index(item.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    reorder_agenda(by=by, meeting=meeting, order=order, now=now)
    item.refresh_from_db()
    return item
