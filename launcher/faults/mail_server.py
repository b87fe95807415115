"""A real SMTP server in a process of its own, which writes down what it took before it says so.

`python -m launcher.faults.mail_server PORT FILE`: one JSON line for each e-mail. aiosmtpd is a development
requirement, so `make faults` needs the same environment as `make test`.
"""

import json
import os
import signal
import sys
import time
from email.parser import BytesHeaderParser
from email.policy import default

from aiosmtpd.controller import Controller

HEAD = BytesHeaderParser(policy=default)


class Book:
    """Appends with one write, so that a reader sees whole lines and a kill leaves none behind."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from, envelope.begun_at = address, time.time()
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        head = HEAD.parsebytes(envelope.content)
        mail = {"begun_at": envelope.begun_at, "id": str(head["Message-ID"]), "to": envelope.rcpt_tos}
        os.write(self.file, (json.dumps(mail | {"taken_at": time.time()}) + "\n").encode())
        return "250 taken"


def main() -> None:
    port, path = int(sys.argv[1]), sys.argv[2]
    controller = Controller(Book(path), hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    main()
