"""A seat when whoever was sent to sit on it says no: the delegate has it again, and is asked anew."""

from datetime import datetime

from django.utils.translation import gettext as _

from committees import messages
from committees.models import Invitation
from committees.models.meetings import AWAY, Reply
from committees.operations.ground import remind, tell
from kit.refused import Refused
from notifications.operations import Words


def insist_on_own_seat(invitation: Invitation, reply: str) -> None:
    """Who was sent and said no, or was called back, comes after all only while nobody else has the seat."""
    own = invitation.stands_in_for
    if own is None or invitation.reply not in AWAY or reply == Reply.DECLINED:
        return
    if own.reply != Reply.PROXY or _others_sent(own, invitation):
        sentence = _("The seat is no longer yours. %(name)s can send you once more.")
        raise Refused(sentence % {"name": own.user.display_name}, field="reply")


def give_seat_back(
    invitation: Invitation, now: datetime, *, words: Words | None = None, due_at: datetime | None = None
) -> None:
    """The delegate who sent this person has not answered yet, hears why, and is reminded again."""
    own, meeting = invitation.stands_in_for, invitation.meeting
    if own is None or own.reply != Reply.PROXY or _others_sent(own, invitation):
        return
    own.reply, own.reason, own.replied_at = Reply.NONE, "", None
    own.returns += 1
    own.save()
    words = words or messages.nobody_stands_in(invitation, now)
    event = f"seat given back {own.pk} {own.returns}"
    tell([own.user], meeting, kind=messages.SUBSTITUTE, words=words, event=event, now=now, due_at=due_at)
    remind([own], meeting, now=now)


def _others_sent(own: Invitation, but: Invitation) -> bool:
    return own.substitutes.exclude(reply=Reply.DECLINED).exclude(pk=but.pk).exists()
