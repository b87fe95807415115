"""The frame around other rooms' words: what each channel carries of them, and what it keeps to itself."""

from collections.abc import Mapping
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from notifications import ways
from notifications.models import CODE, Message, Topic
from notifications.stops import stop_url

TEXTS_USED_UP = "people.texts_used_up"
ROBOT_SAYS = 500  # characters; a group scrolls on
SEAL = 16  # characters of a signature, in an e-mail's id


def email_of(message: Message) -> tuple[str, str]:
    """(subject, plain text): the words, one link, and why one gets this."""
    parts = [message.body.strip()] if message.body.strip() else []
    if message.url:
        parts.append(_("Read and answer here: %(url)s") % {"url": settings.BASE_URL + message.url})
    if message.recipient:
        why = _("You get this e-mail because you are a neighbour on Linli and it concerns you.")
        stop = stop_url(message)
        how = _("No more of these e-mails: %(url)s") % {"url": stop} if stop else ""
        parts.append("\n".join(filter(None, ["-- ", why, how])))
    return " ".join(message.title.split()), "\n\n".join(parts) + "\n"


def message_id(message: Message) -> str:
    """The same for every try of a row, so that a mail program shows two copies as one.

    Never another row's: a database that was restored numbers its rows anew, and servers keep back what comes
    under an id that they know. And nobody guesses it: a report is believed by it (`operations.bounces`).
    """
    made = f"{message.pk} {message.created_at.timestamp()}"
    seal = salted_hmac("notifications.message_id", made, algorithm="sha256").hexdigest()[:SEAL]
    return f"<message-{message.pk}.{seal}@{_host()}>"


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]


def wire_address(address: str) -> str:
    """An e-mail address as servers write it: of a domain in Chinese they know the ASCII form (RFC 5891)."""
    name, _at, domain = address.rpartition("@")
    return f"{name}@{punycode(domain)}"


def key_of(message: Message) -> str:
    """The same for every try of a row, for a gateway that takes each key once. A database that was restored
    numbers its rows anew, so the number alone is not enough."""
    return str(uuid5(NAMESPACE_URL, f"<message-{message.pk}@{_host()}> {message.created_at.timestamp()}"))


def text_of(message: Message) -> str:
    """A text message: a code as it is; of all else only what kind of thing waits, and a link."""
    if message.kind == CODE:
        return message.body
    link = f" {settings.BASE_URL}{message.url}" if message.url else ""
    return _("Linli: %(what)s") % {"what": in_short(message)} + link


def push_of(message: Message) -> dict[str, str]:
    """For the service worker."""
    return {
        "title": _("Linli"),
        "body": in_short(message),
        "url": message.url,
        "tag": topic_of(message),
    }


def topic_of(message: Message) -> str:
    """Of a push (RFC 8030, 5.4): a second copy takes the place of the first, on its way and on the screen."""
    return f"message-{message.pk}"


def in_short(message: Message) -> str:
    """What a screen that others may see can show: never who, never where, never what was said.

    An emergency is on everybody's door in any case: its title, which says that it is one, is the message.
    """
    topic = ways.topic_of(message.kind)
    if topic == Topic.NOTICES and message.is_essential:
        return " ".join(message.title.split())
    return {
        Topic.NOTICES: _("There is a new notice for you. Open it to read."),
        Topic.ISSUES: _("There is news about an issue. Open it to see."),
        Topic.MEETINGS: _("There is news about a meeting. Open it to see."),
        Topic.DECIDING: _("There is news about a proposal or a ballot. Open it to see."),
        Topic.HOME: _("There is news about your home or your office. Open it to see."),
    }.get(topic, _("There is a new message for you. Open it to read."))


def robot_of(message: Message) -> tuple[str, str]:
    """(title, text) for a chat group."""
    parts = [message.body.strip()[:ROBOT_SAYS], settings.BASE_URL + message.url if message.url else ""]
    return " ".join(message.title.split()), "\n".join(part for part in parts if part)


def texts_used_up(cap: int, *, codes_only: bool) -> tuple[str, str]:
    """(title, plain text) for whoever runs the site."""
    if codes_only:
        return _("Codes by text message are used up for today"), _(
            "%(cap)s codes were sent by text message today, and no more will be. People can still sign in by "
            "e-mail or passkey. If this is not an ordinary day, somebody may be asking for codes by machine."
        ) % {"cap": cap}
    return _("Text messages are used up for today"), _(
        "%(cap)s text messages were sent today, and no more will be. The inbox, e-mail and phones' screens "
        "go on. The number is the setting SMS_DAILY_CAP."
    ) % {"cap": cap}


def digest_of(by_topic: Mapping[str, list[Message]]) -> tuple[str, str]:
    """(title, plain text): per topic the titles with their links, the oldest first."""
    parts = []
    for topic in [*Topic.values, *(t for t in by_topic if t not in Topic.values)]:
        if rows := by_topic.get(topic):
            heading = str(Topic(topic).label) if topic in Topic.values else _("Other messages")
            parts.append("\n".join([heading, *(_line(row) for row in rows)]))
    parts.append(_("On which day this comes, or not at all: %(url)s") % {"url": preferences_url()})
    return _("This week in your neighbourhood"), "\n\n".join(parts)


def preferences_url() -> str:
    return settings.BASE_URL + reverse("notifications:preferences")


def _line(message: Message) -> str:
    link = f"\n  {settings.BASE_URL}{message.url}" if message.url else ""
    return f"· {' '.join(message.title.split())}{link}"
