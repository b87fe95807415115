"""How many questions a page asks the database, counted on a second look at it; for `make bench`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User
from portal.demo.roles import DEMO_ROLES


class Command(BaseCommand):
    requires_system_checks = []
    help = 'Counts the queries of pages: "captain:/desk/" prints "captain:/desk/ 17". Only in the demo.'

    def add_arguments(self, parser):
        parser.add_argument("pages", nargs="+", help="role:path, the role empty for a visitor")
        parser.add_argument("--print", action="store_true", help="the queries too")

    def handle(self, *args, pages: list[str], **options):
        if not settings.DEMO:
            raise CommandError("Pages are opened as other people only where DEMO=1 is set.")
        for page in pages:
            role, _, path = page.partition(":")
            queries = queries_of(role, path)
            self.stdout.write(f"{page} {len(queries)}")
            for query in queries if options["print"] else ():
                self.stdout.write(f"{query['time']} {query['sql']};")


def queries_of(role: str, path: str) -> list[dict[str, str]]:
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-CN"})
    if role:
        phone = next((known.phone for known in DEMO_ROLES if known.key == role), None)
        user = User.objects.filter(phone=phone, is_demo=True).first()
        if user is None:
            raise CommandError(f"The demo has nobody called {role}.")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            status = client.get(path).status_code
    if status != 200:
        raise CommandError(f"{path} answered {status} to {role or 'a visitor'}.")
    return captured.captured_queries
