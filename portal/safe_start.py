"""What a host for real people must not start with. Read by the settings, so nothing starts: not prepare, not
the web, not a worker. Pure questions: what they are asked about comes in."""

import ipaddress
import re
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
    "linli", "postgres", "postgresql", "redis", "valkey", "minioadmin", "sentinel", "test", "demo", "token",
    "123456", "12345678",
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
        if any(password.lower() in GUESSED for password in passwords_in(address)):
            yield f"The setting {name} has the password of an example: give that server one of its own."


def passwords_in(address: str) -> list[str]:
    """Of an address, of each sentinel in a list of them, or the password itself."""
    if "://" not in address:
        return [address]
    # By hand: what `urlsplit` cannot read is for whoever reads the address itself to say.
    places = [re.split("[/?#]", part.partition("://")[2], maxsplit=1)[0] for part in address.split(";")]
    return [unquote(place.rpartition("@")[0].partition(":")[2]) for place in places]


def refuse_half_a_bucket(given: Mapping[str, str], *, by_proxy: bool) -> None:
    """`given`: those of the settings S3_… that have a value; at least one."""
    needed = [name for name in ("S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY") if name not in given]
    if not needed and "S3_ENDPOINT" not in given and "S3_REGION" not in given:
        needed = ["S3_ENDPOINT (or S3_REGION, at the first of these services)"]
    if needed:
        raise ImproperlyConfigured(
            f"The setting {needed[0]} is missing. Uploads go into a bucket where S3_BUCKET, S3_ENDPOINT, "
            "S3_ACCESS_KEY and S3_SECRET_KEY are set, and into MEDIA_ROOT where no S3_… is."
        )
    endpoint = urlsplit(given.get("S3_ENDPOINT", "https://"))
    if endpoint.scheme not in {"https", "http"} or ("S3_ENDPOINT" in given and not endpoint.hostname):
        raise ImproperlyConfigured("The setting S3_ENDPOINT must be an address: https://s3.example.org.")
    if endpoint.scheme == "http" and is_public(endpoint.hostname or ""):
        raise ImproperlyConfigured(
            "The setting S3_ENDPOINT has no https, and photos would go over the open net: write its https "
            "address."
        )
    if by_proxy:
        raise ImproperlyConfigured(
            "The setting FILES_BY_PROXY lets nginx send files of a folder, and S3_BUCKET keeps them "
            "elsewhere: leave one of them out."
        )


def is_public(host: str) -> bool:
    """A name with a dot that is not of an inner net, or an address of the open one."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".lan", ".home.arpa", ".localhost"))
