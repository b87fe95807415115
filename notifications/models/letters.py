"""What is told, once, however many people it goes to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

CODE = "people.code"  # the kind of every message that carries a secret: sign-in codes, links that confirm


class Event(models.Model):
    """What happened, by the name that whoever posts gives it: nobody is told of one twice on a channel."""

    id = models.AutoField(primary_key=True)
    dedupe = models.CharField(max_length=160)  # "meeting 12 r3 -2h"

    class Meta:
        # Not `unique`, with which Django makes a second index for LIKE.
        constraints = [models.UniqueConstraint(fields=["dedupe"], name="event_once")]

    def __str__(self) -> str:
        return self.dedupe


class Letter(models.Model):
    """What one post() says in one language. The deliveries (`Message`) say only to whom and how."""

    id = models.AutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)  # "committees.reminder"; preferences and wording hang on it
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    # "committees.meeting:12": what it is about, to void by
    subject = models.CharField(max_length=80, blank=True)
    calendar = models.TextField(blank=True)  # an iCalendar file that goes with the e-mail (RFC 6047)
    # For when it was meant, and until when it is worth telling.
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    # Nothing that can wait until the morning goes out in the quiet hours, however late a machine comes back.
    by_day = models.BooleanField(default=False)
    # What may not be lost: no preference switches it off; where a channel fails, the next one follows.
    is_essential = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    # After half a year only its inboxes are left (`notifications.operations.pruning`).
    is_thinned = models.BooleanField(db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="letter_subject"),
            models.Index(fields=["kind", "created_at"], name="letter_kind"),
            models.Index(fields=["created_at"], name="letter_made"),
            models.Index(fields=["created_at"], condition=Q(is_thinned=False), name="letter_whole"),
        ]

    def __str__(self) -> str:
        return self.title
