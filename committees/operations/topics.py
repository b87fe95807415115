"""What waits to be talked about: raised, seconded, sorted by whose power it is, scheduled, dealt with."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.models import Organisation, Place
from buildings.standing import standing_of
from committees import messages
from committees.models import AgendaItem, Endorsement, Meeting, MeetingKind, Resolution, Topic
from committees.models.topics import OPEN_TOPICS, Power, TopicState
from committees.rules import (
    PARTY_KINDS,
    convenes_at,
    may_raise_topic,
    may_sort_topic,
    may_withdraw_topic,
    serves,
)
from issues import operations as issue_operations
from issues.models import Issue
from journal.operations import record
from kit.refused import Refused
from kit.times import short_day
from notifications.operations import Words, post
from people.models import User

JOINT = "joint"  # whose number of seconders a neighbour's topic needs
# A meeting can settle the first, and prepare the other two; it decides for no owner and for no assembly.
FOR_A_MEETING = (Power.MEETING, Power.OWNERS, Power.RESIDENTS)
VERDICTS = (TopicState.READY, TopicState.PASSED_ON, TopicState.DECLINED)


@transaction.atomic
def raise_topic(
    *,
    by: User,
    place: Place,
    title: str = "",
    text: str = "",
    issue: Issue | None = None,
    organisation: Organisation | None = None,
    on_behalf_of: User | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Topic:
    """Puts it in the tray. An issue has one open topic: whoever raises it again seconds that one.

    Whoever could convene there raises it `on_behalf_of` a neighbour, whose topic it is then.
    """
    now = now or timezone.now()
    key, raiser = client_key or uuid4(), on_behalf_of or by
    if known := already_raised(raiser, key):
        return known
    may_raise = convenes_at(by, place) if on_behalf_of else may_raise_topic(user=by, place=place)
    if not may_raise:
        raise Refused(
            _("Topics come from the neighbours of a place and from those who serve it."), field="place"
        )
    insist_on_a_name(by, organisation, place)
    insist_on_an_open_issue(by, issue, place)
    if known := open_topic_of(issue):
        return second(known, by, now=now)
    title = " ".join(title.split()) or (issue.title if issue else "")
    if not title:
        raise Refused(_("Say in a few words what should be talked about."), field="title")
    fields = {"title": title[:120], "text": text.strip(), "place": place, "issue": issue}
    try:
        with transaction.atomic():
            topic = Topic.objects.create(
                client_key=key,
                organisation=organisation,
                raised_by=raiser,
                raised_at=now,
                changed_at=now,
                **fields,
            )
    except IntegrityError:  # the same tap, or another neighbour's for the same issue, a moment earlier
        if known := already_raised(raiser, key):
            return known
        if known := open_topic_of(issue):
            return second(known, by, now=now)
        raise
    data = {"place": place.pk, "issue": issue and issue.pk}
    record(
        by=by,
        on_behalf_of=on_behalf_of,
        verb="committees.raise_topic",
        subject=topic,
        data=data,
        now=now,
    )
    return topic


def already_raised(by: User, key: UUID) -> Topic | None:
    known = Topic.objects.filter(client_key=key).first()
    if known and known.raised_by_id != by.pk:
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def insist_on_a_name(by: User, organisation: Organisation | None, place: Place) -> None:
    if organisation is None:
        return
    speaks = by.is_superuser or standing_of(by).is_member_of(organisation.pk)
    if not (speaks and serves(organisation, place)):
        raise Refused(
            _("You can speak only for an organisation of yours that serves here."), field="organisation"
        )


def insist_on_an_open_issue(by: User, issue: Issue | None, place: Place) -> None:
    """Readable, so not in mediation; and from the place for which it is raised."""
    if issue is None:
        return
    readable = Issue.objects.readable_by(by).filter(pk=issue.pk, place__path__startswith=place.path)
    if not readable.exists():
        raise Refused(_("One of the issues is not open to you."), field="issue")


def open_topic_of(issue: Issue | None) -> Topic | None:
    return Topic.objects.filter(issue=issue, state__in=OPEN_TOPICS).first() if issue else None


def second(topic: Topic, by: User, *, now: datetime) -> Topic:
    return topic if topic.raised_by_id == by.pk else endorse_topic(by=by, topic=topic, now=now)


@transaction.atomic
def endorse_topic(*, by: User, topic: Topic, now: datetime | None = None) -> Topic:
    """附议. A second tap changes nothing."""
    now = now or timezone.now()
    topic = locked_topic(topic)
    if not may_raise_topic(user=by, place=topic.place):
        raise Refused(_("Topics are seconded by the neighbours of the place and by those who serve it."))
    if topic.raised_by_id == by.pk:
        raise Refused(_("You raised it yourself; your voice counts already."))
    if topic.endorsements.filter(user=by).exists():
        return topic
    insist_on_open(topic)
    Endorsement.objects.create(topic=topic, user=by, at=now)
    record(by=by, verb="committees.endorse_topic", subject=topic, now=now)
    return topic


@transaction.atomic
def take_back_endorsement(*, by: User, topic: Topic, now: datetime | None = None) -> Topic:
    topic = locked_topic(topic)
    own = topic.endorsements.filter(user=by)
    if own.exists():
        insist_on_open(topic)
        own.delete()
        record(by=by, verb="committees.take_back_endorsement", subject=topic, now=now or timezone.now())
    return topic


@transaction.atomic
def sort_topic(
    *,
    by: User,
    topic: Topic,
    power: str,
    state: str = TopicState.READY,
    answer: str = "",
    anyway: bool = False,
    now: datetime | None = None,
) -> Topic:
    """筛选: whose power it is, and so whether it waits for a meeting, is passed on, or is not taken up.

    `anyway` takes a neighbour's topic that has too few seconders.
    """
    now = now or timezone.now()
    topic, answer = locked_topic(topic), answer.strip()
    if not may_sort_topic(user=by, topic=topic):
        raise Refused(_("Topics are sorted by those who may convene a meeting here."))
    if (topic.state, topic.power, topic.answer) == (state, power, answer):
        return topic
    insist_on_waiting(topic)
    insist_on_a_verdict(power, state, answer)
    if state == TopicState.READY and topic.state == TopicState.RAISED and not anyway:
        insist_on_seconders(topic)
    topic.state, topic.power, topic.answer = state, power, answer
    topic.looked_at_by, topic.changed_at = by, now
    topic.save(update_fields=["state", "power", "answer", "looked_at_by", "changed_at"])
    data = {"state": state, "power": power, "anyway": anyway}
    record(by=by, verb="committees.sort_topic", subject=topic, data=data, now=now)
    tell_the_raiser(topic, messages.topic_sorted(topic), event=f"{state} {now.isoformat()}", by=by, now=now)
    say_how_it_was_sorted(topic, by=by, now=now)
    return topic


def insist_on_a_verdict(power: str, state: str, answer: str) -> None:
    if power not in Power.values:
        raise Refused(_("Say whose power it is."), field="power")
    if state not in VERDICTS:
        raise Refused(_("Say what becomes of it."), field="state")
    if state == TopicState.READY and power not in FOR_A_MEETING:
        raise Refused(
            _("A meeting here can do nothing about it. Pass it on, and say to whom."), field="state"
        )
    if state == TopicState.PASSED_ON and power == Power.MEETING:
        raise Refused(
            _("The parties can settle this themselves; there is nobody to pass it on to."), field="state"
        )
    if state != TopicState.READY and not answer:
        raise Refused(_("Say why in a sentence; whoever raised it reads it."), field="answer")


def insist_on_seconders(topic: Topic) -> None:
    missing = seconders_missing(topic)
    if missing:
        sentence = ngettext(
            "%(count)d more seconder is needed. You can take it anyway.",
            "%(count)d more seconders are needed. You can take it anyway.",
            missing,
        )
        raise Refused(sentence % {"count": missing}, field="anyway")


def seconders_missing(topic: Topic) -> int:
    """What a party raises is heard; a neighbour's topic has so many neighbours behind it."""
    if topic.organisation and topic.organisation.kind in PARTY_KINDS:
        return 0
    needed = MeetingKind.objects.filter(pk=JOINT).values_list("endorsements", flat=True).first() or 0
    return max(0, needed - topic.endorsements.count())


