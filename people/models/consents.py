"""What a person agreed to, item by item, in which words, and until when (PIPL art. 14 to 17)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentItem(models.TextChoices):
    ACCOUNT = "account", _("My number and the name I go by, to sign me in")  # without it there is no account
    HOME = "home", _("My home: the captain and the community know that I live there")
    TEXTS = "texts", _("Text messages to my phone")
    EMAILS = "emails", _("E-mails")
    NAME = "name", _("My name is shown to neighbours")


class Consent(models.Model):
    """One yes. Withdrawing ends it; a new yes is a new row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    item = models.CharField(max_length=8, choices=ConsentItem)
    wording = models.CharField(max_length=8)  # which edition of the words they read: "2026-11"
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"], condition=Q(withdrawn_at__isnull=True), name="consent_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.item}"
