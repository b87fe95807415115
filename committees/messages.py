"""Who is told what about a meeting. Dates are written out: a message may be read days after `now`."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from buildings.models import Organisation
from committees.models import ActionItem, ActionReport, CouncilSeat, Invitation, Meeting, MeetingSeries, Topic
from committees.models.resolutions import ActionState
from committees.models.topics import TopicState
from kit.times import short_day, span
from notifications.operations import Words
from people.models import User

INVITATION = "committees.invitation"
REMINDER = "committees.reminder"
MOVED = "committees.moved"
CANCELLED = "committees.cancelled"
SUBSTITUTE = "committees.substitute"
ACTION = "committees.action"
ACTION_DUE = "committees.action_due"
ACTION_NEWS = "committees.action_news"
TERM = "committees.term"
TOPIC = "committees.topic"
SERIES = "committees.series"  # one of its meetings could not be called
# What a new date or a cancellation makes untrue.
ABOUT_THE_DATE = [INVITATION, REMINDER, MOVED]
WITH_CALENDAR = [INVITATION, MOVED, CANCELLED]  # their e-mails carry the meeting as a calendar file


def when(meeting: Meeting, now: datetime) -> str:
    return span(meeting.starts_at, meeting.ends_at, now=now)


def facts(meeting: Meeting, now: datetime) -> str:
    lines = [
        _("When: %(when)s") % {"when": when(meeting, now)},
        _("Where: %(where)s") % {"where": " ".join(filter(None, [meeting.venue, meeting.venue_note]))},
        _("Online: %(url)s") % {"url": meeting.online_url} if meeting.online_url else "",
        _("Called by: %(organisation)s") % {"organisation": meeting.organisation.name},
    ]
    return "\n".join(filter(None, lines))


def agenda_lines(meeting: Meeting) -> str:
    items = meeting.agenda.in_order()
    return "\n".join(f"{number}. {item.heading}" for number, item in enumerate(items, start=1))


def invitation(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("You are invited: %(title)s") % {"title": meeting.title}
        body = _("Please say whether you are coming.")
        return title, "\n\n".join([facts(meeting, now), agenda_lines(meeting), body])

    return words


def reminder(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Reminder: %(title)s, %(when)s") % {"title": meeting.title, "when": when(meeting, now)}
        body = _("If you cannot come after all, please say so on the page; the others will know.")
        return title, "\n\n".join(filter(None, [facts(meeting, now), meeting.reminder_words, body]))

    return words


def standing_in(meeting: Meeting, delegate: User, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "name": delegate.display_name}
        title = _("You stand in for %(name)s: %(title)s") % names
        body = _("Please say whether you are coming.")
        return title, "\n\n".join([facts(meeting, now), agenda_lines(meeting), body])

    return words


def not_needed(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("You need not stand in: %(title)s") % {"title": meeting.title}
        return title, _("Somebody else of your party takes the seat. Thank you for being ready.")

    return words


def nobody_stands_in(sent: Invitation, now: datetime) -> Words:
    """For the delegate who sent this person."""

    def words() -> tuple[str, str]:
        names = {"name": sent.user.display_name, "title": sent.meeting.title}
        title = _("%(name)s cannot stand in for you: %(title)s") % names
        said = _("They say: %(reason)s") % {"reason": sent.reason}
        body = _("Please say whether you are coming, or send somebody else.")
        return title, "\n\n".join([facts(sent.meeting, now), said, body])

    return words


def seat_left(left: Invitation, now: datetime, *, led: bool) -> Words:
    """For those of the party, and for whoever runs the meeting. `led`: they were to lead it."""

    def words() -> tuple[str, str]:
        what = _("Please see to it that another takes the seat.")
        names = {"name": left.user.display_name, "organisation": left.meeting.organisation.name}
        lead = _("%(name)s was to lead the meeting; now it is for %(organisation)s to do so.") % names
        return _left(left, f"{what}\n\n{lead}" if led else what, now)

    return words


def party_left(left: Invitation, now: datetime, *, led: bool) -> Words:
    """For whoever runs the meeting. `led`: one of it was to lead."""

    def words() -> tuple[str, str]:
        names = {"party": left.party.name, "title": left.meeting.title, "name": left.user.display_name}
        title = _("%(party)s serves here no more: %(title)s") % names
        what = _("It neither counts nor votes there. If it is still needed, invite it as a guest.")
        lead = _("%(name)s was to lead the meeting; now it is for %(organisation)s to do so.")
        lead %= names | {"organisation": left.meeting.organisation.name}
        return title, "\n\n".join([facts(left.meeting, now), f"{what}\n\n{lead}" if led else what])

    return words


def not_waited_for(left: Invitation, now: datetime) -> Words:
    """For its delegates."""

    def words() -> tuple[str, str]:
        names = {"party": left.party.name, "title": left.meeting.title}
        title = _("%(party)s serves there no more, you need not come: %(title)s") % names
        return title, "\n\n".join([facts(left.meeting, now), _("If that is wrong, tell the community.")])

    return words


def substitute_left(left: Invitation, now: datetime) -> Words:
    """For the delegate who sent this person."""

    def words() -> tuple[str, str]:
        return _left(left, _("Please say whether you are coming, or send somebody else."), now)

    return words


def _left(left: Invitation, what: str, now: datetime) -> tuple[str, str]:
    names = {"name": left.user.display_name, "party": left.party.name, "title": left.meeting.title}
    title = _("%(name)s no longer speaks for %(party)s: %(title)s") % names
    return title, "\n\n".join([facts(left.meeting, now), what])


def moved(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Moved to %(when)s: %(title)s") % {"title": meeting.title, "when": when(meeting, now)}
        body = _("The old date no longer holds. Please say again whether you are coming.")
        return title, f"{facts(meeting, now)}\n\n{body}"

    return words


def moved_without_you(meeting: Meeting, substitute: User, now: datetime) -> Words:
    """For the delegate who sent this person."""

    def words() -> tuple[str, str]:
        title = _("Moved to %(when)s: %(title)s") % {"title": meeting.title, "when": when(meeting, now)}
        body = _("%(name)s still stands in for you. If you can come yourself now, say so on the page.")
        return title, "\n\n".join([facts(meeting, now), body % {"name": substitute.display_name}])

    return words


def stays(meeting: Meeting, now: datetime) -> Words:
    """For whoever had answered: no word of the move reached them, and their answer went with it."""

    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "when": when(meeting, now)}
        title = _("The date stays: %(title)s, %(when)s") % names
        body = _("It was moved and moved back at once. Please say again whether you are coming.")
        return title, f"{facts(meeting, now)}\n\n{body}"

    return words


def other_venue(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Another room: %(title)s now meets at %(venue)s") % {
            "title": meeting.title,
            "venue": meeting.venue,
        }
        return title, "\n\n".join([facts(meeting, now), _("The date stays.")])

    return words


def cancelled(meeting: Meeting, told: datetime, now: datetime) -> Words:
    """`told`: the beginning that these people know, which is not its own where a move never reached them."""

    def words() -> tuple[str, str]:
        title = _("Called off: %(title)s") % {"title": meeting.title}
        why = _("The meeting of %(when)s does not take place. Why: %(reason)s") % {
            "when": when(meeting, now) if told == meeting.starts_at else span(told, None, now=now),
            "reason": meeting.cancel_reason,
        }
        return title, why

    return words


def action(item: ActionItem, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("To do by %(day)s: %(text)s") % {"text": item.text, "day": short_day(item.due_on, now=now)}
        body = _("Promised at “%(meeting)s”. Please say on the page how it stands.")
        return title, body % {"meeting": item.meeting.title}

    return words


def action_due(item: ActionItem, days: int, now: datetime) -> Words:
    """`days` from the day by which it was promised: before it, on it, or after it."""

    def words() -> tuple[str, str]:
        names = {"text": item.text, "day": short_day(item.due_on, now=now), "meeting": item.meeting.title}
        if days < 0:
            title = _("Due on %(day)s: %(text)s")
        elif days == 0:
            title = _("Due today: %(text)s")
        else:
            title = _("Overdue since %(day)s: %(text)s")
        body = _("Promised at “%(meeting)s”. Please say on the page how it stands.")
        return title % names, body % names

    return words


def action_late(item: ActionItem, now: datetime) -> Words:
    """For those who asked for it."""

    def words() -> tuple[str, str]:
        names = {"text": item.text, "day": short_day(item.due_on, now=now), "owner": item.owner}
        title = _("Not kept yet: %(text)s")
        body = _("%(owner)s promised it by %(day)s. Ask how it stands, or agree on another day.")
        return title % names, body % names

    return words


def action_news(item: ActionItem, report: ActionReport) -> Words:
    """What was said about a promise, for those who were not the ones to say it."""

    def words() -> tuple[str, str]:
        names = {"text": item.text, "owner": item.owner}
        title = {
            ActionState.OPEN: _("About what you promised: %(text)s"),
            ActionState.REPORTED: _("Said to be done, please look: %(text)s"),
            ActionState.DONE: _("Accepted as done: %(text)s"),
            ActionState.DROPPED: _("Let go: %(text)s"),
        }[report.state]
        return title % names, report.text or item.progress

    return words


def action_passed(item: ActionItem) -> Words:
    """For those who asked for it: whoever promised it is gone."""

    def words() -> tuple[str, str]:
        names = {"text": item.text, "owner": item.owner}
        title = _("Who promised it is no longer here: %(text)s")
        body = _(
            "%(owner)s answers for it now and has been told. On its page somebody else can take it over."
        )
        return title % names, body % names

    return words


def term_ends(seat: CouncilSeat, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        names = {
            "council": seat.council,
            "number": seat.number,
            "person": seat.holder.user.display_name,
            "day": short_day(seat.term_ends_on, now=now),
        }
        title = _("%(council)s: the term of seat %(number)d ends on %(day)s") % names
        body = _("%(person)s sits there now. Please see to it in time who follows, and who takes over.")
        return title, body % names

    return words


def seat_is_empty(seat: CouncilSeat) -> Words:
    def words() -> tuple[str, str]:
        names = {"council": seat.council, "number": seat.number}
        title = _("%(council)s: nobody sits on seat %(number)d any more") % names
        body = _("Whoever had it has left. Please give it to somebody, or end it so that it shows as vacant.")
        return title, body

    return words


def url_of_council(council: Organisation) -> str:
    return reverse("committees:council", args=[council.pk])


def url_of_action(item: ActionItem) -> str:
    return reverse("committees:action", args=[item.pk])


def series_in_trouble(series: MeetingSeries) -> Words:
    def words() -> tuple[str, str]:
        title = _("A meeting could not be called: %(title)s") % {"title": series.title}
        body = _("It is tried again every ten minutes. What has to be put right stands on the page.")
        return title, f"{series.trouble}\n\n{body}"

    return words


def topic_sorted(topic: Topic) -> Words:
    def words() -> tuple[str, str]:
        title = {
            TopicState.READY: _("Your topic waits for a meeting: %(title)s"),
            TopicState.PASSED_ON: _("Your topic is passed on: %(title)s"),
            TopicState.DECLINED: _("Your topic is not taken up: %(title)s"),
        }[topic.state]
        power = _("Whose power it is: %(power)s.") % {"power": topic.get_power_display()}
        answer = _("Answer: %(answer)s") % {"answer": topic.answer} if topic.answer else ""
        return title % {"title": topic.title}, "\n".join(filter(None, [topic.power and power, answer]))

    return words


def topic_lies(topic: Topic) -> Words:
    """For those who could take it up."""

    def words() -> tuple[str, str]:
        if topic.state == TopicState.READY:
            title, body = _("No meeting has taken it on yet: %(title)s"), _("Please put it on an agenda.")
        else:
            title, body = _("Nobody has looked at it yet: %(title)s"), _("Please say what becomes of it.")
        return title % {"title": topic.title}, body

    return words


def topic_scheduled(topic: Topic, meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Your topic is on an agenda: %(title)s") % {"title": topic.title}
        return title, f"{meeting.title}\n\n{facts(meeting, now)}"

    return words


def topic_moved(topic: Topic, meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("The meeting about your topic has another date: %(title)s") % {"title": topic.title}
        return title, f"{meeting.title}\n\n{facts(meeting, now)}"

    return words


def topic_waits_again(topic: Topic, meeting: Meeting, now: datetime) -> Words:
    """Taken off, not reached, or the meeting was called off."""

    def words() -> tuple[str, str]:
        title = _("Your topic waits for another meeting: %(title)s") % {"title": topic.title}
        names = {"meeting": meeting.title, "day": short_day(meeting.starts_at, now=now)}
        return title, _("“%(meeting)s” on %(day)s did not deal with it. It keeps its place.") % names

    return words


def topic_settled(topic: Topic, meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Your topic was dealt with: %(title)s") % {"title": topic.title}
        names = {"meeting": meeting.title, "day": short_day(meeting.starts_at, now=now)}
        return title, _("At “%(meeting)s” on %(day)s. What was decided stands on the page.") % names

    return words


def url_of_topic(topic: Topic) -> str:
    return reverse("committees:topic", args=[topic.pk])
