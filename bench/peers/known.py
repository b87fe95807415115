"""Which peers can stand beside Linli, with which of their pages, and which of ours do the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    name: str
    folder: str  # beside this file: its settings and what fills it
    packages: tuple[str, ...]  # of the package index
    settings: str
    application: str
    pages: dict[str, str]
    ours: dict[str, str]  # {first}: the number of the first row on `our_list`
    our_list: str
    our_rows: str  # what the address of a row begins with
    filled_by: str
    role: str = ""
    needs_checkout: bool = False


SERVER = ("granian", "psycopg2-binary", "whitenoise")
PEERS = {
    peer.name: peer
    for peer in (
        Peer(
            name="helpdesk",
            folder="helpdesk_peer",
            packages=("django-helpdesk", *SERVER),
            settings="peer_settings",
            application="peer_wsgi:application",
            # Their list asks for its rows by a second request.
            pages={"list": "/tickets/", "rows of the list": "{rows}", "one": "/tickets/1/"},
            ours={
                "list": "/issues/queue/",
                "rows of the list": "/issues/queue/",
                "one": "/issues/{first}/",
            },
            our_list="/issues/?show=all",
            our_rows="/issues/",
            filled_by="bench_issues",
            role="staff",
        ),
        Peer(
            name="wagtail",
            folder="wagtail_peer",
            packages=("wagtail", *SERVER),
            settings="peer_settings",
            application="peer_wsgi:application",
            pages={"list": "/", "one": "/notice-1/"},
            ours={"list": "/notices/", "one": "/notices/{first}/"},
            our_list="/notices/",
            our_rows="/notices/",
            filled_by="bench_notices",
        ),
        Peer(
            name="bakerydemo",
            folder="bakery_peer",
            packages=SERVER,
            settings="peer_settings",
            application="peer_wsgi:application",
            pages={"list": "/blog/", "one": "/blog/notice-1/"},
            ours={"list": "/notices/", "one": "/notices/{first}/"},
            our_list="/notices/",
            our_rows="/notices/",
            filled_by="bench_notices",
            needs_checkout=True,
        ),
    )
}
