"""The signed record of a meeting, and its public posting."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models.meetings import Meeting, Party


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    CONFIRMING = "confirming", _("With the parties")
    SEALED = "sealed", _("Sealed")


class Minutes(models.Model):
    """会议纪要. Written, confirmed by the parties, sealed; sealed ones are final by trigger (migrations)."""

    meeting = models.OneToOneField(
        Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="minutes"
    )
    text = models.TextField(_("minutes"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)  # of the text; each is confirmed anew
    state = models.CharField(_("state"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    sent_at = models.DateTimeField(_("sent to the parties at"), null=True)  # to the parties, this version
    sealed_at = models.DateTimeField(_("sealed at"), null=True)
    # What was sealed, complete: attendance, items, resolutions, promises, confirmations (minutes.py).
    document = models.JSONField(_("what was sealed"), null=True)
    sha256 = models.CharField(
        _("seal (SHA-256)"), max_length=64, blank=True
    )  # of the document's canonical JSON; also in the journal

    class Meta:
        verbose_name = _("minutes of a meeting")
        verbose_name_plural = _("minutes of meetings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sealed")
                | Q(sealed_at__isnull=False, document__isnull=False) & ~Q(sha256=""),
                name="minutes_sealed_have_a_seal",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirming") | Q(sent_at__isnull=False), name="minutes_sent_have_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.state}"

    @property
    def is_sealed(self) -> bool:
        return self.state == MinutesState.SEALED


class Answer(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    OBJECTED = "objected", _("Objects")


class Confirmation(models.Model):
    """A party's word on one version of the minutes; an objection is kept as it was written."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="confirmations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="confirmations")
    version = models.PositiveIntegerField()
    answer = models.CharField(max_length=9, choices=Answer)
    wording = models.TextField(_("what you object to"), max_length=1000, blank=True)
    signed_by = models.CharField(
        _("who signed"), max_length=40
    )  # as named then: it stands in the signature block
    on_paper = models.BooleanField(default=False)  # noted by the secretary from a signature on paper
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["party__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "party", "version"], name="confirmed_once_a_version"),
            models.CheckConstraint(
                condition=~Q(answer="objected") | ~Q(wording=""), name="objection_has_a_wording"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.answer}"


class Erratum(models.Model):
    """更正: what turned out wrong in sealed minutes. It stands beside them; they stay as they are."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("what is corrected, and how it is right"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "errata"
        ordering = ["minutes", "number"]
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="erratum_number_once")]

    def __str__(self) -> str:
        return self.text


class PublicPosting(models.Model):
    """公示: the minutes before everyone's eyes, on the site and on paper; while they hang one may comment."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="posting")
    starts_on = models.DateField(_("posted from"))
    ends_on = models.DateField(_("until, that day included"))
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="posting_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.starts_on} – {self.ends_on}"


class PostingProof(models.Model):
    """A photo of the paper on the board downstairs."""

    posting = models.ForeignKey(PublicPosting, on_delete=models.PROTECT, related_name="proofs")
    where = models.CharField(_("where it hangs"), max_length=60)
    file = models.FileField(max_length=100)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.where


class PostingComment(models.Model):
    """What a neighbour says about what is posted; answered within three days (DOMAIN 1.3, 四议两公开)."""

    posting = models.ForeignKey(PublicPosting, on_delete=models.PROTECT, related_name="comments")
    client_key = models.UUIDField(unique=True)
    text = models.TextField(_("your comment"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="comment_answer_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.text
