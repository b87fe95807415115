"""Where passkeys work: WebAuthn binds them to a name, and browsers offer them on a safe connection only."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def host_of(base_url: str) -> str:
    """What a passkey belongs to: the name in the address, without a port."""
    return urlsplit(base_url).hostname or ""


def work_at(base_url: str) -> bool:
    """Over https, or on this very machine by name; never by a bare number."""
    host = host_of(base_url)
    if not host or _is_number(host):
        return False
    is_here = host == "localhost" or host.endswith(".localhost")
    return urlsplit(base_url).scheme == "https" or is_here


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
