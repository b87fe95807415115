"""What people should know, where, from when until when."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from buildings.models import Dwelling, Organisation, Place
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from kit.quick_addresses import address
from notices.models.audience import EVERYONE, Group, addressed, at_homes, of_this


class NoticeCategory(models.TextChoices):
    UTILITIES = "utilities", _("Water and power")
    DELIBERATION = "deliberation", _("Meetings and votes")
    SAFETY = "safety", _("Safety")
    ACTIVITY = "activity", _("Activities")
    POSTING = "posting", _("Public posting")
    OTHER = "other", _("Other")


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waiting for review")
    PUBLISHED = "published", _("Published")  # from `publish_at` on: until then it is scheduled and hidden
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


PREPARED = [NoticeState.DRAFT, NoticeState.REVIEW]
WENT_OUT = [NoticeState.PUBLISHED, NoticeState.WITHDRAWN]
# Someone who has just moved in finds the last two weeks waiting, not the whole year.
NEWCOMER_LOOKS_BACK = timedelta(days=14)


class NoticeQuerySet(models.QuerySet):
    def published(self, now: datetime | None = None) -> "NoticeQuerySet":
        """Its hour has come. The clock is asked: nothing leaks early, nothing waits for a worker."""
        return self.filter(state=NoticeState.PUBLISHED, publish_at__lte=now or timezone.now())

    def standing(self, now: datetime | None = None) -> "NoticeQuerySet":
        """Published and not yet over."""
        now = now or timezone.now()
        return self.published(now).filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def addressed_to(self, user) -> "NoticeQuerySet":
        """Meant for this person: for what they are at its places, and for every captain there."""
        return self.filter(addressed(standing_of(user), NoticePlace))

    def at_homes_of(self, user) -> "NoticeQuerySet":
        """Meant for a home of this person: there a home can say that it knows."""
        return self.filter(at_homes(standing_of(user), NoticePlace))

    def around(self, paths: Iterable[str]) -> "NoticeQuerySet":
        """Addressed to one of these places, to what is inside it, or to what it stands in."""
        paths = set(paths)
        return self.filter(_placed(Q(place__path__in=prefixes(paths)) | starts_with(paths, "place__path")))

    def visible_to(self, user) -> "NoticeQuerySet":
        """What went out to this person's places or to everyone, also after it was withdrawn; and all of
        one's own organisation's, drafts and scheduled ones too. Lists add `published()`."""
        if user.is_superuser:
            return self.all()
        standing = standing_of(user)
        readable = Q(is_public=True) | addressed(standing, NoticePlace)
        served = starts_with(standing.service_paths(), "place__path")
        readable |= Q(Exists(NoticePlace.objects.filter(served, of_this())))
        went_out = Q(state__in=WENT_OUT, publish_at__lte=standing.now)
        return self.filter((went_out & readable) | Q(organisation__in=standing.organisation_ids))

    def unread_by(self, user, now: datetime | None = None) -> "NoticeQuerySet":
        """Still standing, meant for this person, and never opened."""
        return self.filter(_unread(user, now or standing_of(user).now))

    def with_unread(self, user, now: datetime | None = None) -> "NoticeQuerySet":
        """Each row knows `is_unread`, for its dot."""
        if not user.is_authenticated:
            return self.annotate(is_unread=Value(False))
        unread = When(_unread(user, now or standing_of(user).now), then=True)
        return self.annotate(is_unread=Case(unread, default=False, output_field=models.BooleanField()))

    def with_places(self) -> "NoticeQuerySet":
        """Each row knows `place_rows`, by the same query: [{"path", "kind", "name", "around", "floor_from",
        "floor_to", "dwelling", "door"}]; the last four are None where the whole place is meant.
        """
        rows = NoticePlace.objects.filter(notice=OuterRef("pk")).order_by("place__position", "place_id", "pk")
        facts = JSONObject(
            path="place__path",
            kind="place__kind",
            name="place__name",
            around="place__parent__name",
            floor_from="floor_from",
            floor_to="floor_to",
            dwelling="dwelling_id",
            door="dwelling__door",
        )
        return self.annotate(place_rows=ArraySubquery(rows.values_list(facts)))

    def with_my_reading(self, user) -> "NoticeQuerySet":
        """Each row knows `read_at` and `acknowledged_at` of this person, or None."""
        if not user.is_authenticated:
            return self.annotate(
                read_at=Value(None, models.DateTimeField()),
                acknowledged_at=Value(None, models.DateTimeField()),
            )
        mine = NoticeRead.objects.filter(notice=OuterRef("pk"), user_id=user.pk)
        return self.annotate(
            read_at=Subquery(mine.values("read_at")), acknowledged_at=Subquery(mine.values("acknowledged_at"))
        )


def _placed(condition: Q) -> Exists:
    return Exists(NoticePlace.objects.filter(condition, notice=OuterRef("pk")))


def _unread(user, now: datetime) -> Q:
    since = user.date_joined - NEWCOMER_LOOKS_BACK
    standing = Q(state=NoticeState.PUBLISHED, publish_at__lte=now, publish_at__gte=since)
    standing &= Q(expires_at=None) | Q(expires_at__gt=now)
    opened = Exists(NoticeRead.objects.filter(of_this(), user=user))
    return standing & addressed(standing_of(user), NoticePlace) & ~opened


class Notice(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("notice", "title"), max_length=80)
    category = models.CharField(
        _("kind"), max_length=12, choices=NoticeCategory, default=NoticeCategory.OTHER
    )
    # An emergency goes out at once on every channel; it takes a second person's word, or a reason.
    is_urgent = models.BooleanField(_("emergency"), default=False)
    urgent_reason = models.CharField(_("why it cannot wait"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Told again to whoever has not opened it: so many times more, so many minutes apart.
    repeats = models.PositiveSmallIntegerField(_("tell again"), default=0)
    repeat_minutes = models.PositiveSmallIntegerField(_("minutes between"), default=60)
    repeated = models.PositiveSmallIntegerField(default=0, editable=False)
    repeat_at = models.DateTimeField(null=True, editable=False)
    alarm_at = models.DateTimeField(null=True, editable=False)  # by which it is counted: see alarms.py
    # The three facts that a reader needs first; each may be empty.
    when_text = models.CharField(_("when"), max_length=80, blank=True)
    where_text = models.CharField(_("where"), max_length=80, blank=True)
    ask_text = models.CharField(_("what to do"), max_length=120, blank=True)
    # The same words twice: cleaned HTML to show; plain text with "## headings" and "- lists" for posters,
    # search, reading aloud, and for writing without script.
    body = models.TextField(_("text as it is shown"), help_text="Cleaned HTML.")
    source = models.TextField(_("text"), blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("in the name of"), on_delete=models.PROTECT, related_name="notices"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    places = models.ManyToManyField(
        Place,
        verbose_name=_("places"),
        through="NoticePlace",
        through_fields=("notice", "place"),
        related_name="notices",
    )
    audience = ArrayField(
        models.CharField(max_length=10, choices=Group), verbose_name=_("for whom there"), default=EVERYONE
    )
    is_public = models.BooleanField(_("readable without signing in"), default=True)
    # When everybody could still read it and then could not: a feed is another one from that moment on.
    private_since = models.DateTimeField(null=True, editable=False)
    # Of this site when it went out: its id in feeds has it, and with another it would be announced anew.
    feed_host = models.CharField(max_length=253, blank=True, default="", db_default="", editable=False)
    asks_acknowledgement = models.BooleanField(_("ask each home to confirm"), default=False)
    allows_comments = models.BooleanField(_("neighbours may ask"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    expires_at = models.DateTimeField(pgettext_lazy("notice", "ends"), null=True, blank=True)
    announced_at = models.DateTimeField(
        _("announced at"), null=True, editable=False
    )  # when its messages were posted
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    sent_back_reason = models.CharField(
        _("why it was sent back"), max_length=200, blank=True
    )  # by whoever reviewed it
    version = models.PositiveIntegerField(
        default=1, editable=False
    )  # of the words: two editors at once see it
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(
        _("changed after it went out"), null=True
    )  # shown only when someone changed it after publication

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-publish_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(publish_at__isnull=False),
                name="notice_published_has_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(expires_at__gt=F("publish_at")),
                name="notice_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="notice_withdrawn_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="review") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="notice_in_review_was_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state="published", is_urgent=True)
                | ~Q(urgent_reason="")
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("author")),
                name="notice_emergency_has_two_people_or_a_reason",
            ),
            models.CheckConstraint(condition=~Q(audience=[]), name="notice_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(repeats__lte=3, repeat_minutes__gte=15), name="notice_repeats_within_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], condition=Q(state="published"), name="notice_newest"),
            models.Index(
                fields=["publish_at"],
                condition=Q(state="published", announced_at__isnull=True),
                name="notice_to_announce",
            ),
            models.Index(fields=["repeat_at"], condition=Q(repeat_at__isnull=False), name="notice_to_repeat"),
            models.Index(
                fields=["-publish_at", "-id"],
                condition=Q(state="published", is_urgent=True),
                name="notice_urgent",
            ),
            models.Index(
                fields=["category", "-publish_at", "-id"],
                condition=Q(state="published"),
                name="notice_of_a_kind",
            ),
            models.Index(
                fields=["organisation"], condition=Q(state__in=["draft", "review"]), name="notice_in_hand"
            ),
            models.Index(
                fields=["expires_at", "id"],
                condition=Q(state="published", category="posting", expires_at__isnull=False),
                name="notice_posting_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("notices:detail", self.pk)

    @property
    def is_scheduled(self) -> bool:
        return self.state == NoticeState.PUBLISHED and self.publish_at > timezone.now()

    @property
    def is_out(self) -> bool:
        """People can read it now."""
        return self.state == NoticeState.PUBLISHED and self.publish_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def lead(self) -> str:
        """The one line under the title in a list."""
        return pgettext("between two facts", ", ").join(
            part for part in (self.when_text, self.ask_text) if part
        )


class NoticePlace(models.Model):
    """Addressed to this place and everyone below it; where it says so, to some floors or to one door only."""

    notice = models.ForeignKey(
        Notice, verbose_name=_("notice"), on_delete=models.CASCADE, related_name="addresses"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+")
    floor_from = models.SmallIntegerField(_("from floor"), null=True, blank=True)
    floor_to = models.SmallIntegerField(_("to floor"), null=True, blank=True)
    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("home"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Copied by the database from the notice (the hour only while it is published) and from the place's path:
    # its community, or the place itself where it stands above one. For `notices.queries.newest`.
    publish_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    must_reach = models.BooleanField(default=False, db_default=False, editable=False)
    area = models.ForeignKey(
        Place,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("place of a notice")
        verbose_name_plural = _("places of a notice")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "place", "floor_from", "floor_to", "dwelling"],
                nulls_distinct=False,
                name="notice_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(floor_from__isnull=True, floor_to__isnull=True)
                | Q(floor_from__lte=F("floor_to"), dwelling__isnull=True),
                name="notice_floors_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "-publish_at", "-notice"],
                condition=Q(publish_at__isnull=False),
                name="notice_newest_at_place",
            ),
            models.Index(
                fields=["area", "-publish_at", "-notice"],
                condition=Q(publish_at__isnull=False),
                name="notice_newest_in_area",
            ),
            models.Index(
                fields=["place", "expires_at"],
                condition=Q(publish_at__isnull=False, must_reach=True),
                name="notice_must_at_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}, {self.place}"


class NoticeRead(models.Model):
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.notice}"
