"""People before the balancer: some read lists, some log issues, and write down what they were answered."""

import http.client
import itertools
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from launcher import processes
from launcher.faults.disk import form
from launcher.faults.visitors import Answer, ask
from launcher.hosts.balancer import READ
from launcher.hosts.windows import Hit

LISTS = ("/", "/notices/", "/issues/", "/inbox/", "/meetings/", "/places/", "/ballots/")
NEW = "/issues/new"
SAVED = re.compile(r"/issues/\d+")
READERS, WRITERS = 3, 2
READS_EVERY, WRITES_EVERY, AGAIN = 0.15, 1.0, 0.3  # seconds
PATIENCE = READ + 5


@dataclass
class Crowd:
    address: str
    port: int
    cookies: Sequence[str]
    place: int
    hits: list[Hit] = field(default_factory=list)
    saved: set[str] = field(
        default_factory=set
    )  # keys of issues of which somebody was told that they are saved
    odd: Counter[tuple[str, int]] = field(default_factory=Counter)  # neither an answer nor a failure
    enough: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Crowd":
        self.threads = [
            threading.Thread(target=walk, args=(number,), daemon=True)
            for walk, count in ((self._read, READERS), (self._write, WRITERS))
            for number in range(count)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.enough.set()
        for thread in self.threads:
            thread.join(0.0 if processes.told.times else PATIENCE + 5)

    def warm_up(self, hosts: Sequence[str], port: int) -> None:
        """Each page a few times of each host, before anything is counted: the first builds its templates."""
        for host in hosts:
            for path in LISTS * 3:
                link = http.client.HTTPConnection(host, port, timeout=PATIENCE)
                ask(port, path, self.cookies[0], link=link)
                link.close()

    def _read(self, number: int) -> None:
        """One in three has not signed in."""
        cookie = "" if number == 0 else self.cookies[number % len(self.cookies)]
        for step in itertools.count(number):
            if self.enough.is_set():
                return
            self._ask(LISTS[step % len(LISTS)], cookie, lambda answer: answer.status in (200, 302))
            self.enough.wait(READS_EVERY)

    def _write(self, number: int) -> None:
        """Whoever was not told yes taps again: the same form, with the same key."""
        cookie = self.cookies[number % len(self.cookies)]
        while not self.enough.is_set():
            said = form(self.place) | {"client_key": str(uuid.uuid4())}
            while not self.enough.is_set() and self._ask(NEW, cookie, is_saved, said) in (0, 502, 503, 504):
                self.enough.wait(AGAIN)
            self.enough.wait(WRITES_EVERY)

    def _ask(self, path: str, cookie: str, good: Callable[[Answer], object], said: dict | None = None) -> int:
        link = http.client.HTTPConnection(self.address, self.port, timeout=PATIENCE)
        try:
            answer = ask(self.port, path, cookie, said, link=link)
        finally:
            link.close()
        hit = Hit(time.monotonic(), answer.seconds, path, answer.status)
        self.hits.append(hit)
        if good(answer) and said:
            self.saved.add(said["client_key"])
        elif not good(answer) and not hit.failed:
            self.odd[path, answer.status] += 1
        return answer.status


def is_saved(answer: Answer) -> bool:
    return answer.status == 302 and bool(SAVED.search(answer.where))
