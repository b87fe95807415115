"""A real SMTP server in a process of its own, which writes down what it took before it says so.

`python -m launcher.faults.mail_server [HOST:]PORT FILE [MOOD]`: one JSON line for each e-mail. The file MOOD
holds one word, read anew each time: 421, 451, 550 (to the recipient, each noted as refused), slow (takes
longer than anybody waits), drop (takes the e-mail and hangs up instead of saying so), or nothing.
aiosmtpd is a development requirement, so `make faults` needs the same environment as `make test`.
"""

import asyncio
import json
import os
import signal
import sys
import time
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller

HEAD = BytesHeaderParser(policy=default)
SLOW = 25.0  # seconds; EMAIL_TIMEOUT is 15
REFUSALS = {
    "421": "421 4.3.2 closing",
    "451": "451 4.3.0 try later",
    "550": "550 5.1.1 no such box",
}


class Book:
    """Appends with one write, so that a reader sees whole lines and a kill leaves none behind."""

    def __init__(self, path: str, mood: str | None = None) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.mood_file = Path(mood) if mood else None

    @property
    def mood(self) -> str:
        return self.mood_file.read_text().strip() if self.mood_file else ""

    def write(self, **line: object) -> None:
        os.write(self.file, (json.dumps(line) + "\n").encode())

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from, envelope.begun_at = address, time.time()
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if refusal := REFUSALS.get(self.mood):
            self.write(refused=self.mood, to=[address], at=time.time())
            if refusal.startswith("421"):
                await server.push(refusal)
                server.transport.close()
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mood = self.mood
        if mood == "slow":
            await asyncio.sleep(SLOW)
        head = HEAD.parsebytes(envelope.content)
        self.write(
            begun_at=envelope.begun_at,
            id=str(head["Message-ID"]),
            to=envelope.rcpt_tos,
            taken_at=time.time(),
            unsaid=mood in ("slow", "drop"),  # nobody heard our yes
        )
        if mood == "drop":
            server.transport.abort()
        return "250 taken"


def main() -> None:
    host, _, port = sys.argv[1].rpartition(":")
    book = Book(*sys.argv[2:4])
    controller = Controller(book, hostname=host or "127.0.0.1", port=int(port), ready_timeout=60)
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    main()
