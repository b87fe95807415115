import base64
import os

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prints a new private key for web push (VAPID_PRIVATE_KEY)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--keep",
            action="store_true",
            help="Print nothing; keep it in VAR_DIR, unless there is one already.",
        )

    def handle(self, *args, **options):
        if not options["keep"]:
            self.stdout.write(new_key())
        elif not settings.VAPID_PRIVATE_KEY:
            keep(new_key())


def new_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def keep(key: str) -> None:
    """Readable by this user alone, and never over one that another start has just written."""
    settings.VAPID_KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(settings.VAPID_KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
