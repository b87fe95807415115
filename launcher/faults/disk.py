"""6: the disk of the database, of Valkey and of the uploads fills up. Refused clearly, nothing half saved,
and it recovers by itself once there is room.

Each lies on a small disk of its own (tmpfs), so only root can try it. A visitor logs issues with a photo all
the time: each answer must be a saved issue or a 503.
"""

import os
import re
import subprocess
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from launcher.account import own
from launcher.faults.figures import Figure
from launcher.faults.house import House
from launcher.faults.visitors import TOKEN, Answer, ask
from launcher.faults.words import words
from launcher.run import tell

SIZES = {"database": 420, "valkey": 24, "media": 24}  # MB
BACK = 60.0
SAVED, REFUSED = 302, 503
ISSUES = "SELECT count(*), count(DISTINCT client_key) FROM issues_issue"
HALF = """SELECT count(*) FROM issues_issue i
  WHERE NOT EXISTS (SELECT FROM issues_issueevent e WHERE e.issue_id = i.id)"""


@dataclass
class Log:
    saved: int = 0
    refused: int = 0
    unclear: list[Answer] = field(default_factory=list)
    back: float = 0.0


def can() -> bool:
    return os.geteuid() == 0


def skipped() -> bool:
    tell(words("skipped", name="disk-full", why=words("needs_root")))
    return True


def folders(house: House) -> dict[str, Path]:
    members = house.services.members
    return {
        "database": members["DATABASE_URL"].ground.home,
        "valkey": members["REDIS_URL"].ground.home,
        "media": house.var_dir / "media",
    }


def mount(house: House) -> None:
    """Before anything is started: what was laid out there is laid out again on the small disk."""
    accounts = {"database": "DATABASE_URL", "valkey": "REDIS_URL"}
    for name, folder in folders(house).items():
        folder.mkdir(exist_ok=True)
        below = [path for path in folder.iterdir() if path.is_dir()]
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZES[name]}m", "tmpfs", folder], check=True)
        member = house.services.members.get(accounts.get(name, ""))
        account = member.ground.account if member else None
        own(folder, account, 0o700)
        for path in below:
            own(path, account, 0o700)


def unmount(house: House) -> None:
    for folder in folders(house).values():
        subprocess.run(["umount", "-l", folder], check=False, stderr=subprocess.DEVNULL)


def play(house: House) -> Sequence[Figure]:
    house.inside("people", "--people", 5)
    place = house.inside("home")["place"]
    cookie = house.inside("sessions", "--people", 2)["cookies"][1]
    house.start("web", "worker 1", "beat")
    log = Log()
    report(house, log, cookie, place)
    names = [*SIZES]
    house.rng.shuffle(names)
    for name in names:
        fill(house, log, name, lambda: report(house, log, cookie, place))
    counted = house.rows(ISSUES)[0]
    half = house.rows(HALF)[0][0] + abs(counted[0] - counted[1])
    return [
        Figure("pages", log.saved + log.refused + len(log.unclear)),
        Figure("saw_503", log.refused, least=1),
        Figure("unclear_answers", len(log.unclear), most=0),
        Figure("half_saved", half + max(0, log.saved - counted[0]), most=0),
        Figure("recovered", log.back, most=BACK),
    ]


def fill(house: House, log: Log, name: str, visit) -> None:
    house.note(f"disk of {name} is full")
    filler = folders(house)[name] / "filler"
    until = time.monotonic() + house.pick(8, 40)
    while time.monotonic() < until:
        pour(filler)
        visit()
    filler.unlink()
    begun = time.monotonic()
    house.note(f"room again for {name}")
    house.wait(lambda: visit() == SAVED, "web", seconds=180)
    log.back = max(log.back, time.monotonic() - begun)
    house.note(f"saves again after {time.monotonic() - begun:.1f} s")


def pour(filler: Path) -> None:
    """To the last block."""
    with suppress(OSError), open(filler, "ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 65536)
    with suppress(OSError), open(filler, "ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 512)


def report(house: House, log: Log, cookie: str, place: int) -> int:
    answer = ask(
        house.chosen.port,
        "/issues/new",
        cookie,
        body=multipart(form(place), photo()),
        kind="multipart/form-data; boundary=b0undary",
    )
    if answer.status == SAVED and re.search(r"/issues/\d+", answer.where):
        log.saved += 1
    elif answer.status == REFUSED and answer.retry_after:
        log.refused += 1
    elif answer.refused:
        time.sleep(0.2)  # the web process itself is being started again
    else:
        log.unclear.append(answer)
        house.note(f"{answer.status} {answer.text[:300]!r}")
    time.sleep(0.1)
    return answer.status


def form(place: int) -> dict[str, str]:
    return {
        "csrfmiddlewaretoken": TOKEN,
        "client_key": str(uuid.uuid4()),
        "place": str(place),
        "category": "water",
        "text": "天花滴水",
    }


def multipart(fields: dict[str, str], file: bytes) -> bytes:
    parts = [
        f'--b0undary\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--b0undary\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n'
    return b"".join(parts) + head + b"Content-Type: image/png\r\n\r\n" + file + b"\r\n--b0undary--\r\n"


def photo() -> bytes:
    """Noise, which no encoder makes small."""
    import io

    from PIL import Image

    made = io.BytesIO()
    Image.frombytes("RGB", (300, 300), os.urandom(270_000)).save(made, "PNG")
    return made.getvalue()
