"""For staff: how many messages went out to the people of their places, and which ones could not."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from buildings.models.places import starts_with
from buildings.queries import neighbours_of
from buildings.standing import standing_of
from kit.paging import page_of
from notifications import queries
from notifications.channels import not_set_up
from notifications.models import Channel, Message, Robot
from people.models import User
from portal.backup.forms import held_back_form

SINCE, MARKED = timedelta(days=7), 50


@require_safe
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Never what a message said: only to whom, about what kind of thing, and whether it arrived."""
    messages = messages_below(request.user)
    template = "portal/outbox.html"
    page = page_of(request, queries.troubled(messages), ("-id",))
    for message in page:
        message.about = kind_in_words(message.kind)
    if request.htmx:
        return render(request, f"{template}#rows", {"page": page})
    since = timezone.now() - SINCE
    tallies = queries.tallies(messages, since=since)
    rows = [(kind_in_words(tally.kind), tally, figures_in_words(tally)) for tally in tallies]
    context = {
        "page": page,
        "held_form": held_back_form(request.user, kind_in_words),
        "tallies": rows,
        "marked": queries.marked_among(people_below(request.user), MARKED),
        "voices": queries.voices(robots_below(request.user), since=since),
        "used_up": queries.texts_are_used_up(),
        "closed": "" if settings.DEMO else listed(Channel(name).label for name, _setting in not_set_up()),
    }
    return render(request, template, context)


def messages_below(user: User) -> QuerySet[Message]:
    """Those to people of the places this person serves as staff; the superuser sees all, codes among them."""
    if user.is_superuser:
        return Message.objects.all()
    return Message.objects.filter(recipient__in=people_below(user))


def people_below(user: User) -> QuerySet[User]:
    return User.objects.all() if user.is_superuser else neighbours_of(_paths(user))


def robots_below(user: User) -> QuerySet[Robot]:
    """Of the chat groups of these places."""
    robots = Robot.objects.filter(ended_at=None).order_by("name", "pk")
    return robots if user.is_superuser else robots.filter(starts_with(_paths(user), "group__place__path"))


def _paths(user: User) -> list[str]:
    paths = standing_of(user).staff_paths
    if not paths:
        raise Http404
    return list(paths)


def figures_in_words(tally: queries.Tally) -> str:
    """ "已送出 135、等着送 16": what there is none of is not said; what is stuck has a chip of its own."""
    figures = [
        (_("Sent"), tally.sent),
        (_("Nobody reads this inbox"), tally.unread),
        (_("Waiting"), tally.waiting),
        (_("Kept for the digest"), tally.held),
        (_("Held back after a restore"), tally.stopped),
        (_("Told in the digest"), tally.told),
        (_("In place of another channel"), tally.fell_over),
        (_("No longer true"), tally.void + tally.expired),
    ]
    words = [
        pgettext("what, then how many", "%(what)s %(n)d") % {"what": what, "n": n} for what, n in figures if n
    ]
    return listed(words)


def listed(words: Iterable[str]) -> str:
    return pgettext("between figures", ", ").join(map(str, words))


