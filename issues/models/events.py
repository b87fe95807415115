"""The timeline of an issue: added to, never rewritten."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Organisation
from buildings.wording import captain_title
from issues.models.issues import Issue


class EventKind(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("event of an issue", "Reported")
    ACCEPTED = "accepted", pgettext_lazy("event of an issue", "Accepted")
    DISPATCHED = "dispatched", pgettext_lazy("event of an issue", "Passed on")
    ANSWERED = "answered", pgettext_lazy("event of an issue", "Answered")
    STARTED = "started", pgettext_lazy("event of an issue", "Work began")
    RESOLVED = "resolved", pgettext_lazy("event of an issue", "Said to be done")
    CONFIRMED = "confirmed", pgettext_lazy("event of an issue", "Confirmed")
    REOPENED = "reopened", pgettext_lazy("event of an issue", "Reopened")
    WITHDRAWN = "withdrawn", pgettext_lazy("event of an issue", "Withdrawn")
    LINKED = "linked", pgettext_lazy("event of an issue", "Brought to a meeting")
    ESCALATED = "escalated", pgettext_lazy("event of an issue", "Called the next level")
    HANDED = "handed", pgettext_lazy("event of an issue", "Handed over")
    DISPUTED = "disputed", pgettext_lazy("event of an issue", "Said not to be theirs")
    DECIDED = "decided", pgettext_lazy("event of an issue", "Decided whose it is")
    SUSPENDED = "suspended", pgettext_lazy("event of an issue", "Put off")
    RESUMED = "resumed", pgettext_lazy("event of an issue", "Taken up again")
    MERGED = "merged", pgettext_lazy("event of an issue", "Joined with another")
    GATHERED = "gathered", pgettext_lazy("event of an issue", "Another was joined to it")
    MEDIATION = "mediation", pgettext_lazy("event of an issue", "Passed to mediation")
    LAPSED = "lapsed", pgettext_lazy("event of an issue", "Closed, nobody said how it was")


class ByRole(models.TextChoices):
    """In what capacity someone did it, then. A neighbour's name is not for other neighbours."""

    NEIGHBOUR = "neighbour", _("Neighbour")
    BUILDING_CAPTAIN = "building", _("Building captain")
    STAIR_CAPTAIN = "stair", _("Stair captain")
    LANE_CAPTAIN = "lane", _("Lane captain")
    ROAD_CAPTAIN = "road", _("Street captain")
    MEMBER = "member", _("Member of an organisation")


class IssueEvent(models.Model):
    """One line of the timeline; never changed, never deleted: a trigger in the database holds that."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("what happened"), max_length=10, choices=EventKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by whom"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    by_role = models.CharField(max_length=9, choices=ByRole, blank=True)
    # The proper names of that capacity: "3栋", "水岸物业 工程主管"; `capacity` says it in words.
    by_line = models.CharField(_("capacity"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("words"), blank=True)
    # Between the reporter and whoever answers for it: neighbours do not read it.
    is_relay = models.BooleanField(default=False)
    # Who answered for it after this line: at every moment of its life exactly one person.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    holder_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("line of the timeline")
        verbose_name_plural = _("lines of the timeline")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.issue_id}"

    @property
    def capacity(self) -> str:
        """ "3栋居民", "3栋楼长", "水岸物业 工程主管" """
        if self.by_role == ByRole.NEIGHBOUR:
            return (
                _("%(place)s neighbour") % {"place": self.by_line} if self.by_line else str(_("A neighbour"))
            )
        if self.by_role in ("", ByRole.MEMBER):
            return self.by_line
        return captain_title(self.by_role, self.by_line)


class IssuePhoto(models.Model):
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="photos")
    event = models.ForeignKey(IssueEvent, null=True, on_delete=models.PROTECT, related_name="photos")
    # A random name under MEDIA_ROOT (photo_files.py); the view asks who may see the issue.
    file = models.FileField(max_length=100)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.issue_id}"
