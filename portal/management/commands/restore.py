from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from portal.backup.passphrase import passphrase
from portal.backup.restore import Report, restore
from portal.backup.stop import Stop


class Command(BaseCommand):
    help = "Brings the site back from a backup. Stop web, worker and beat first."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="what the database holds is lost; asks for its name"
        )
        parser.add_argument(
            "--yes-replace", default="", metavar="NAME", help="the same without asking: the database's name"
        )

    def handle(self, *args, file: Path, replace: bool, yes_replace: str, **options):
        words = passphrase()
        if replace and not yes_replace:
            yes_replace = _asked()
            if yes_replace != connection.settings_dict["NAME"]:
                raise Stop("That is not its name. Nothing was changed.")
        try:
            with open(file, "rb") as opened:
                report = restore(opened, words, timezone.now(), replace=yes_replace)
        except OSError as error:
            raise Stop(f"{error.filename or file}: {error.strerror}. No row was changed.") from None
        for line in in_words(report):
            self.stdout.write(line)


def _asked() -> str:
    try:
        return input("Everything in this database will be replaced. Its name: ").strip()
    except EOFError:
        raise Stop("Nobody is there to be asked: say --yes-replace NAME. Nothing was changed.") from None


def in_words(report: Report) -> list[str]:
    lines = [
        f"Restored as of {report.made_at:%Y-%m-%d %H:%M} UTC in {report.seconds:.1f} s: "
        f"{report.rows:,} rows of {report.tables} tables and {report.files:,} files, each with the hash that "
        "the backup names.",
        report.keys,
    ]
    if report.moved_on:
        lines.append(f"Then brought up to date: {', '.join(report.moved_on)}.")
    if report.aside:
        lines.append(
            f"{report.moved_aside:,} files that the backup does not know lie in {report.aside}; "
            "delete them when you need them no more."
        )
    elif report.moved_aside:
        lines.append(f"{report.moved_aside:,} files that the backup does not know are still in the storage.")
    lines += [f"Could not catch up with {what}." for what in report.not_caught_up]
    if report.held:
        lines.append(
            f"Messages held back, since they were due before now: {report.held:,}. A person sends them or "
            "lets them go, on the page of what was sent (/inbox/outbox/)."
        )
    if report.again.count:
        lines.append(
            "Accounts erased and consents withdrawn here since the backup, and now once more: "
            f"{report.again.count:,}."
        )
    lines += [f"Could not be done once more, {what}" for what in report.again.refused]
    lines.append(
        "What somebody erased or withdrew since the backup, and this database did not know, is back: do it "
        "again from your own notes."
    )
    return lines
