"""What a host for real people must not start with. Read by the settings, so nothing starts: not prepare, not
the web, not a worker. Pure questions: what they are asked about comes in."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LONG, VARIED = 50, 12  # characters of a key, and different ones among them
# Of the examples in our own pages and tests, and of those that everybody copies.
COPIED = (
    "insecure",
    "only-for-",
    "example",
    "change-me",
    "changeme",
    "replace",
    "secret-key",
    "your-",
)
# In the notation of the examples, and what is tried first by whoever finds a port open.
GUESSED = {
    "password", "passwort", "passw0rd", "pass", "secret", "changeme", "change-me", "example", "admin", "root",
    "linli", "postgres", "postgresql", "redis", "valkey", "test", "demo", "token", "123456", "12345678",
}  # fmt: skip


def refuse_unsafe(
    *,
    keys: Iterable[str],
    debug: bool,
    base_url: str,
    hosts: Iterable[str],
    addresses: Mapping[str, str],
) -> None:
    """`addresses`: name of a setting -> its address with the password in it, or the password itself."""
    if found := [
        *_about_keys(keys),
        *_about_the_web(debug, base_url, hosts),
        *_about_passwords(addresses),
    ]:
        raise ImproperlyConfigured("\n".join(found))


def _about_keys(keys: Iterable[str]) -> Iterator[str]:
    for name, key in zip(("SECRET_KEY", *["SECRET_KEY_FALLBACKS"] * 99), keys, strict=False):
        if len(key) < LONG or len(set(key)) < VARIED or any(word in key.lower() for word in COPIED):
            yield (
                f"The setting {name} can be guessed: write {LONG} random characters that stand in no "
                "example, or set DEMO=1 where nobody is real."
            )


def _about_the_web(debug: bool, base_url: str, hosts: Iterable[str]) -> Iterator[str]:
    if debug:
        yield "The setting DEBUG shows everybody the inside of a failure: leave it out, or set DEMO=1."
    if not base_url.startswith("https://") and is_public(urlsplit(base_url).hostname or ""):
        yield (
            f"The setting BASE_URL is {base_url}, and codes and names would go over the open net: "
            "write its https address."
        )
    if "*" in hosts:
        yield "The setting ALLOWED_HOSTS is *: write the names of this site, with commas."


def _about_passwords(addresses: Mapping[str, str]) -> Iterator[str]:
    for name, address in addresses.items():
        password = unquote(urlsplit(address).password or "") if "://" in address else address
        if password.lower() in GUESSED:
            yield f"The setting {name} has the password of an example: give that server one of its own."


def is_public(host: str) -> bool:
    """A name with a dot that is not of an inner net, or an address of the open one."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".lan", ".home.arpa", ".localhost"))
