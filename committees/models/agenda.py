"""What is talked about, in which order, and how long it has taken."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models.meetings import Meeting
from committees.models.topics import Topic
from issues.models import Issue, IssueState


class AgendaItemQuerySet(models.QuerySet):
    def in_order(self) -> "AgendaItemQuerySet":
        """With the issue that each was raised from, which its heading asks."""
        return self.select_related("issue").order_by("position")


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("item"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=15)
    presenter = models.CharField(_("presented by"), max_length=60, blank=True)
    issue = models.ForeignKey(
        Issue,
        verbose_name=_("issue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items",
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    is_follow_up = models.BooleanField(default=False)  # 上次决议落实: always first
    summary = models.TextField(_("what was said"), blank=True)
    version = models.PositiveIntegerField(default=0)  # of the summary: two who write at once lose nothing
    # The clock on the wall: `spent` was counted before `running_since`, which is empty while it stands.
    added_minutes = models.PositiveSmallIntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    spent = models.DurationField(default=timedelta)
    ended_at = models.DateTimeField(null=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(running_since__isnull=False), name="agenda_one_clock_runs"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def heading(self) -> str:
        """The first item is ours, in the reader's language; the others are as they were written.

        What went to mediation since is nobody's business: its words stand on no agenda any more.
        """
        if self.is_follow_up:
            return str(_("How the last resolutions stand"))
        if self.issue and self.issue.state == IssueState.MEDIATION:
            return str(_("A matter that went to mediation"))
        return self.title

    def time_spent(self, now: datetime) -> timedelta:
        return self.spent + (now - self.running_since if self.running_since else timedelta())

    @property
    def time_given(self) -> timedelta:
        return timedelta(minutes=self.minutes + self.added_minutes)


class AgendaPaper(models.Model):
    """A plan, a quotation, a photo that belongs to an item; opened by whoever may read the meeting."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(_("what it is"), max_length=80)
    file = models.FileField(max_length=100)  # a random name under MEDIA_ROOT; the view asks who may see it
    size = models.PositiveIntegerField()  # bytes
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.file.name.endswith(".webp")
