from django.core.management.base import BaseCommand

from kit.kept_files import in_a_folder
from portal.uploads import look, sweep


class Command(BaseCommand):
    help = "Says which uploads in S3-compatible storage no row has named for a day; --remove removes them."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="however many there are")

    def handle(self, *args, remove: bool, **options):
        if in_a_folder():
            self.stdout.write("Uploads lie in a folder here; there is nothing to sweep.")
            return
        found = look()
        if remove:
            sweep(found)
        else:
            self.stdout.writelines(f"{name}\n" for name in found.orphans)
        done = "removed" if remove else "found"
        self.stdout.write(f"{done}: {len(found.orphans):,} of {found.looked_at:,} uploads that are a day old")
