"""How a message leaves. A channel is a small class: `send(message)` sends, or raises how it did not."""

from django.conf import settings

from notifications.channels.base import (
    Channel,
    ClosedChannel,
    DemoChannel,
    Rejected,
    Unavailable,
    Unclear,
)
from notifications.channels.mail import EmailChannel, calendar_part
from notifications.channels.push import PushChannel
from notifications.channels.robots import RobotChannel
from notifications.channels.texts import TextChannel
from notifications.models import Channel as ChannelName

# The setting without which a channel is closed. A robot brings its address itself.
NEEDS = {
    ChannelName.PUSH: ("VAPID_PRIVATE_KEY", PushChannel),
    ChannelName.EMAIL: ("EMAIL_HOST", EmailChannel),
    ChannelName.SMS: ("SMS_GATEWAY", TextChannel),
}


def channel_for(name: str) -> Channel:
    setting, channel = NEEDS.get(name, ("", RobotChannel))
    if setting and getattr(settings, setting):
        return channel()
    if settings.DEMO:
        return DemoChannel()
    return channel() if not setting else ClosedChannel(setting)


def not_set_up() -> list[tuple[str, str]]:
    """(channel, missing setting) of what cannot send from here."""
    return [(str(name), setting) for name, (setting, _) in NEEDS.items() if not getattr(settings, setting)]


__all__ = [
    "Channel",
    "ClosedChannel",
    "DemoChannel",
    "EmailChannel",
    "PushChannel",
    "Rejected",
    "RobotChannel",
    "TextChannel",
    "Unavailable",
    "Unclear",
    "calendar_part",
    "channel_for",
    "not_set_up",
]
