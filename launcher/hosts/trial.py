"""The course of `make hosts`, and its judgement."""

import json
import os
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zlib import crc32

from launcher import options, processes
from launcher.faults import house, outbox
from launcher.faults.figures import Figure
from launcher.hosts.balancer import EVERY, OUT_AFTER
from launcher.hosts.crowd import Crowd
from launcher.hosts.estate import FRONT, WEB, WEBS, WORKS, Estate
from launcher.hosts.network import Network, address
from launcher.hosts.watchman import ALONE_AFTER, LEADS_AFTER, Watchman
from launcher.hosts.windows import Cut, Hit, Row, before, rows
from launcher.hosts.words import words
from launcher.run import tell
from launcher.sentences import say

KINDS = (WEBS, WORKS, ("db2",))  # the primary comes last, and for good
PRIMARY = "db1"
CAN_BE_CUT = (*WEBS, *WORKS, "db2", PRIMARY)
PAUSE = 5.0  # seconds between two of them
PEOPLE = 5  # of the property company: each hears of each issue
GIVE_UP = 240.0  # seconds, then what is still waiting counts as such
RESUMES = 90.0  # seconds until all that was in hand has arrived, as with a killed queue
# A line to a host that vanished is given up after 7 seconds, and its next try after 3 (portal/env.py).
PATIENCE = 7.0 + 3.0
# Seconds in which a request may fail. One of a worker is nobody's page.
ALLOWED = {
    **dict.fromkeys(WEBS, OUT_AFTER + 0.5),
    **dict.fromkeys(WORKS, 0.0),
    "db2": ALONE_AFTER + EVERY,
    PRIMARY: LEADS_AFTER + PATIENCE + EVERY,
}
CHANNELS = ("inbox", "email", "sms")
BURST, DUE_IN = 200, 5.0  # messages before a worker is cut off; seconds
EMAIL = crc32(b"notifications.delivery email")  # the lock of who sends them (notifications/delivery.py)
HOLDS = f"""SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE locktype = 'advisory' AND granted AND objid = {EMAIL} AND client_addr = %s AND 20 < (
    SELECT count(*) FROM notifications_outbox WHERE channel = 'email' AND due_at <= now()
    AND state IN ('pending', 'leased'))"""  # noqa: S608 (a number)
LOST_KEYS = "SELECT client_key::text, count(*) FROM issues_issue GROUP BY 1"


@dataclass
class Seen:
    cuts: list[Cut] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    failed: list[Hit] = field(default_factory=list)
    figures: Sequence[Figure] = ()


def run(network: Network, names: Sequence[str], *, seed: int, small: bool) -> bool:
    seen = Seen()
    kind = type("Here", (Estate,), {"network": network})
    good = house.run("hosts", lambda estate: play(estate, seen, names), seed=seed, small=small, kind=kind)
    if seen.figures:
        tell(say("bench_saved", path=save(seen, seed=seed, small=small)))
    return good


def order(rng: random.Random, names: Sequence[str], *, small: bool) -> list[str]:
    """Those that were named; else one of each kind, or in full everybody."""
    chosen = list(names) or [name for kind in KINDS for name in ([rng.choice(kind)] if small else kind)]
    rng.shuffle(chosen)
    last = [PRIMARY] if PRIMARY in chosen or not names else []
    return [name for name in chosen if name != PRIMARY] + last


def play(estate: Estate, seen: Seen, names: Sequence[str]) -> Sequence[Figure]:
    estate.inside("people", "--people", PEOPLE)
    place = estate.inside("home")["place"]
    cookies = estate.inside("sessions", "--people", PEOPLE)["cookies"]
    estate.start_all()
    crowd = Crowd(address("front"), FRONT, cookies, place)
    crowd.warm_up([address(host) for host in WEBS], WEB)
    with Watchman(estate.note, estate.services.promoted) as watchman:
        estate.wait(lambda: is_well(estate, watchman), "front")
        with estate.posting(PEOPLE, estate.pick(0.3, 0.2), CHANNELS) as posted, crowd:
            time.sleep(PAUSE)
            for host in order(estate.rng, names, small=estate.small):
                seen.cuts.append(cut_off(estate, watchman, host, first=BURST * (len(seen.cuts) + 100)))
        processes.wait_until(lambda: outbox.waiting(estate) == 0, seconds=GIVE_UP, step=0.2)
    bursts = BURST * sum(cut.host in WORKS for cut in seen.cuts)
    return judge(estate, crowd, seen, bursts + len(json.loads(posted.read_text())["seconds"]))


def is_well(estate: Estate, watchman: Watchman) -> bool:
    """Both web hosts are sent visitors, and the first database waits for the second."""
    up = {}
    for line in estate.log("front").read_text().splitlines():
        said = json.loads(line)
        up[said["host"]] = said["up"]
    return all(up.get(address(host)) for host in WEBS) and (
        watchman.waits_for_both or watchman.leads == "db2"
    )


