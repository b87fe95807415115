"""2: Valkey hangs, is gone, and is emptied amid sending. Nothing is lost, and no page waits for it.
3: it is killed again and again, and the worker, left alone, goes on each time."""

import json
import signal
import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from launcher.faults import outbox
from launcher.faults.figures import Figure, at_share
from launcher.faults.house import House
from launcher.faults.visitors import visitors

PAGES = ("/", "/inbox/", "/meetings/", "/accounts/login/", "/privacy/")
P99 = 2.0  # seconds
RESUMES, GIVE_UP = 90.0, 600.0


def gone(house: House) -> Sequence[Figure]:
    house.inside("people", "--people", 20)
    cookies = house.inside("sessions", "--people", 4)["cookies"]
    house.start("web", "worker 1", "worker 2", "beat")
    hangs, away = house.pick((12, 12), (60, 300))
    with (
        house.posting(20, house.pick(0.2, 0.5), ["inbox", "email"]) as posted,
        visitors([house.chosen.port], PAGES, cookies) as visits,
    ):
        house.wait(lambda: len(outbox.taken(house)) >= 5, "worker 1")
        hang(house, hangs)
        house.hold("valkey")
        house.note("valkey stays away")
        time.sleep(away)
        house.release("valkey")
        back = time.monotonic()
        house.note("valkey is back")
        before = len(outbox.taken(house))
        house.wait(lambda: len(outbox.taken(house)) > before, "worker 1", seconds=GIVE_UP)
        house.note(f"sends again after {time.monotonic() - back:.1f} s")
        for _ in range(3):  # amid sending what has gathered
            flush(house)
            time.sleep(house.rng.uniform(0.5, 4))
    house.wait(lambda: outbox.waiting(house) == 0, "worker 1", seconds=GIVE_UP)
    until = max(at for times in outbox.taken(house).values() for at in times)
    seconds = json.loads(posted.read_text())["seconds"]
    return [
        *outbox.figures(house, again=0, channels=2),
        *visits.figures(P99),
        Figure("post_p99", at_share(seconds, 0.99), most=P99),
        Figure("back", until - (time.time() - (time.monotonic() - back)), most=RESUMES + 60),
    ]


def hang(house: House, seconds: float) -> None:
    """It takes every call and says nothing."""
    house.note("valkey hangs")
    child = house.unit("valkey").child
    child.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    child.send_signal(signal.SIGCONT)


def flush(house: House) -> None:
    house.note("FLUSHALL")
    url = urlsplit(house.environment["REDIS_URL"])
    with socket.create_connection((url.hostname, url.port), timeout=5) as link:
        link.sendall(f"AUTH {url.password}\r\nFLUSHALL\r\n".encode())
        answer = b""
        while answer.count(b"\r\n") < 2 and (part := link.recv(256)):
            answer += part


def killed(house: House) -> Sequence[Figure]:
    house.inside("people", "--people", 20)
    house.start("web", "worker 1", "beat")
    times, slowest, begun = house.pick(4, 20), 0.0, house.unit("worker 1").child
    with house.posting(20, 2.5, ["inbox", "email"]):  # seldom: each needs a nudge that went through the queue
        house.wait(lambda: len(outbox.taken(house)) >= 5, "worker 1")
        for _ in range(times):
            time.sleep(house.rng.uniform(0, 8))
            house.kill("valkey")
            slowest = max(slowest, resumed(house))
    house.wait(lambda: outbox.waiting(house) == 0, "worker 1", seconds=GIVE_UP)
    return [
        *outbox.figures(house, again=0, channels=2),
        Figure("kills", times),
        Figure("resumed", slowest, most=RESUMES),
        Figure("ended", int(house.unit("worker 1").child is not begun), most=0),
    ]


def resumed(house: House) -> float:
    """Until an e-mail was taken that was posted after this moment."""
    begun = time.monotonic()
    last = (house.rows("SELECT max(id) FROM notifications_outbox") or [(0,)])[0][0]
    house.wait(lambda: any(pk > last for pk in outbox.taken(house)), "worker 1", seconds=GIVE_UP)
    house.note(f"resumed after {time.monotonic() - begun:.1f} s")
    return time.monotonic() - begun
