"""5: the mail server is slow, answers 421, 451 or 550, drops the line after the dot, or is closed.

Meanwhile the inbox and text messages arrive as always; a 550 is not tried again; in the end each row has an
end state, and what failed stands on the page for staff. The waits between tries are cut short (`FORWARD`).
"""

import html
import re
from collections.abc import Sequence

from launcher.faults import outbox
from launcher.faults.figures import Figure
from launcher.faults.house import House
from launcher.faults.visitors import ask

MOODS = ("slow", "421", "451", "550", "drop", "closed")
STUCK = ("slow", "closed")  # it is tried with the first that waits, and the others wait behind that one
CHANNELS = ("inbox", "email", "sms")
SOON = 30.0  # seconds: beat asks every ten


def play(house: House) -> Sequence[Figure]:
    each = house.pick(6, 60)
    house.inside("people", "--people", each * len(MOODS))
    cookie = house.inside("sessions")["admin"]
    house.start("web", "worker 1", "beat")
    moods = [*MOODS]
    house.rng.shuffle(moods)
    numbers = {mood: range(1 + each * turn, 1 + each * (turn + 1)) for turn, mood in enumerate(moods)}
    for mood in moods:
        in_mood(house, mood, numbers[mood])
    house.mood.write_text("")
    settle(house)
    return judge(house, numbers, cookie)


def in_mood(house: House, mood: str, numbers: range) -> None:
    house.note(mood)
    before = tries(house)
    house.mood.write_text(mood)
    if mood == "closed":
        house.hold("mail server")
    house.inside("post", "--first", numbers[0], "--count", len(numbers), "--channels", *CHANNELS)
    house.wait(lambda: not any(outbox.waiting(house, name) for name in ("inbox", "sms")), "worker 1")
    house.wait(lambda: tried(house, numbers) if mood not in STUCK else tries(house) > before, "worker 1")
    if mood == "closed":
        house.release("mail server")


def tried(house: House, numbers: range) -> bool:
    rows = [row for row in e_mails(house) if row.number in numbers]
    return bool(rows) and all(row.attempts > 0 or row.state == "failed" for row in rows)


def tries(house: House) -> int:
    return sum(row.attempts for row in e_mails(house))


def e_mails(house: House) -> list[outbox.Row]:
    return [row for row in outbox.rows_of(house) if row.channel == "email"]


def settle(house: House) -> None:
    """The mail server is well again: what waits is tried until each row has its end."""

    def done() -> bool:
        house.rows(outbox.FORWARD)
        return outbox.waiting(house) == 0

    house.note("well again")
    house.wait(done, "worker 1", seconds=600)


def judge(house: House, numbers: dict[str, range], cookie: str) -> list[Figure]:
    rows = outbox.rows_of(house)
    failed = [row for row in rows if row.state == "failed"]
    # Who was tried again while it said 550 was refused for good as well, whatever it said before.
    refused = [to for mail in house.mails() if mail.get("refused") == "550" for to in mail["to"]]
    for_good = len(set(refused))
    every = range(1, 1 + sum(map(len, numbers.values())))
    dropped = len(numbers["drop"])
    unsaid = sum(mail.get("unsaid", False) for mail in house.mails())
    common = outbox.figures(house, again=unsaid, channels=3, refused=for_good)
    shown = pages_for_staff(house, cookie)
    return [
        *common,
        Figure("failed_rows", len(failed), most=for_good + dropped),
        Figure("retried_550", len(refused) - for_good, most=0),
        Figure("unseen", max(0, len(failed) - shown), most=0),
        Figure("slowest_inbox", outbox.longest_wait(house, "inbox", every), most=SOON),
        Figure("slowest_sms", outbox.longest_wait(house, "sms", every), most=SOON),
    ]


def pages_for_staff(house: House, cookie: str) -> int:
    """How many rows the page lists as not delivered, over all its sheets."""
    path, found = "/inbox/outbox/", 0
    while path:
        answer = ask(house.chosen.port, path, cookie)
        if answer.status != 200:
            house.note(f"{path} {answer.status} {answer.where} {answer.text[:200]}")
        listed = re.split('id="(?:marked|tallies)"', answer.text)[0]
        found += listed.count("chip--late")
        path = next_sheet(answer.text)
    return found


def next_sheet(page: str) -> str:
    found = re.search(r'<a class="btn" href="([^"]+)" rel="next"', page)
    return f"/inbox/outbox/{html.unescape(found[1])}" if found else ""
