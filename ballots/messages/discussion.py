"""Who is told what about comments, and about a deliberation of several days."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from ballots.models import Comment, Deliberation
from kit.times import written
from notifications.operations import Words, post, void
from people.models import User

REPLY = "ballots.reply"
HIDDEN = "ballots.comment_hidden"
APPEAL = "ballots.appeal"
DECIDED = "ballots.appeal_decided"
DELIBERATION = "ballots.deliberation"
SUM_UP = "ballots.sum_up"


def url_of(comment: Comment) -> str:
    return reverse("ballots:comment", args=[comment.proposal_id, comment.pk])


def url_of_deliberation(deliberation: Deliberation) -> str:
    return reverse("ballots:deliberation", args=[deliberation.proposal_id, deliberation.pk])


def _tell(
    to: Iterable[User], *, kind: str, words: Words, url: str, subject: models.Model, event: str, **row
) -> int:
    key = f"{subject._meta.model_name} {subject.pk} {event}"
    return post(to=to, kind=kind, words=words, url=url, subject=subject, dedupe=key, by_day=True, **row)


# --- comments -------------------------------------------------------------------------------------------


def tell_of_reply(reply: Comment, *, now: datetime) -> None:
    said = reply.answers
    if said.author_id != reply.author_id:
        words, url = replied(reply), url_of(said)
        _tell([said.author], kind=REPLY, words=words, url=url, subject=reply, event="answers", due_at=now)


def tell_of_hiding(comment: Comment, *, now: datetime) -> None:
    row = {"kind": HIDDEN, "words": hidden(comment), "url": url_of(comment), "subject": comment}
    _tell([comment.author], event="hidden", due_at=now, **row)


def tell_of_appeal(comment: Comment, to: Iterable[User], *, now: datetime) -> None:
    row = {"kind": APPEAL, "words": appealed(comment), "url": url_of(comment), "subject": comment}
    _tell(to, event="appealed", due_at=now, **row)


def tell_of_decision(comment: Comment, *, now: datetime) -> None:
    void(subject=comment, kinds=[APPEAL])
    row = {"kind": DECIDED, "words": decided(comment), "url": url_of(comment), "subject": comment}
    _tell([comment.author, comment.hidden_by], event="decided", due_at=now, **row)


def replied(reply: Comment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Somebody answered you: %(title)s") % {"title": reply.proposal.title}
        return title, reply.text

    return words


def hidden(comment: Comment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Your words were hidden: %(title)s") % {"title": comment.proposal.title}
        reason = _("The reason: %(reason)s") % {"reason": comment.hidden_reason}
        appeal = _("If you think that is wrong, say so once; somebody else will look at it.")
        return title, f"{reason}\n\n{appeal}"

    return words


def appealed(comment: Comment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Somebody objects to being hidden: %(title)s") % {"title": comment.proposal.title}
        return title, _("Please look at it with fresh eyes, and say why it stays hidden or is shown again.")

    return words


def decided(comment: Comment) -> Words:
    def words() -> tuple[str, str]:
        if comment.is_restored:
            title = _("The words are shown again: %(title)s")
        else:
            title = _("The words stay hidden: %(title)s")
        return title % {"title": comment.proposal.title}, comment.appeal_answer

    return words


# --- over several days ----------------------------------------------------------------------------------


def tell_of_opening(deliberation: Deliberation, to: Iterable[User], *, by: User, now: datetime) -> None:
    """At once; and its host once more when it is over and waits to be summed up."""
    url, row = url_of_deliberation(deliberation), {"subject": deliberation}
    people = [each for each in to if each.pk not in (by.pk, deliberation.host_id)]
    _tell(
        people,
        kind=DELIBERATION,
        words=opened(deliberation, now),
        url=url,
        event="opened",
        due_at=now,
        expires_at=deliberation.closes_at,
        **row,
    )
    if deliberation.host_id != by.pk:
        told = asked_to_host(deliberation, now)
        _tell([deliberation.host], kind=DELIBERATION, words=told, url=url, event="host", due_at=now, **row)
    told = sum_up(deliberation)
    due_at = deliberation.closes_at
    _tell([deliberation.host], kind=SUM_UP, words=told, url=url, event="over", due_at=due_at, **row)


def tell_of_summary(deliberation: Deliberation, to: Iterable[User], *, now: datetime) -> None:
    void(subject=deliberation, kinds=[SUM_UP])
    row = {"kind": DELIBERATION, "url": url_of_deliberation(deliberation), "subject": deliberation}
    _tell(to, words=summed_up(deliberation), event="summed up", due_at=now, **row)


def tell_of_calling_off(deliberation: Deliberation, to: Iterable[User], *, now: datetime) -> None:
    void(subject=deliberation, kinds=[SUM_UP, DELIBERATION])
    row = {"kind": DELIBERATION, "url": url_of_deliberation(deliberation), "subject": deliberation}
    _tell(to, words=called_off(deliberation), event="called off", due_at=now, **row)


def _hours(deliberation: Deliberation, now: datetime) -> str:
    return _("You can write from %(from)s until %(until)s, whenever it suits you.") % {
        "from": written(deliberation.opens_at, now=now),
        "until": written(deliberation.closes_at, now=now),
    }


def opened(deliberation: Deliberation, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Come and talk it over: %(question)s") % {"question": deliberation.question}
        return title, _hours(deliberation, now)

    return words


def asked_to_host(deliberation: Deliberation, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("You are asked to host a deliberation: %(question)s") % {"question": deliberation.question}
        body = _("Afterwards please sum up what was said, for and against.")
        return title, f"{_hours(deliberation, now)}\n{body}"

    return words


def sum_up(deliberation: Deliberation) -> Words:
    def words() -> tuple[str, str]:
        title = _("It is over; please sum it up: %(question)s") % {"question": deliberation.question}
        return title, _("Whoever took part waits for your words.")

    return words


def summed_up(deliberation: Deliberation) -> Words:
    def words() -> tuple[str, str]:
        title = _("What came of it: %(question)s") % {"question": deliberation.question}
        return title, deliberation.summary

    return words


def called_off(deliberation: Deliberation) -> Words:
    def words() -> tuple[str, str]:
        title = _("Called off: %(question)s") % {"question": deliberation.question}
        return title, deliberation.called_off_why

    return words
