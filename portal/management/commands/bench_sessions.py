"""For `make bench CITY=`: sessions of a city's readers, and the pages to open, as JSON."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.measuring.pages import BENCH
from portal.measuring.readers import client_of, ground


class Command(BaseCommand):
    requires_system_checks = []
    help = "Signs invented people of a city in; prints their cookies and the pages to open. Only in the demo."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Nobody is signed in by a command where people are real.")
        here = ground()
        cookies = {key: cookie_of(pk) for key, pk in here.people.items()}
        pages = [
            [page.name, reader, page.path.format(**here.words)] for page in BENCH for reader in page.readers
        ]
        self.stdout.write(json.dumps({"cookies": cookies, "pages": pages}))


def cookie_of(user: int | None) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client_of(user).cookies[name].value}" if user is not None else ""
