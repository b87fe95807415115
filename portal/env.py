"""Reads settings from the environment; what is missing or wrong names itself and says what to do."""

import base64
import os
from datetime import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


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
    value = os.environ.get(name, "1" if default else "0").strip().lower()
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


def database(name: str = "DATABASE_URL") -> dict:
    """postgresql://user:password@host:port/name, or postgresql://user@/name?host=/socket/folder."""
    url = text(name)
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"The setting {name} is not a PostgreSQL address. Write postgresql://user:password@host:5432/name."
        )
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"The setting {name} has a port that is not a number.") from None
    options = {key: value for key, value in query.items() if key not in {"host", "port"}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": str(port or query.get("port") or ""),
        "OPTIONS": options,
    }


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