def cut_off(estate: Estate, watchman: Watchman, host: str, first: int) -> Cut:
    estate.wait(lambda: is_well(estate, watchman), "front")
    if host in WORKS:
        burden(estate, host, first)
    newest = newest_message(estate)
    begun = time.monotonic()
    estate.cut(host)
    if host == PRIMARY:
        estate.wait(lambda: watchman.leads == "db2", "db2")
    well = arrived(estate, newest, begun)
    hold = estate.pick(10, 20) - (time.monotonic() - begun)
    processes.wait_until(lambda: False, seconds=max(0.0, hold))
    if host != PRIMARY:
        estate.mend(host)
        estate.wait(lambda: is_well(estate, watchman), "front")
    processes.wait_until(lambda: False, seconds=PAUSE)
    return Cut(host, begun, ALLOWED[host], well)


def burden(estate: Estate, host: str, first: int) -> None:
    """Until it has the e-mails to itself, many of them: one that is idle would be missed by nobody."""
    words = ["--people", PEOPLE, "--count", BURST, "--first", first, "--due-in", DUE_IN]
    estate.inside("post", *words, "--channels", *CHANNELS)
    processes.wait_until(lambda: estate.rows(HOLDS, address(host))[0][0], seconds=30, step=0.02)


def newest_message(estate: Estate) -> int:
    return (estate.rows("SELECT max(id) FROM notifications_outbox") or [(0,)])[0][0] or 0


UNTIL = """SELECT count(*) FROM notifications_outbox WHERE id <= %s AND due_at <= now()
  AND title LIKE 'trial %%' AND state IN ('pending', 'leased', 'sending', 'unknown')"""


STUCK = """SELECT id, channel, state, attempts, lease_until - now(), error FROM notifications_outbox
  WHERE id <= %s AND due_at <= now() AND title LIKE 'trial %%'
  AND state IN ('pending', 'leased', 'sending', 'unknown') LIMIT 10"""


def arrived(estate: Estate, newest: int, begun: float) -> float:
    """Until nothing of before the cut waits any more, and an e-mail has been taken that was posted since."""

    def well() -> bool:
        left = estate.rows(UNTIL, newest)
        return bool(left) and left[0][0] == 0 and any(pk > newest for pk in outbox.taken(estate))

    all_well = processes.wait_until(well, seconds=GIVE_UP, step=0.1)
    seconds = time.monotonic() - begun
    estate.note(f"{'all' if all_well else 'not all'} arrived after {seconds:.1f} s")
    if not all_well:
        for line in estate.rows(STUCK, newest):
            tell(str(line))
    return seconds


def judge(estate: Estate, crowd: Crowd, seen: Seen, posted: int) -> Sequence[Figure]:
    seen.rows, seen.failed = rows(seen.cuts, crowd.hits), [hit for hit in crowd.hits if hit.failed]
    tell(words("hosts_head"))
    for row in seen.rows:
        tell(words("hosts_row", **asdict(row)))
    for (path, status), count in crowd.odd.most_common(5):
        tell(f"{count} × {status} {path}")
    kept = dict(estate.rows(LOST_KEYS))
    told = outbox.figures(estate, again=len(seen.cuts), channels=len(CHANNELS))
    missing = posted - len({row.number for row in outbox.rows_of(estate)})
    seen.figures = [
        Figure("cuts", len(seen.cuts)),
        Figure("requests", len(crowd.hits), least=100),
        Figure("failed_within", sum(row.within for row in seen.rows)),
        Figure("failed_outside", before(seen.cuts, crowd.hits) + sum(r.outside for r in seen.rows), most=0),
        Figure("odd_answers", sum(crowd.odd.values()), most=0),
        Figure("issues_saved", len(crowd.saved), least=10),
        Figure("issues_lost", len(crowd.saved - kept.keys()), most=0),
        Figure("issues_twice", sum(count - 1 for count in kept.values()), most=0),
        *[Figure("lost", told_lost.value + max(0, missing), most=0) if told_lost.name == "lost" else told_lost
          for told_lost in told],
        Figure("longest_well", max((row.well for row in seen.rows), default=0.0), most=RESUMES),
    ]  # fmt: skip
    return seen.figures


def save(seen: Seen, *, seed: int, small: bool) -> Path:
    folder = Path(os.environ.get("OUT", "").strip() or options.PROJECT / "var" / "hosts")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / time.strftime("%Y%m%dT%H%M%S.json")
    about = {"seed": seed, "small": small, "cores": os.cpu_count(), "machine": platform.machine()}
    about |= {"load": os.getloadavg(), "rows": [asdict(row) for row in seen.rows]}
    about |= {"failed": [asdict(hit) for hit in seen.failed]}
    about |= {"figures": [asdict(figure) | {"holds": figure.holds} for figure in seen.figures]}
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return path
