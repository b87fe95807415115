from celery import shared_task

from notifications import delivery, operations


@shared_task
def drain() -> None:
    """Fired by beat every ten seconds and by a nudge for a code; a lost or doubled one is harmless."""
    delivery.drain()


@shared_task
def send_digests() -> None:
    """Fired by beat every hour; one per person and week, however often it runs."""
    operations.send_digests()


@shared_task
def prune() -> None:
    """Fired by beat at night, every ten minutes; what one leaves is for the next."""
    operations.prune()
