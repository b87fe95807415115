"""How a person may be reached, and wants to be: preferences, hours, devices, marked addresses, robots."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models.messages import Channel


class Topic(models.TextChoices):
    """What messages are about, as a person chooses: the room that their kind begins with."""

    NOTICES = "notices", _("Notices")
    ISSUES = "issues", _("Issues")
    MEETINGS = "committees", _("Meetings and promises")
    DECIDING = "ballots", _("Proposals and ballots")
    HOME = "buildings", _("My home and my office")


class Mode(models.TextChoices):
    NOW = "now", _("At once")
    DIGEST = "digest", _("Once a week")
    OFF = "off", _("Not at all")


# The inbox is the record: it has no preference.
CHOOSABLE = [Channel.PUSH, Channel.EMAIL, Channel.SMS]


class Preference(models.Model):
    """Of one person, for one topic on one channel. Without a row the default holds (`notifications.ways`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=10, choices=Topic)
    channel = models.CharField(max_length=8, choices=[(c.value, c.label) for c in CHOOSABLE])
    mode = models.CharField(max_length=6, choices=Mode)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "channel"], name="preference_once"),
            models.CheckConstraint(
                condition=~Q(mode="digest") | Q(channel="email"), name="preference_digest_is_an_email"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.topic} {self.channel} {self.mode}"


class Hours(models.Model):
    """When a person wants quiet (besides the site's own quiet hours), and on which day the digest comes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hours")
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    digest_day = models.PositiveSmallIntegerField(_("digest on"), default=4)  # 0 is Monday; 4 is Friday

    class Meta:
        verbose_name_plural = "hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="hours_quiet_has_two_ends",
            ),
            models.CheckConstraint(condition=Q(digest_day__lte=6), name="hours_digest_is_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class PushDevice(models.Model):
    """A browser that may be woken (RFC 8030). The endpoint is a secret between it, its maker and us."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=1024, unique=True)  # ASCII; Edge has some longer than 500
    p256dh = models.CharField(max_length=100)  # base64url, RFC 8291
    auth = models.CharField(max_length=40)  # base64url
    label = models.CharField(max_length=60, blank=True)  # "Chrome · Android"
    made_at = models.DateTimeField(default=timezone.now)
    last_sent_at = models.DateTimeField(null=True)
    # Its owner was signed out there, or the push service said that it is gone (404, 410).
    ended_at = models.DateTimeField(null=True)
    # In which it was last said to be theirs; none for those from before sessions were noted.
    session_key = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    signed_out = models.BooleanField(default=False, db_default=False, editable=False)  # why it has ended

    class Meta:
        indexes = [
            models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="push_device_alive")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.label}"


class Trouble(models.TextChoices):
    BOUNCED = "bounced", _("Nobody there")
    COMPLAINED = "complained", _("Did not want it")


class AddressMark(models.Model):
    """An address or a phone that bounced or complained: nothing more goes there until it is cleared."""

    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254)
    what = models.CharField(max_length=10, choices=Trouble)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=Q(cleared_at__isnull=True),
                name="address_marked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.what}"


class Robot(models.Model):
    """Speaks in a chat group (WeCom, DingTalk, Feishu). Whose group it is, the room above knows."""

    name = models.CharField(_("name of the group"), max_length=60)
    url = models.CharField(max_length=400)  # an address of Apprise's, with its secret; never shown again
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """As the outbox names it: the secret stays in this table."""
        return f"robot:{self.pk}"
