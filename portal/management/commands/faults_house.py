"""What the scenarios of `make faults` (launcher/faults/) ask of the house; never where anybody is real."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.faults import posts, sessions, votes
from portal.faults.acts import steadily
from portal.faults.ground import is_for_trials, make_ground


class Command(BaseCommand):
    requires_system_checks = []
    help = "Prepares and counts what the scenarios of `make faults` try; only on a database of its own."

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="part", required=True)
        for name in ("people", "sessions", "post", "voters", "votes", "home"):
            part = parts.add_parser(name)
            part.add_argument("--answer", type=Path, required=True)
            part.add_argument("--people", type=int, default=1)
            part.add_argument("--count", type=int, default=0)
            part.add_argument("--first", type=int, default=1)
            part.add_argument("--pace", type=float, default=0)
            part.add_argument("--due-in", type=float, default=0)
            part.add_argument("--until", type=Path)
            part.add_argument("--channels", nargs="+", default=["inbox", "email"])

    def handle(self, *args, part: str, **options):
        if not steadily(is_for_trials):
            raise CommandError("Only invented people may be in a database on which faults are tried.")
        answer = getattr(self, part)(options)
        options["answer"].write_text(json.dumps(answer))

    def people(self, options) -> dict:
        make_ground(options["people"])
        sessions.confirm_phones()
        return {}

    def sessions(self, options) -> dict:
        return {"cookies": sessions.of_people(options["people"]), "admin": sessions.of_admin()}

    def post(self, options) -> dict:
        return posts.post(options)

    def voters(self, options) -> dict:
        return votes.ground(options["people"])

    def votes(self, options) -> dict:
        return votes.count()

    def home(self, options) -> dict:
        return sessions.home()
