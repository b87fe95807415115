"""Housekeeping of what lies under all rooms."""

from datetime import timedelta

from django.utils import timezone

from kit.models import Change

KEEP = timedelta(
    minutes=10
)  # longer than anybody keeps what was made by an earlier version (portal/kept_pages.py)


def forget_changes() -> int:
    count, _ = Change.objects.filter(at__lt=timezone.now() - KEEP).delete()
    return count
