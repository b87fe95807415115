"""Where Celery's nudges go: one Redis or Valkey, or the one that its sentinels name (docs/adr/0013)."""

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal import env

if TYPE_CHECKING:
    from redis import Redis

OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 10,  # the default of none hangs the publisher for ever
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
SENTINEL = "sentinel://"
ASKED_FOR = 2  # seconds for each sentinel: the next one knows the same


def broker() -> tuple[str, dict]:
    """The address as kombu reads it, and its options. Cluster is refused: kombu has no transport for it."""
    url, master = env.text("REDIS_URL"), env.text("REDIS_SENTINEL_MASTER", "")
    if not url.startswith(SENTINEL):
        if master:
            raise ImproperlyConfigured(
                "The setting REDIS_SENTINEL_MASTER names a primary, and REDIS_URL no sentinels: write "
                "sentinel://:PASSWORD@host:26379;sentinel://host:26379/0, or leave the name out."
            )
        parts = env.split("REDIS_URL", url)
        if parts.scheme not in {"redis", "rediss"} or not re.fullmatch(r"/?\d*", parts.path):
            raise ImproperlyConfigured(
                "The setting REDIS_URL is no address of Redis or Valkey. Write redis://:PASSWORD@host:6379/0."
            )
        return certified(url), OPTIONS
    if not master:
        raise ImproperlyConfigured(
            "The setting REDIS_SENTINEL_MASTER is missing: what the sentinels in REDIS_URL call the primary."
        )
    password = env.text("REDIS_SENTINEL_PASSWORD", "")
    asked = {"socket_timeout": ASKED_FOR, "socket_connect_timeout": ASKED_FOR}
    asked |= {"password": password} if password else {}
    return of_sentinels(url), OPTIONS | {"master_name": master, "sentinel_kwargs": asked}


def certified(url: str) -> str:
    """Where nothing is said of certificates, kombu speaks TLS with anybody, and tells them the password."""
    parts = urlsplit(url)
    if parts.scheme != "rediss" or "ssl_cert_reqs=" in parts.query:
        return url
    return parts._replace(query="&".join(filter(None, [parts.query, "ssl_cert_reqs=required"]))).geturl()


def of_sentinels(url: str) -> str:
    """kombu takes user, password and number of the database from the first alone; here any may have them."""
    try:
        parts = [urlsplit(one.strip()) for one in url.split(";") if one.strip()]
        places = [(part.scheme, part.hostname, part.port or 26379) for part in parts]
    except ValueError:
        places = []
    if not places or any(scheme != "sentinel" or not host for scheme, host, _port in places):
        raise ImproperlyConfigured(
            "The setting REDIS_URL is no list of sentinels. Write each with its scheme, and a semicolon "
            "between them: sentinel://:PASSWORD@host:26379;sentinel://host:26379/0."
        )
    who = next((one.netloc.rpartition("@")[0] + "@" for one in parts if "@" in one.netloc), "")
    path = next((one.path for one in parts if one.path.strip("/")), "/0")
    hosts = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for _scheme, host, port in places]
    return ";".join(f"{SENTINEL}{who}{host}{path}" for host in hosts)


def client(url: str, options: dict, *, patience: float) -> "Redis":
    """Of the one Redis, or of the one that is the primary now."""
    from redis import Redis  # not with the settings, which everything waits for
    from redis.sentinel import Sentinel

    asked = {"socket_timeout": patience, "socket_connect_timeout": patience}
    if not url.startswith(SENTINEL):
        return Redis.from_url(url, **asked)
    parts = [urlsplit(one) for one in url.split(";")]
    first = parts[0]
    watchers = Sentinel(
        [(one.hostname, one.port) for one in parts], sentinel_kwargs=options["sentinel_kwargs"] | asked
    )
    return watchers.master_for(
        options["master_name"],
        username=unquote(first.username or "") or None,
        password=unquote(first.password or "") or None,
        db=int(first.path.strip("/")),
        **asked,
    )
