"""Which ways a message goes when a person has chosen nothing, and which are better. No tables in here."""

from collections.abc import Iterable

from notifications.models import Channel, Mode, Topic

# From the one that is seen first to the one that costs most; a dead channel falls over to the next.
BEST_FIRST = (Channel.PUSH, Channel.EMAIL, Channel.SMS)
EVERYWHERE = (Channel.INBOX, *BEST_FIRST)


def topic_of(kind: str) -> str:
    """ "notices.published" is about notices. For what is no topic (people.*) nothing can be chosen."""
    return kind.partition(".")[0]


def default_mode(topic: str, channel: str, *, essential: bool = False) -> Mode:
    """The phone at once, notices by e-mail once a week, text messages only for what is essential."""
    if essential or channel in (Channel.INBOX, Channel.PUSH):
        return Mode.NOW
    if channel == Channel.EMAIL:
        return Mode.DIGEST if topic == Topic.NOTICES else Mode.NOW
    return Mode.OFF


def offered(channels: Iterable[str] | None, kind: str, *, essential: bool) -> dict[str, list | str]:
    """The channels of a message side by side with their defaults and ranks, as posting asks for them.

    Where somebody asked for text messages by name (the convenor, for a reminder) they go to all but those who
    switched them off.
    """
    asked = [*map(str, channels or ())]
    everywhere = map(str, EVERYWHERE) if essential or channels is None else ()
    named = dict.fromkeys([*asked, *everywhere])
    topic = topic_of(kind)
    must = {channel for channel in named if essential or (channel == Channel.SMS and channel in asked)}
    modes = [default_mode(topic, channel, essential=channel in must) for channel in named]
    return {
        "topic": topic,
        "channels": list(named),
        "modes": [str(mode) for mode in modes],
        "ranks": [EVERYWHERE.index(channel) for channel in named],
    }
