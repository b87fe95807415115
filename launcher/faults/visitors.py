"""People at their browsers: they ask for page after page, and write down what they were answered."""

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from launcher.faults.figures import Figure, at_share
from launcher.run import tell

HOST = "linli.example"
TOKEN = "x" * 32  # of the cookie and of the form: for us they need only be alike
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    status: int  # 0: the line broke, or nobody answered in time
    seconds: float
    text: str = ""
    where: str = ""  # that it leads to
    refused: bool = False  # nobody listened: it was surely not heard
    closes: bool = False
    retry_after: str = ""
    cookies: str = ""  # that it sets, as a browser sends them back


def headers_of(cookie: str) -> dict[str, str]:
    """As the proxy before us would say it."""
    return {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "Origin": f"https://{HOST}",
        "Cookie": cookie,
        "Accept-Language": "zh-CN",
    }


def ask(
    port: int,
    path: str,
    cookie: str = "",
    form: dict | None = None,
    *,
    body: bytes | None = None,
    kind: str = "application/x-www-form-urlencoded",
    link: http.client.HTTPConnection | None = None,
) -> Answer:
    begun = time.monotonic()
    own = link or http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = headers_of(cookie)
    if form is not None:
        body = urlencode(form | {"csrfmiddlewaretoken": TOKEN}).encode()
    if body is not None:
        headers["Content-Type"] = kind
    try:
        own.request("POST" if body is not None else "GET", path, body, headers)
        said = own.getresponse()
        text = said.read().decode(errors="replace")
        return Answer(
            said.status,
            time.monotonic() - begun,
            text,
            said.getheader("Location") or "",
            closes=said.will_close,
            retry_after=said.getheader("Retry-After") or "",
            cookies="; ".join(line.partition(";")[0] for line in said.headers.get_all("Set-Cookie", ())),
        )
    except ConnectionRefusedError:
        return Answer(0, time.monotonic() - begun, refused=True)
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, time.monotonic() - begun, text=repr(error))
    finally:
        if link is None:
            own.close()


@dataclass
class Visits:
    answers: list[tuple[float, str, Answer]] = field(default_factory=list)
    moved_on: int = 0

    def failed(self) -> list[tuple[float, str, Answer]]:
        return [visit for visit in self.answers if not 200 <= visit[2].status < 400]

    def said(self) -> list[str]:
        """What the failures were, the most frequent first."""
        kinds = Counter((answer.status, path, answer.text[-90:]) for _, path, answer in self.failed())
        return [f"{count} × {status} {path} {text}" for (status, path, text), count in kinds.most_common(5)]

    def figures(self, p99: float) -> list[Figure]:
        for line in self.said():
            tell(line)
        seconds = [answer.seconds for _, _, answer in self.answers]
        return [
            Figure("pages", len(self.answers), least=20),
            Figure("pages_failed", len(self.failed()), most=0),
            Figure("pages_p50", at_share(seconds, 0.5)),
            Figure("pages_p99", at_share(seconds, 0.99), most=p99),
        ]


@contextmanager
def visitors(
    ports: Sequence[int], paths: Sequence[str], cookies: Sequence[str], *, count: int = 2, pause: float = 0.02
) -> Iterator[Visits]:
    """`count` of them until the body ends. A page whose line broke is asked of the next port, as a proxy does
    (`proxy_next_upstream`); `ports` may be changed meanwhile."""
    visits, enough = Visits(), threading.Event()

    def walk(number: int) -> None:
        turn = itertools.count(number)
        while not enough.is_set():
            step = next(turn)
            path, cookie = paths[step % len(paths)], cookies[number % len(cookies)]
            answer = first_answer(list(ports), path, cookie, visits)
            visits.answers.append((time.monotonic(), path, answer))
            enough.wait(pause)

    threads = [threading.Thread(target=walk, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield visits
    finally:
        enough.set()
        for thread in threads:
            thread.join(PATIENCE + 5)


def first_answer(ports: Sequence[int], path: str, cookie: str, visits: Visits) -> Answer:
    spent = 0.0
    for number, port in enumerate(ports):
        answer = ask(port, path, cookie)
        spent += answer.seconds
        if answer.status not in (0, 502, 503) or number == len(ports) - 1:
            break
        visits.moved_on += 1
    return Answer(answer.status, spent, answer.text if answer.status >= 500 or not answer.status else "")
