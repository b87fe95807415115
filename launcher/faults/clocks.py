"""4: two beats and two workers, whose clocks are an hour or a day off, or in a zone with summer time."""

from collections.abc import Sequence
from pathlib import Path

from launcher.faults import outbox
from launcher.faults.figures import Figure
from launcher.faults.house import House

HERE = str(Path(__file__).with_name("clock"))
HOUR, DAY = 3_600, 86_400
ZONES = ("Europe/Berlin", "America/Sao_Paulo")
WORKERS, BEATS = ("worker 1", "worker 2"), ("beat 1", "beat 2")
SOON = 90.0


def play(house: House) -> Sequence[Figure]:
    each = house.pick(20, 500)
    house.inside("people", "--people", 20)
    house.start("web", *BEATS)
    clocks = [{"CLOCK_AHEAD": str(ahead), "PYTHONPATH": HERE} for ahead in (HOUR, -HOUR, DAY, -DAY)]
    clocks += [{"TZ": zone} for zone in house.pick(ZONES[:1], ZONES)]
    house.rng.shuffle(clocks)
    for turn, clock in enumerate(clocks):
        house.note(" ".join(value for name, value in clock.items() if name != "PYTHONPATH"))
        both = {name.replace(" ", "_"): clock for name in WORKERS}
        house.start(*WORKERS, **both)
        words = ["--first", 1 + turn * each, "--count", each, "--channels", "inbox", "email", "sms"]
        house.inside("post", *words, "--due-in", 5)
        house.wait(lambda: done(house), "worker 1", seconds=240)
        for name in WORKERS:
            house.stop(name)
    numbers = range(1, 1 + each * len(clocks))
    return [
        *outbox.figures(house, again=0, channels=3),
        Figure("slowest_inbox", outbox.longest_wait(house, "inbox", numbers), most=SOON),
        Figure("slowest_mail", outbox.longest_wait(house, "email", numbers), most=SOON),
    ]


def done(house: House) -> bool:
    """Those that will be due in a moment, too."""
    left = house.rows(
        "SELECT count(*) FROM notifications_outbox WHERE title LIKE 'trial %%' AND state = ANY(%s)",
        ["pending", "leased", "sending", "unknown"],
    )
    return bool(left) and left[0][0] == 0