@transaction.atomic
def withdraw_topic(*, by: User, topic: Topic, now: datetime | None = None) -> Topic:
    """Taken back by those who raised it, until it stands on an agenda. A second tap changes nothing."""
    now = now or timezone.now()
    topic = locked_topic(topic)
    if not may_withdraw_topic(user=by, topic=topic):
        raise Refused(_("Only those who raised it can take it back."))
    if topic.state == TopicState.WITHDRAWN:
        return topic
    insist_on_waiting(topic)
    change_state(topic, TopicState.WITHDRAWN, now)
    record(by=by, verb="committees.withdraw_topic", subject=topic, now=now)
    return topic


# --- on its way through meetings: called by the verbs of the agenda, under the meeting's lock --------------


def schedule_topic(topic: Topic, item: AgendaItem, *, by: User, now: datetime) -> None:
    change_state(topic, TopicState.SCHEDULED, now)
    words = messages.topic_scheduled(topic, item.meeting, now)
    tell_the_raiser(topic, words, event=f"on item {item.pk}", by=by, now=now)


def topic_for_agenda(by: User, topic: Topic) -> Topic:
    """Locked until it stands there: of two agendas one gets it."""
    if not Topic.objects.visible_to(by).filter(pk=topic.pk).exists():
        raise Refused(_("One of the topics is not open to you."), field="agenda")
    topic = locked_topic(topic)
    if topic.state == TopicState.SCHEDULED:
        raise Refused(_("“%(title)s” is on another agenda already.") % {"title": topic.title}, field="agenda")
    if topic.state != TopicState.READY:
        raise Refused(
            _("“%(title)s” has not been sorted for a meeting.") % {"title": topic.title}, field="agenda"
        )
    return topic


