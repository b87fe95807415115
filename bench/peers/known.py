"""Which peers can stand beside Linli, with which of their pages, and which of ours do the same."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Peer:
    name: str
    folder: str  # beside this file: its settings and what fills it
    packages: tuple[str, ...]  # of the package index
    pages: dict[str, str]
    ours: dict[str, str]  # {first}: the number of the first row on `our_list`
    our_list: str
    our_rows: str  # what the address of a row begins with
    filled_by: str
    role: str = ""
    needs_checkout: bool = False


SERVER = ("granian", "psycopg2-binary", "whitenoise")
HELPDESK = Peer(
    name="helpdesk",
    folder="helpdesk_peer",
    packages=("django-helpdesk", *SERVER),
    # Their list asks for its rows by a second request.
    pages={"list": "/tickets/", "rows of the list": "{rows}", "one": "/tickets/1/"},
    ours={"list": "/issues/queue/", "rows of the list": "/issues/queue/", "one": "/issues/{first}/"},
    our_list="/issues/?show=all",
    our_rows="/issues/",
    filled_by="bench_issues",
    role="staff",
)
WAGTAIL = Peer(
    name="wagtail",
    folder="wagtail_peer",
    packages=("wagtail", *SERVER),
    pages={"list": "/", "one": "/notice-1/"},
    ours={"list": "/notices/", "one": "/notices/{first}/"},
    our_list="/notices/",
    our_rows="/notices/",
    filled_by="bench_notices",
)
BAKERY = replace(
    WAGTAIL,
    name="bakerydemo",
    folder="bakery_peer",
    packages=SERVER,
    pages={"list": "/blog/", "one": "/blog/notice-1/"},
    needs_checkout=True,
)
PEERS = {peer.name: peer for peer in (HELPDESK, WAGTAIL, BAKERY)}
