"""What waits to be talked about, from whoever raised it until a meeting has dealt with it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from issues.models import Issue


class TopicState(models.TextChoices):
    RAISED = "raised", _("Waiting to be looked at")
    READY = "ready", _("Waiting for a meeting")
    SCHEDULED = "scheduled", _("On an agenda")
    SETTLED = "settled", _("Dealt with")
    PASSED_ON = "passed_on", _("Passed on")
    DECLINED = "declined", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Taken back")


class Power(models.TextChoices):
    """Whose power it is (筛选): parties can promise, they cannot decide for the owners or an authority."""

    MEETING = "meeting", _("This meeting's parties can settle it")
    OWNERS = "owners", _("The owners decide it together (Civil Code, article 278)")
    AUTHORITY = "authority", _("An authority or a utility decides it")
    RESIDENTS = "residents", _("The residents' assembly decides it")
    ELSEWHERE = "elsewhere", _("It belongs elsewhere")


OPEN_TOPICS = (TopicState.RAISED, TopicState.READY, TopicState.SCHEDULED)


class TopicQuerySet(models.QuerySet):
    def waiting(self) -> "TopicQuerySet":
        return self.filter(state__in=(TopicState.RAISED, TopicState.READY))

    def visible_to(self, user) -> "TopicQuerySet":
        """Neighbours of the place and whoever serves it; their own for whoever raised it; one from a private
        issue for those only who may read the issue."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        standing = standing_of(user)
        near = Q(place__path__in=prefixes(standing.neighbour_paths))
        near |= starts_with(standing.service_paths(), "place__path")
        # Asked of each topic that comes from an issue, rather than of all issues beforehand.
        issue = Issue.objects.readable_by(user).filter(pk=OuterRef("issue"))
        readable = Q(issue=None) | Q(Exists(issue))
        return self.filter(near & readable | Q(raised_by=user))


class Topic(models.Model):
    """议题. It keeps waiting until a meeting has dealt with it, or somebody says in a sentence why not."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(_("what should be talked about"), max_length=120)
    text = models.TextField(_("why, and what you would like"), max_length=1000, blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("raised by"), on_delete=models.PROTECT, related_name="topics"
    )
    organisation = models.ForeignKey(  # the council or party in whose name it is raised; none: a neighbour
        Organisation,
        verbose_name=_("in whose name"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics",
    )
    issue = models.ForeignKey(
        Issue, verbose_name=_("issue"), null=True, blank=True, on_delete=models.PROTECT, related_name="topics"
    )
    state = models.CharField(_("state"), max_length=9, choices=TopicState, default=TopicState.RAISED)
    power = models.CharField(
        _("whose power it is"), max_length=9, choices=Power, blank=True
    )  # empty: nobody has looked yet
    answer = models.CharField(_("answer"), max_length=300, blank=True)  # why passed on, or not taken up
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked at by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["passed_on", "declined"]) | ~Q(answer=""),
                name="topic_turned_away_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "scheduled", "settled"]) | ~Q(power=""),
                name="topic_ready_was_looked_at",
            ),
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(state__in=["raised", "ready", "scheduled"], issue__isnull=False),
                name="topic_once_for_an_open_issue",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="topic_tray")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.state in (TopicState.RAISED, TopicState.READY)


class Endorsement(models.Model):
    """附议: a neighbour who wants it talked about too."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="endorsements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="endorsed_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.topic}"
