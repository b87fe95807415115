"""Text messages and chat groups, through Apprise: a hundred services, one address each."""

import logging
import re
from email import charset
from functools import cache

from notifications.channels.base import Rejected, Unavailable, Unclear

SECONDS = 10.0
SAID = re.compile(r"error=(\d{3})|status:? ?(\d{3})")
NEVER_ARRIVED = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "Failed to resolve")
BUSY = {408, 425, 429}


class _Heard(logging.Handler):
    """Apprise answers yes or no, and says why in its log alone."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@cache
def _logger() -> logging.Logger:
    """Its log holds numbers and words of messages: it is heard here and goes no further."""
    log = logging.getLogger("apprise")
    log.propagate = False
    log.setLevel(logging.DEBUG)
    return log


def speak(address: str, *, title: str, text: str) -> None:
    """Says it at one address of Apprise's, or raises how it did not."""
    from apprise import Apprise  # reads a hundred plugins: not in a web process

    log, heard = _logger(), _Heard()
    log.addHandler(heard)
    try:
        plugin = Apprise.instantiate(address)
        # One of its plugins changes how every e-mail of this process is encoded.
        charset.add_charset("utf-8", charset.SHORTEST, charset.BASE64, "utf-8")
        if plugin is None:
            raise Rejected("the address of the service is not one that Apprise knows", for_good=True)
        plugin.socket_connect_timeout = plugin.socket_read_timeout = SECONDS
        plugin.redirects, plugin.verify_certificate, plugin.request_rate_per_sec = False, True, 0
        if plugin.notify(body=text, title=title):
            return
    finally:
        log.removeHandler(heard)
    _raise(heard.said)


def _raise(said: list[str]) -> None:
    everything = "\n".join(said)
    if found := SAID.search(everything):
        code = int(found[1] or found[2])
        raise Rejected(f"the service answered {code}", for_good=400 <= code < 500 and code not in BUSY)
    if any(word in everything for word in NEVER_ARRIVED):
        raise Unavailable("the service cannot be reached")
    if "Socket Exception" in everything:
        raise Unclear("the line to the service broke")
    raise Rejected("the service refused it", for_good=False)
