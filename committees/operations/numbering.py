"""Which number a resolution gets."""

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from committees.models import Meeting, Resolution

NUMBERING = 0x6E756D62  # the first key of our lock; the second is the place


def next_number(meeting: Meeting) -> int:
    """Counted on through the month at the place: no two resolutions there are called 2026-11-1.

    Two meetings that decide at the same moment take turns.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, meeting.place_id % 2**31])
    begun = timezone.localtime(meeting.starts_at)
    same = Resolution.objects.filter(
        meeting__place=meeting.place_id,
        meeting__starts_at__year=begun.year,
        meeting__starts_at__month=begun.month,
    )
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1
