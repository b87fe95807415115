"""Reads what the environment decides. What is wrong names itself and says what to do."""

import errno
import os
import re
import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from launcher.sentences import Stop, say
from launcher.services import make_var_dir

PROJECT = Path(__file__).resolve().parent.parent
ANYWHERE = {"0.0.0.0", "::"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

# postgresql://user:password@ | hosts | /name?query
HOSTS = re.compile(r"(\w+://(?:[^/?#]*@)?)([^/?#]*)(.*)", re.DOTALL)
# What no address has: a "%" that begins nothing, or a second "@" before the host.
SIGNS = re.compile(r"%(?![0-9A-Fa-f]{2})|//[^/?#]*@[^/?#]*@")
ROOM = 200 * 2**20  # bytes; a new copy with the demo fills 90 MB, and its journal grows with use


@dataclass(frozen=True)
class Options:
    host: str
    address: str  # what HOST means as a number
    port: int
    var_dir: Path
    demo: bool
    given: dict[str, str]  # DATABASE_URL, REDIS_URL when the environment names servers

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the site."""
        host = self.here if self.wide_open else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def here(self) -> str:
        """The address by which this machine itself reaches the site."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.address, self.address)

    @property
    def wide_open(self) -> bool:
        return self.address in ANYWHERE


def read(environment: Mapping[str, str] = os.environ) -> Options:
    given = {}
    if url := environment.get("DATABASE_URL", "").strip():
        given["DATABASE_URL"] = check_database_url(url)
    if url := environment.get("REDIS_URL", "").strip():
        master = environment.get("REDIS_SENTINEL_MASTER", "").strip()
        given["REDIS_URL"] = check_redis_url(url, master)
    # A database somebody named may hold real people: invented ones enter it only when asked for.
    demo = flag("DEMO", environment, default="DATABASE_URL" not in given)
    secret = environment.get("SECRET_KEY", "").strip()
    if secret and len(secret) < 32:
        raise Stop("setting_secret")
    host = environment.get("HOST", "").strip() or "127.0.0.1"
    number = address(host)
    if number in ANYWHERE and not demo and not environment.get("ALLOWED_HOSTS", "").strip():
        raise Stop("setting_hosts", value=host)
    return Options(host, number, port(environment), var_dir(environment), demo, given)


def address(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Stop("setting_host", value=host) from None
    # IPv4 first: "localhost" is often both, and every browser tries that one.
    return str(min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0])


def port(environment: Mapping[str, str]) -> int:
    value = environment.get("PORT", "").strip() or "8000"
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise Stop("setting_port", value=value)
    return int(value)


def flag(name: str, environment: Mapping[str, str], *, default: bool) -> bool:
    value = environment.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise Stop("setting_flag", name=name, value=value)
    return value in TRUE


def var_dir(environment: Mapping[str, str]) -> Path:
    path = Path(environment.get("VAR_DIR", "").strip() or "var")
    path = path if path.is_absolute() else PROJECT / path
    try:
        make_var_dir(path)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Stop("setting_var_dir", value=path, why=error.strerror) from None
    return path.resolve()


def check_room(path: Path, needed: int = ROOM) -> None:
    """Said before the start: a database that runs out of disk in the middle says it far less clearly."""
    free = shutil.disk_usage(path).free
    if free < needed:
        raise Stop("disk_full", path=path, free=free // 2**20, needed=needed // 2**20)


def check_database_url(url: str) -> str:
    # Of what cannot be read nothing is shown: a part of the password may be in it.
    if SIGNS.search(url):
        raise Stop("setting_database", why=say("url_signs"))
    try:
        # It may name several hosts, and `urlsplit` refuse brackets behind a comma.
        begin, hosts, end = HOSTS.fullmatch(url).groups() if HOSTS.fullmatch(url) else (url, "", "")
        parts = urlsplit(begin + end)
        for place in hosts.split(","):
            urlsplit(f"//{place}").port  # noqa: B018 (raises when it is not a number)
    except ValueError:
        raise Stop("setting_database", why=say("url_signs")) from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise Stop("setting_database", why=f"{parts.scheme or '?'}://")
    if not (hosts or "host" in parse_qs(parts.query)) or not parts.path.strip("/"):
        raise Stop("setting_database", why="host/name?")
    return url


def check_redis_url(url: str, master: str = "") -> str:
    """One server, or sentinels with a semicolon between them, who know it by the name `master`."""
    watched = url.startswith("sentinel://")
    for one in url.split(";") if watched else [url]:
        try:
            parts = urlsplit(one.strip())
            parts.port  # noqa: B018 (raises when it is not a number)
        except ValueError:
            raise Stop("setting_redis", why=say("url_signs")) from None
        if parts.scheme not in ({"sentinel"} if watched else {"redis", "rediss"}):
            raise Stop("setting_redis", why=f"{parts.scheme or '?'}://")
        if not parts.hostname or not re.fullmatch(r"/?\d*", parts.path):
            raise Stop("setting_redis", why="host:6379/0?")
    if watched != bool(master):
        raise Stop("setting_redis", why="REDIS_SENTINEL_MASTER?")
    return url


def check_port_free(options: Options) -> None:
    """Bind it as the web server will, before anything is started."""
    family = socket.AF_INET6 if ":" in options.address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.address, options.port))
        except PermissionError:
            raise Stop("port_forbidden", port=options.port) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(
                    "port_in_use", port=options.port, host=options.host, other=options.port + 1
                ) from None
            raise Stop("setting_host", value=options.host) from None


def count(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise Stop("faults_number", name=name, value=value)
    return int(value)


def secret_key(path: Path) -> str:
    """Made once and kept: a new one at each start would sign everybody out."""
    known = path.read_text().strip() if path.exists() else ""
    if known:
        return known
    # Beside and renamed: one killed meanwhile, or a full disk, leaves no empty key for ever.
    fresh, key = path.with_name(f"{path.name}.new"), secrets.token_urlsafe(48)
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)
    fresh.replace(path)
    return key


def child_environment(options: Options, services: Mapping[str, str]) -> dict[str, str]:
    """What web, worker, beat and manage.py are told; what the person set stays as it is."""
    hosts = "*" if options.wide_open else f"127.0.0.1,localhost,[::1],{options.host}"
    chosen = {
        "DEMO": "1" if options.demo else "0",
        "HOST": options.host,
        "PORT": str(options.port),
        "VAR_DIR": str(options.var_dir),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",  # a terminal may speak GBK; our files, logs and pipes do not
    }
    defaults = {"ALLOWED_HOSTS": hosts, "BASE_URL": options.url}
    if options.port != 8000:
        # Cookies do not know ports: two copies in one browser would sign each other out.
        defaults |= {
            f"{kind}_COOKIE_NAME": f"linli_{kind.lower()}_{options.port}" for kind in ("SESSION", "CSRF")
        }
    present = {name: value for name, value in os.environ.items() if value.strip()}
    if "SECRET_KEY" not in present:
        defaults["SECRET_KEY"] = secret_key(options.var_dir / "secret_key")
    return defaults | present | chosen | dict(services)
