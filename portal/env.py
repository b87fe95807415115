"""Reads settings from the environment; what is missing or wrong names itself and says what to do."""

import base64
import os
import re
from datetime import time
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg2 import ProgrammingError
from psycopg2.extensions import parse_dsn

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

# postgresql://user:password@ | hosts | /name?query
HOSTS = re.compile(r"(\w+://(?:[^/?#]*@)?)([^/?#]*)(.*)", re.DOTALL)


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"The setting {name} is missing. Set it in the environment; see docs/deploy.md."
        )
    return default


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default  # a line without a value says no more than no line
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"The setting {name} is {value!r}. Write 1 for yes or 0 for no.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(
            f"The setting {name} is {value!r}. Write a whole number, such as {default}."
        )
    return int(value)


def choice(name: str, among: tuple[str, ...]) -> str:
    """One of the words; the first when nothing is set."""
    value = text(name, among[0]).lower()
    if value not in among:
        raise ImproperlyConfigured(f"The setting {name} is {value!r}. Write one of: {', '.join(among)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def template(name: str, part: str) -> str:
    """An address with one part that is filled in for each message; nothing when it is not set."""
    value = text(name, "")
    if value and ("://" not in value or part not in value):
        raise ImproperlyConfigured(
            f"The setting {name} must be an address with {part} in it, such as "
            f"jsons://gateway.example.org/send?:to={part}."
        )
    return value


def site(name: str, default: str) -> str:
    """Where people reach us: all links begin with it."""
    value = text(name, default).rstrip("/")
    parts = split(name, value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"The setting {name} is {value!r}. Write where people reach this site: https://linli.example.org."
        )
    return value


def split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (is read here)
    except ValueError:  # its own words may have the password in them
        raise ImproperlyConfigured(
            f"The setting {name} cannot be read as an address. A port is a number, and in a password "
            "the signs / ? # [ ] @ : % are written %2F %3F %23 %5B %5D %40 %3A %25."
        ) from None
    return parts


def secret(name: str) -> str:
    value = text(name, "")
    if value and len(value) < 20:
        raise ImproperlyConfigured(f"The setting {name} is too short. Write at least 20 random characters.")
    return value


def vapid(name: str, file: Path) -> str:
    """The private key of web push: 32 octets in base64url, from the environment or from a file of ours."""
    value = text(name, "") or (file.read_text().strip() if file.is_file() else "")
    if not value:
        return ""
    try:
        octets = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        octets = b""
    if len(octets) != 32:
        raise ImproperlyConfigured(
            f"The setting {name} is not a key. Leave it out, or write what `manage.py push_key` prints."
        )
    return value


# A host that vanishes without a word says no goodbye: the system itself would wait for it for a quarter of an
# hour, and for the other end of an idle line two hours. On a socket of this machine none of it has a meaning.
VANISHED = {
    "connect_timeout": 3,  # seconds, for each host that is tried
    "tcp_user_timeout": 5_000,  # ms until what was said must have been heard
    "keepalives_idle": 5,  # seconds of silence until the other end is asked; 7 until it is gone
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
# The same for the server's end: what a dead worker holds there (locks, a channel) is free in 11 seconds.
GIVEN_UP = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=10000"
)
# Many short questions at once, from data in memory or on a disk without a head to move. PostgreSQL's own
# figures are for few long ones on a disk that turns: it read whole tables for a path it was not told yet,
# started a second process (5 ms) for nothing, and compiled what takes less than to compile it.
SHORT_QUESTIONS = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"


def database(name: str = "DATABASE_URL", **otherwise: object) -> dict:
    """postgresql://user:password@host:port/name, or postgresql://user@/name?host=/socket/folder.

    Of several hosts (host:port,host:port) the one is used that can be written to. What the address says of
    itself goes before `otherwise`.
    """
    url = text(name)
    try:
        parts, hosts = without_hosts(url)
    except ValueError:
        parts, hosts = split(name, url), ""
    query = query_of(name, parts.query)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"The setting {name} is not a PostgreSQL address. Write postgresql://user:password@host:5432/name."
        )
    try:
        hosts, ports = places(hosts)
    except ValueError:
        raise ImproperlyConfigured(f"The setting {name} has a port that is not a number.") from None
    host, asked = query.pop("host", hosts), query.pop("port", "")
    here = host.startswith("/") or not host
    asked_of_server = [
        SHORT_QUESTIONS,
        "" if here else GIVEN_UP,
        query.pop("options", ""),
    ]  # the last said counts
    options = ({} if here else VANISHED) | {"options": " ".join(filter(None, asked_of_server))}
    if "," in host:
        options["target_session_attrs"] = "read-write"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": query.pop("dbname", unquote(parts.path.lstrip("/"))),
        "USER": query.pop("user", unquote(parts.username or "")),
        "PASSWORD": query.pop("password", unquote(parts.password or "")),
        "HOST": host,
        "PORT": ports or asked,
        "OPTIONS": options | otherwise | query,
    }


def query_of(name: str, query: str) -> dict[str, str]:
    """What stands behind the "?" of a database's address, in PostgreSQL's own words: it is handed them."""
    found = {key: values[-1] for key, values in parse_qs(query).items()}
    if unknown := [key for key in found if not _knows(key)]:
        raise ImproperlyConfigured(
            f"The setting {name} says {', '.join(unknown)} behind its ?, which PostgreSQL does not know. "
            "Leave it out, or write it as PostgreSQL does: sslmode=require."
        )
    return found


def _knows(key: str) -> bool:
    try:
        parse_dsn(f"postgresql:///?{quote(key, safe='')}=")
    except ProgrammingError:
        return False
    return True


def without_hosts(url: str) -> tuple[SplitResult, str]:
    """The address, and its hosts apart: `urlsplit` may refuse brackets behind a comma (Python 3.11.4 on)."""
    begin, hosts, end = HOSTS.fullmatch(url).groups() if HOSTS.fullmatch(url) else (url, "", "")
    return urlsplit(begin + end), hosts


def places(hosts: str) -> tuple[str, str]:
    """(hosts, ports) as libpq wants them: with commas, and a port for each host or none at all."""
    found = [urlsplit(f"//{place}") for place in hosts.split(",")]
    ports = [str(one.port or "") for one in found]
    return ",".join(unquote(one.hostname or "") for one in found), ",".join(ports) if any(ports) else ""


def hours(name: str, default: str) -> tuple[time, time] | None:
    """ "21:30-08:00" as two times of the day; nothing for an empty one."""
    said = os.environ.get(name, default).strip()
    if not said:
        return None
    try:
        start, end = (time.fromisoformat(part.strip()) for part in said.split("-"))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must look like 21:30-08:00, not {said!r}.") from None
    return start, end
