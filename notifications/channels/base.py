"""What a channel is, and the three ways in which it does not send."""

from typing import Protocol

from notifications.models import Message


class Unavailable(Exception):
    """The channel itself does not work now: nothing was sent, and the next message would fare no better."""


class Rejected(Exception):
    """This message was surely not sent.

    `for_good`: no later try can help. `bounced`: nobody is there, and the address is marked.
    """

    def __init__(self, reason: str, *, for_good: bool, bounced: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good
        self.bounced = bounced


class Unclear(Exception):
    """The line broke while sending: the provider may have taken the message or not."""


class Channel(Protocol):
    def send(self, message: Message) -> None: ...

    def close(self) -> None: ...


class DemoChannel:
    """The demo outbox: the row is the message, and nothing leaves this machine. See the page inbox/demo/."""

    def send(self, message: Message) -> None:
        pass

    def close(self) -> None:
        pass


class ClosedChannel:
    """A channel that is not set up here; the setting that is missing stands beside the message."""

    def __init__(self, setting: str) -> None:
        self.setting = setting

    def send(self, message: Message) -> None:
        raise Unavailable(f"{self.setting} is not set")

    def close(self) -> None:
        pass


def reason_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
