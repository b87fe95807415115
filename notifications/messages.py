"""The frame around other rooms' words: what every e-mail of Linli carries besides them."""

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.models import Message


def email_of(message: Message) -> tuple[str, str]:
    """(subject, plain text): the words, one link, and why one gets this."""
    parts = [message.body.strip()] if message.body.strip() else []
    if message.url:
        parts.append(_("Read and answer here: %(url)s") % {"url": settings.BASE_URL + message.url})
    if message.recipient:
        parts.append(
            f"-- \n{_('You get this e-mail because you are a neighbour on Linli and it concerns you.')}"
        )
    return " ".join(message.title.split()), "\n\n".join(parts) + "\n"
