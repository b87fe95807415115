"""What this room keeps about a person (people/personal.py)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models import CODE, Channel
from notifications.operations.forgetting import forget_person
from people.models import User
from people.personal import Kept, Section

THEIR_WORK = "what somebody did in an office; it is told by the offices and by the journal"


def at_my_addresses(person: User) -> Q:
    at_phone = Q(channel=Channel.SMS, address=person.phone or "none")
    return at_phone | Q(channel=Channel.EMAIL, address=person.email or "none")


SECTION = Section(
    name="notifications",
    title=_("Messages to me"),
    kept=(
        # With their words, as they were written to this person; never a code.
        Kept(
            "messages",
            _("Messages"),
            "notifications.Message",
            ("recipient",),
            ("channel", "state", "sent_at", "read_at"),
            others={name: f"letter__{name}" for name in ("kind", "title", "body", "subject", "created_at")},
            url="notifications:inbox",
            never={"letter__kind": CODE},
        ),
        Kept(
            "preferences",
            _("How I want to be told"),
            "notifications.Preference",
            ("user",),
            ("topic", "channel", "mode"),
            url="notifications:preferences",
        ),
        Kept(
            "hours",
            _("Quiet hours"),
            "notifications.Hours",
            ("user",),
            ("quiet_from", "quiet_until", "digest_day"),
            url="notifications:preferences",
        ),
        Kept(
            "push_devices",
            _("Browsers that may be woken"),
            "notifications.PushDevice",
            ("user",),
            ("label", "made_at", "last_sent_at", "ended_at"),
            url="notifications:preferences",
        ),
        Kept(
            "troubles",
            _("When a message could not reach me"),
            "notifications.AddressMark",
            (),
            ("channel", "address", "what", "detail", "at", "cleared_at"),
            found=at_my_addresses,
        ),
    ),
    stays=(
        _("That a message went out and when, without its words and without your address."),
        _(
            "Messages to others that name you, for what you did in an office or asked of them: with whoever "
            "got them, three years at most."
        ),
    ),
    left_out={
        "notifications.AddressMark.cleared_by": THEIR_WORK,
        "notifications.Robot.made_by": THEIR_WORK,
    },
    erase=lambda person, now: forget_person(person=person, now=now),
)
