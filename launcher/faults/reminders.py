"""1: thousands of reminders are due, each on four channels, while everybody is killed at random.

One process convenes meetings, and calls off or moves every tenth of them; we kill meanwhile. In the end all
is counted: the rows of the outbox against the mail server's book and the gateway's (`manage.py
faults_reminders count`). The leases are those of every day, and the restarts are the supervisor's own.
"""

import json
import time
from collections.abc import Sequence

from launcher import options
from launcher.faults import killer
from launcher.faults.figures import Figure
from launcher.faults.house import House
from launcher.run import manage

FULL_REMINDERS, SMALL_REMINDERS = 10_000, 200
INVITED = 100  # people, to each meeting
SOON = 60.0  # seconds after the last kill until nothing that was due waits any more
PATIENCE = 240.0  # for the next e-mail
NONE_MAY = ("lost", "twice", "after_cancel", "old_date", "early", "unfinished")
TOLD = ("reminders", "void", "inbox", "mail", "sms", "push", "others", "cancelled", "moved")


def play(house: House) -> Sequence[Figure]:
    count = options.count("REMINDERS", house.pick(SMALL_REMINDERS, FULL_REMINDERS))
    meetings = max(10, count // INVITED)
    invited = -(-count // meetings)
    victims = house.pick(dict.fromkeys(killer.EVERYBODY, 1), killer.FULL)
    kills = killer.plan(house.rng, victims, meetings * invited)
    push = f"http://127.0.0.1:{house.gateway.port}/wake/"
    house.step("ground", command("ground", "--invited", invited, "--push", push))
    house.start(*killer.SENDERS, "beat", "web")
    with house.beside(
        "act", command("act", "--seed", house.seed, "--meetings", meetings, "--acts", house.acts)
    ):
        last = kill_all(house, kills)
    house.step("wait", command("wait"))
    waited = time.monotonic() - last
    return judge(house, counted(house), kills, waited)


def command(*words: object) -> list[str]:
    return manage("faults_reminders", *map(str, words))


def kill_all(house: House, kills: Sequence[killer.Kill]) -> float:
    """When the last was killed."""
    for kill in kills:
        house.wait(lambda kill=kill: taken(house) >= kill.after, "worker 1", seconds=PATIENCE)
        time.sleep(kill.delay)
        house.kill(kill.victim)
    return time.monotonic()


def taken(house: House) -> int:
    with open(house.book, "rb") as book:
        return sum(1 for _ in book)


def counted(house: House) -> dict[str, float]:
    found, keys = house.var_dir / "figures.json", house.var_dir / "keys.json"
    house.gateway.write(keys)
    books = ["--acts", house.acts, "--mails", house.book, "--keys", keys]
    house.step("count", command("count", *books, "--figures", found))
    return json.loads(found.read_text())


def judge(house: House, found: dict[str, float], kills: Sequence[killer.Kill], waited: float) -> list[Figure]:
    # At a kill each sender has one e-mail in hand at most; more copies would be another fault.
    copies = len(kills) * len(killer.SENDERS)
    return [
        *(Figure(name, found[name]) for name in TOLD),
        Figure("kills", len(kills)),
        *(Figure(name, found[name], most=0) for name in NONE_MAY),
        Figure("again", found["again"], most=copies),
        Figure("sms_again", house.gateway.again["sms"], most=copies),
        Figure("push_again", house.gateway.again["push"], most=copies),
        Figure("late", found["late"]),
        Figure("slowest", found["slowest"]),
        Figure("waited", waited, most=SOON),
    ]