def ready_topic_of(issue: Issue | None, by: User) -> Topic | None:
    """Whoever puts an issue on an agenda takes along the topic that neighbours made of it."""
    if issue is None:
        return None
    return Topic.objects.visible_to(by).filter(issue=issue, state=TopicState.READY).first()


def topic_back_to_tray(topic: Topic, item: AgendaItem, *, now: datetime) -> None:
    change_state(topic, TopicState.READY, now)
    words = messages.topic_waits_again(topic, item.meeting, now)
    tell_the_raiser(topic, words, event=f"off item {item.pk}", by=None, now=now)


def settle_topics(meeting: Meeting, *, now: datetime) -> None:
    """At the end: what was dealt with is settled, what was not reached carries over by default."""
    decided = Exists(Resolution.objects.filter(agenda_item=OuterRef("pk")))
    for item, topic in scheduled_at(meeting, is_decided=decided):
        if not (item.ended_at or item.is_decided):
            topic_back_to_tray(topic, item, now=now)
            continue
        change_state(topic, TopicState.SETTLED, now)
        words = messages.topic_settled(topic, meeting, now)
        tell_the_raiser(topic, words, event=f"settled by item {item.pk}", by=None, now=now)


def release_topics(meeting: Meeting, *, now: datetime) -> None:
    """The meeting does not take place: its topics wait for another one."""
    for item, topic in scheduled_at(meeting):
        topic_back_to_tray(topic, item, now=now)


def tell_raisers_of_the_move(meeting: Meeting, *, by: User, now: datetime) -> None:
    """They were told the day; those who are invited themselves hear of the move as such."""
    invited = set(meeting.invitations.values_list("user_id", flat=True))
    for item, topic in scheduled_at(meeting):
        if topic.raised_by_id not in invited:
            words = messages.topic_moved(topic, meeting, now)
            tell_the_raiser(topic, words, event=f"on item {item.pk} r{meeting.revision}", by=by, now=now)


def scheduled_at(meeting: Meeting, **facts) -> list[tuple[AgendaItem, Topic]]:
    items = meeting.agenda.filter(topic__isnull=False).annotate(**facts).select_related("meeting")
    found = {item.topic_id: item for item in items}
    topics = Topic.objects.select_for_update(of=("self",)).select_related("raised_by")
    rows = topics.filter(pk__in=found, state=TopicState.SCHEDULED).order_by("pk")
    return [(found[topic.pk], topic) for topic in rows]


# --- what they share ------------------------------------------------------------------------------------


def locked_topic(topic: Topic) -> Topic:
    rows = Topic.objects.select_for_update(of=("self",))
    return rows.select_related("place", "organisation", "issue", "raised_by").get(pk=topic.pk)


def insist_on_open(topic: Topic) -> None:
    if topic.state not in OPEN_TOPICS:
        raise Refused(moved_on(topic))


def insist_on_waiting(topic: Topic) -> None:
    if not topic.is_waiting:
        raise Refused(moved_on(topic))


def moved_on(topic: Topic) -> str:
    sentence = _("This has moved on in the meantime; it is now: %(state)s. Nothing was changed.")
    return sentence % {"state": topic.get_state_display()}


def change_state(topic: Topic, state: str, now: datetime) -> None:
    topic.state, topic.changed_at = state, now
    topic.save(update_fields=["state", "changed_at"])


def tell_the_raiser(topic: Topic, words: Words, *, event: str, by: User | None, now: datetime) -> None:
    if by is not None and by.pk == topic.raised_by_id:
        return
    post(
        to=[topic.raised_by],
        kind=messages.TOPIC,
        words=words,
        url=messages.url_of_topic(topic),
        subject=topic,
        dedupe=f"topic {topic.pk} {event}",
        due_at=now,
    )


def say_how_it_was_sorted(topic: Topic, *, by: User, now: datetime) -> None:
    """On the timeline of the issue from which it was raised, in the language of the site."""
    if topic.issue is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = {
            TopicState.READY: _("Waits for a meeting. Whose power it is: %(power)s"),
            TopicState.PASSED_ON: _("As a topic it was passed on: %(answer)s"),
            TopicState.DECLINED: _("It was not taken up as a topic: %(answer)s"),
        }[topic.state] % {"power": topic.get_power_display(), "answer": topic.answer}
    say_on_issue(topic.issue, text, by=by, now=now)


def say_it_was_dropped(item: AgendaItem, *, by: User, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Taken off the agenda of “%(meeting)s” on %(day)s; it waits for another meeting") % {
            "meeting": item.meeting.title,
            "day": short_day(item.meeting.starts_at, now=now),
        }
    say_on_issue(item.issue, text, by=by, now=now)


def say_on_issue(issue: Issue, text: str, *, by: User, now: datetime) -> None:
    # Whoever sorts may not be allowed to read a private issue. What was sorted stands all the same.
    issue_operations.link_issue(by=by, issue=issue, text=text, is_known=True, now=now)
