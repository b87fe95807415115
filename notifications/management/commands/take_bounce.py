import sys

from django.core.management.base import BaseCommand

from notifications.operations import take_bounce


class Command(BaseCommand):
    help = "Reads one report of a mail server from its input, and marks the address that it is about."

    def handle(self, *args, **options):
        self.stdout.write(f"{take_bounce(report=sys.stdin.buffer.read())} marked")