def kind_in_words(kind: str) -> str:
    """What a message was about, as staff say it; of a kind without words of its own, the room."""
    return {
        "people.texts_used_up": _("Text messages used up for the day"),
        "people.holidays_unknown": _("Public holidays that are not known yet"),
        "notices.published": _("A notice"),
        "notices.emergency": _("An emergency notice"),
        "notices.review": _("A notice to be looked over"),
        "notices.sent_back": _("A notice sent back to its writer"),
        "notices.kept_back": _("A notice kept back at its hour"),
        "notices.comment": _("A question about a notice"),
        "notices.comment_due": _("A question about a notice that still waits"),
        "notices.comment_answered": _("An answer to a question about a notice"),
        "notices.comment_hidden": _("Words under a notice that were hidden"),
        "issues.received": _("A new issue"),
        "issues.told": _("An issue in the captain's building"),
        "issues.reported": _("An issue reported for someone"),
        "issues.dispatched": _("An issue passed on"),
        "issues.progress": _("How an issue goes on"),
        "issues.answered": _("An answer to an issue"),
        "issues.resolved": _("The question whether it is done"),
        "issues.confirmed": _("An issue confirmed as done"),
        "issues.reopened": _("An issue sent back"),
        "issues.withdrawn": _("An issue withdrawn"),
        "issues.warning": _("Time runs out for an issue"),
        "issues.escalated": _("An issue called up to the next level"),
        "issues.danger": _("Danger that was not answered in time"),
        "issues.lifted": _("An issue gone up, to those it went past"),
        "issues.handed": _("An issue handed over"),
        "issues.disputed": _("The question whose an issue is"),
        "issues.resumed": _("An issue taken up again"),
        "issues.merged": _("Two issues made one"),
        "issues.mediation": _("An issue passed to mediation"),
        "issues.vacant": _("An office where nobody is"),
        "committees.invitation": _("An invitation to a meeting"),
        "committees.reminder": _("A reminder of a meeting"),
        "committees.moved": _("A meeting moved"),
        "committees.cancelled": _("A meeting called off"),
        "committees.action": _("Something promised at a meeting"),
        "committees.action_due": _("A promise that falls due"),
        "committees.action_news": _("How a promise stands"),
        "committees.term": _("A term that ends"),
        "committees.topic": _("How a topic goes on"),
        "committees.series": _("A meeting that could not be called"),
        "committees.substitute": _("Who takes a seat at a meeting"),
        "committees.minutes": _("Minutes to be confirmed"),
        "committees.minutes_due": _("Minutes that a party has not answered"),
        "committees.minutes_answered": _("An objection to minutes"),
        "committees.minutes_sealed": _("Minutes sealed"),
        "committees.minutes_lying": _("Minutes that wait for a step"),
        "committees.erratum": _("A correction of minutes"),
        "committees.comment": _("A comment on posted minutes"),
        "committees.comment_due": _("A comment that waits for an answer"),
        "committees.comment_answered": _("An answer to a comment"),
        "ballots.announced": _("A ballot announced"),
        "ballots.nominated": _("Somebody named as a candidate"),
        "ballots.candidacy": _("An answer of a candidate"),
        "ballots.reminder": _("A reminder to vote"),
        "ballots.turnout": _("How many homes of a captain are silent"),
        "ballots.objection": _("An objection in a ballot"),
        "ballots.objection_near": _("An objection from a captain's building"),
        "ballots.objection_answered": _("An answer to an objection in a ballot"),
        "ballots.objection_owed": _("An objection in a ballot that waits"),
        "ballots.roll_corrected": _("A roll put right"),
        "ballots.paper_in": _("A paper ballot handed in"),
        "ballots.paper_marked": _("A paper put into the box"),
        "ballots.proxy_ended": _("A proxy that has ended"),
        "ballots.paper_counted": _("A paper ballot that counts"),
        "ballots.paper_spoilt": _("A paper ballot left out"),
        "ballots.proxy_given": _("A proxy put on record"),
        "ballots.proxy_held": _("A vote for a neighbour"),
        "ballots.proxy_sent_back": _("A proxy sent back"),
        "ballots.proxy_not_held": _("A proxy that does not hold"),
        "ballots.correction_sent_back": _("A correction sent back"),
        "ballots.void_asked": _("A ballot to be called off"),
        "ballots.void_sent_back": _("A ballot not called off"),
        "ballots.counted": _("A ballot counted"),
        "ballots.count_waits": _("A count that waits"),
        "ballots.voided": _("A ballot called off"),
        "ballots.proposal": _("How a proposal goes on"),
        "ballots.answer_owed": _("A proposal that waits for its answer"),
        "ballots.step": _("A step that somebody has to take"),
        "ballots.step_due": _("A step that falls due"),
        "ballots.reply": _("An answer under a proposal"),
        "ballots.comment_hidden": _("Words under a proposal that were hidden"),
        "ballots.appeal": _("An appeal against hiding"),
        "ballots.appeal_decided": _("An appeal decided"),
        "ballots.deliberation": _("A deliberation over several days"),
        "ballots.sum_up": _("A deliberation to be summed up"),
        "buildings.appointed": _("A captain appointed"),
        "buildings.captaincy_ended": _("A captain's term ended"),
        "buildings.office": _("An office given"),
        "buildings.office_ended": _("An office that ends"),
        "buildings.vacancy": _("A place without a captain"),
        "buildings.lease_over": _("A lease that is over"),
        "buildings.last_member": _("An organisation of which nobody is left"),
        "buildings.residency": _("A home registered"),
        "buildings.moved_out": _("Somebody noted as moved out"),
        "buildings.claim": _("A newcomer at the door"),
        "buildings.claim_answered": _("An answer to a newcomer"),
        "buildings.guardian": _("A guardian's yes"),
        "people.code": _("A sign-in code"),
        "people.number": _("A number changed"),
        "people.exported": _("Somebody fetched all their data"),
        "people.digest": _("The weekly e-mail"),
    }.get(kind) or room_in_words(kind)


def room_in_words(kind: str) -> str:
    return {
        "notices": _("Notices"),
        "issues": pgettext("navigation", "Issues"),
        "committees": pgettext("navigation", "Meetings"),
        "ballots": _("Proposals and ballots"),
        "buildings": pgettext("navigation", "Buildings"),
        "people": _("Sign-in"),
    }.get(kind.partition(".")[0], kind)
