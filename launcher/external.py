"""Asks the servers named in the environment whether they answer and are new enough."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

from launcher.programs import OLDEST_POSTGRES, OLDEST_REDIS
from launcher.sentences import Stop, say


def check_postgres(url: str) -> None:
    import psycopg2

    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except (psycopg2.Error, UnicodeError) as error:
        raise Stop("database_unreachable", why=_one_line(error)) from None
    found = connection.server_version  # 150013 for 15.13
    connection.close()
    if found < OLDEST_POSTGRES * 10_000:
        raise Stop("database_old", found=f"{found // 10_000}")


def check_redis(url: str) -> list[str]:
    """Notes worth saying that are no reason to stop."""
    import redis

    client = _redis(url)
    try:
        about = client.info("server") | client.info("memory")
    except redis.AuthenticationError:  # its own words speak of HELLO
        raise Stop("redis_password") from None
    except TypeError:  # what stands behind the "?" is known only when it is used
        raise Stop("setting_redis", why="?" + "&".join(parse_qs(urlsplit(url).query))) from None
    except (redis.RedisError, OSError) as error:
        raise Stop("redis_unreachable", why=_one_line(error)) from None
    finally:
        client.close()
    found = str(about.get("redis_version", "0"))
    if "valkey_version" not in about and int(found.split(".")[0]) < OLDEST_REDIS:
        raise Stop("redis_old", found=found)
    policy = about.get("maxmemory_policy", "noeviction")
    return [] if policy == "noeviction" else [say("redis_evicts", policy=policy)]


def _redis(url: str):
    """The server itself, or the one that its sentinels say is the primary (portal/broker.py)."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
    from redis.sentinel import Sentinel

    patience = {"socket_connect_timeout": 5, "socket_timeout": 5}
    if not url.startswith("sentinel://"):
        return redis.Redis.from_url(url, **patience)
    parts = [urlsplit(one.strip()) for one in url.split(";")]
    password = next((unquote(one.password) for one in parts if one.password), None)
    watchword = os.environ.get("REDIS_SENTINEL_PASSWORD", "").strip() or None
    watchers = Sentinel(
        [(one.hostname, one.port or 26379) for one in parts],
        # Three seconds of waiting between its tries would tell nobody anything.
        sentinel_kwargs={"password": watchword, "retry": Retry(NoBackoff(), 1), **patience},
    )
    return watchers.master_for(
        os.environ.get("REDIS_SENTINEL_MASTER", "").strip(), password=password, **patience
    )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".?") or type(error).__name__
