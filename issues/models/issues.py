"""Something that needs doing: who said so, where, who has it now and by when."""

import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Dwelling, Organisation, Place
from buildings.models.places import inside
from buildings.standing import standing_of
from issues.models.categories import Category, Tier
from issues.models.near import near
from issues.models.states import (
    CLOSED_STATES,
    DONE_STATES,
    OPEN_STATES,
    RUNNING_STATES,
    IssueState,
    Spot,
)
from kit.quick_addresses import address
from kit.together import among
from people.models import User


class IssueQuerySet(models.QuerySet):
    def open(self) -> "IssueQuerySet":
        """Somebody still has to do something about it."""
        return self.filter(state__in=OPEN_STATES)

    def running(self) -> "IssueQuerySet":
        return self.filter(state__in=RUNNING_STATES)

    def overdue(self, now) -> "IssueQuerySet":
        return self.running().filter(due_at__lt=now)

    def below(self, *paths: str) -> "IssueQuerySet":
        return self.filter(inside(paths))

    def reported_by(self, user) -> "IssueQuerySet":
        """What they said, and what they wrote down for others where they still serve."""
        return self.filter(Q(reporter=user) | written_down_by(user))

    def followed_by(self, user) -> "IssueQuerySet":
        return self.filter(followers__user=user)

    def held_by(self, user) -> "IssueQuerySet":
        """What this person answers for now; what their organisation has and nobody took on is everyone's.

        Being named as holder is not enough: the captaincy or membership behind it must still hold today.
        """
        return self.filter(with_them(user))

    def offered_to(self, user) -> "IssueQuerySet":
        """Passed on to this person's organisation, which has not said yet whether it takes it."""
        return self.filter(waits_for_their_yes(user))

    def visible_to(self, user) -> "IssueQuerySet":
        """Neighbours see what is not private; of what went to mediation those it concerned see a line."""
        return self.filter(seen_by(user)) if user.is_authenticated else self.none()

    def open_to(self, user) -> "IssueQuerySet":
        """One asked for by its number: also those whose own report goes on in it, wherever it lies."""
        if not user.is_authenticated:
            return self.none()
        theirs = user.followed_issues.filter(merged_from__isnull=False).values("issue")
        came_over = Q(pk__in=theirs, is_private=False) & ~Q(state=IssueState.MEDIATION)
        return self.filter(seen_by(user) | came_over)

    def readable_by(self, user) -> "IssueQuerySet":
        """Those whose words and photos may be read: nothing of what went to mediation."""
        return self.visible_to(user).exclude(state=IssueState.MEDIATION)

    def public(self) -> "IssueQuerySet":
        """What anyone may count and read in outline, without signing in; never words, photos or doors."""
        hidden = [IssueState.WITHDRAWN, IssueState.MERGED, IssueState.MEDIATION]
        return self.filter(is_private=False).exclude(state__in=hidden)


def with_nobody_there() -> Q:
    """Where nobody answers for the place, the site's administrators have it. Both are few: these people, then
    their issues, each by an index; in one join, all that were ever reported would be read."""
    people = ArraySubquery(User.objects.filter(is_superuser=True).order_by().values("pk"))
    theirs = Issue.objects.filter(among(people, "holder_id"), holder_organisation=None)
    return Q(among(ArraySubquery(theirs.order_by().values("pk"))))


def with_them(user) -> Q:
    """See `held_by`. An organisation's are found by what it has: all that its holder ever had may be more."""
    standing = standing_of(user)
    ours = Q(holder_organisation__in=standing.organisation_ids)
    as_captain = Q(holder_organisation=None) & inside(standing.captain_paths)
    if user.is_superuser:
        as_captain, ours = Q(holder_organisation=None), ours | with_nobody_there()
    return ours & (Q(holder=user) | Q(state=IssueState.REPORTED)) | as_captain & Q(holder=user)


def waits_for_their_yes(user) -> Q:
    """See `offered_to`."""
    mine = Q(offered_to=None) | Q(offered_to=user)
    ids = standing_of(user).organisation_ids
    return mine & Q(offered_organisation__in=ids) & ~Q(state=IssueState.DISPUTED)


def seen_by(user) -> Q:
    open_to_all = Q(is_private=False) & ~Q(state=IssueState.MEDIATION) & near(user)
    return open_to_all | concerned(user)


def written_down_by(user) -> Q:
    """For somebody else, by who serves there today: what an office lets one read ends with it."""
    standing = standing_of(user)
    return Q(logged_by=user) & inside(standing.captain_paths | standing.service_paths())


def concerned(user) -> Q:
    """Who said it, or wrote it down and serves there still; who answers or answered for it; staff there."""
    standing = standing_of(user)
    organisations = standing.organisation_ids
    as_captain = inside(standing.captain_paths)
    nobody_there = with_nobody_there() if user.is_superuser else Q()
    return (
        nobody_there
        | Q(reporter=user)
        | written_down_by(user)
        | Q(holder_organisation__in=organisations)
        | Q(offered_organisation__in=organisations)
        | Q(previous_organisation__in=organisations)
        | ((Q(holder=user, holder_organisation=None) | Q(previous_holder=user)) & as_captain)
        | inside(standing.staff_paths)
    )


class Issue(models.Model):
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="issues"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="issues")
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    # The trouble's own door: for captains, staff and whoever has the issue, not for neighbours.
    dwelling = models.ForeignKey(
        Dwelling,
        verbose_name=_("home"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issues",
    )
    spot = models.CharField(_("exact spot"), max_length=40, blank=True)
    title = models.CharField(pgettext_lazy("of an issue", "title"), max_length=80)
    text = models.TextField(_("In a few words"), max_length=2000, blank=True)
    # What was asked and said, in the words of that day: [{"ask", "ask_en", "said", "said_en"}]
    answers = models.JSONField(_("what was asked and said"), default=list, blank=True)
    is_danger = models.BooleanField(_("Dangerous, someone must come at once"), default=False)
    # Seen by those responsible only: the category's nature, or the reporter's wish.
    is_private = models.BooleanField(_("Only those who answer for it may see it"), default=False)
    tier = models.CharField(_("urgency"), max_length=2, choices=Tier)
    state = models.CharField(_("state"), max_length=12, choices=IssueState, default=IssueState.REPORTED)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reporter"),
        on_delete=models.PROTECT,
        related_name="reported_issues",
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("logged by"),
        on_delete=models.PROTECT,
        related_name="logged_issues",
    )
    # Who rang, when they have no account; then whoever logged it stands in as reporter.
    caller = models.CharField(_("who rang"), max_length=40, blank=True)

    # Who answers for it now: a person, as captain or for an organisation. Never nobody.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who has it"),
        on_delete=models.PROTECT,
        related_name="held_issues",
    )
    holder_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation that has it"),
        null=True,
        on_delete=models.PROTECT,
        related_name="held_issues",
    )
    # Whom it went past when the next level was called: they may still finish what they began.
    previous_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who had it before"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    previous_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation that had it before"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Passed on, and not accepted yet: until then whoever has it keeps it (首接负责).
    offered_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("passed on to"),
        null=True,
        on_delete=models.PROTECT,
        related_name="offered_issues",
    )
    offered_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("passed on to whom there"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    offered_at = models.DateTimeField(_("passed on at"), null=True)

    # The promise to the reporter; what counts at its end is in clock.py.
    respond_by = models.DateTimeField(_("respond by"))
    resolve_by = models.DateTimeField(_("done by"))
    due_at = models.DateTimeField(_("due at"))  # of the two, the one that runs
    # How long whoever has it now has: warnings at half and four fifths, then the next level.
    stage_started_at = models.DateTimeField(_("this step began at"))
    stage_due_at = models.DateTimeField(_("this step is due at"))
    next_alarm = models.PositiveSmallIntegerField(
        _("next reminder, %"), null=True
    )  # 50, 80, 100; 0 takes a suspended one up again
    next_alarm_at = models.DateTimeField(_("next reminder at"), null=True)
    escalation_count = models.PositiveSmallIntegerField(_("times the next level was called"), default=0)

    suspended_at = models.DateTimeField(_("put off at"), null=True)
    suspended_until = models.DateField(_("put off until"), null=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("joined with"), null=True, on_delete=models.PROTECT, related_name="gathered"
    )
    joined_count = models.PositiveIntegerField(
        _("neighbours who joined"), default=0
    )  # of `followers`, kept in the same transaction
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    responded_at = models.DateTimeField(_("first answer"), null=True)
    resolved_at = models.DateTimeField(_("said to be done at"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("done by whom"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    reopened_count = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    is_satisfied = models.BooleanField(
        _("reporter is satisfied"), null=True
    )  # silence stays null: it is never counted as satisfied
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = pgettext_lazy("administration", "issues")
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_STATES, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_STATES) & Q(closed_at__isnull=True)),
                name="issue_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(resolve_by__gte=F("respond_by")), name="issue_clocks_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DONE_STATES) | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="issue_resolved_by_someone_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_satisfied__isnull=True) | Q(state=IssueState.CONFIRMED),
                name="issue_satisfaction_is_said_not_guessed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) | Q(next_alarm_at__isnull=True),
                name="issue_no_alarm_when_nothing_runs",
            ),
            models.CheckConstraint(
                condition=Q(next_alarm_at__isnull=True, next_alarm__isnull=True)
                | Q(next_alarm_at__isnull=False, next_alarm__isnull=False),
                name="issue_alarm_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(stage_due_at__gt=F("stage_started_at")), name="issue_stage_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=IssueState.SUSPENDED, suspended_at__isnull=False, suspended_until__isnull=False
                )
                | (
                    ~Q(state=IssueState.SUSPENDED)
                    & Q(suspended_at__isnull=True, suspended_until__isnull=True)
                ),
                name="issue_put_off_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state=IssueState.MERGED, merged_into__isnull=False)
                | (~Q(state=IssueState.MERGED) & Q(merged_into__isnull=True)),
                name="issue_joined_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="issue_is_not_joined_with_itself",
            ),
            models.CheckConstraint(
                condition=Q(
                    offered_organisation__isnull=True, offered_at__isnull=True, offered_to__isnull=True
                )
                | Q(
                    offered_organisation__isnull=False,
                    offered_at__isnull=False,
                    state__in=OPEN_STATES,
                ),
                name="issue_offered_while_open",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-reported_at", "-id"], name="issue_by_place"),
            models.Index(fields=["-reported_at", "-id"], name="issue_by_time"),
            models.Index(fields=["dwelling"], condition=Q(state__in=OPEN_STATES), name="issue_open_at_home"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN_STATES), name="issue_open_due"),
            # All that a count of open ones asks: it reads no row of the table.
            models.Index(
                fields=["place"],
                include=["due_at", "reported_at", "state"],
                condition=Q(state__in=OPEN_STATES),
                name="issue_open_at_place",
            ),
            # What an organisation has, or handed on, among all that it ever had.
            models.Index(
                fields=["holder_organisation"], condition=Q(state__in=OPEN_STATES), name="issue_open_held_by"
            ),
            models.Index(
                fields=["previous_organisation"],
                condition=Q(state__in=OPEN_STATES, previous_organisation__isnull=False),
                name="issue_open_handed_on_by",
            ),
            models.Index(
                fields=["resolved_by", "resolved_at"],
                condition=Q(resolved_by__isnull=False),
                name="issue_resolved_by",
            ),
            models.Index(
                fields=["next_alarm_at"], condition=Q(next_alarm_at__isnull=False), name="issue_alarm"
            ),
            models.Index(
                fields=["resolved_at"], condition=Q(state=IssueState.RESOLVED), name="issue_waits_for_word"
            ),
            models.Index(fields=["resolved_at"], condition=Q(state__in=DONE_STATES), name="issue_done_when"),
            models.Index(
                fields=["place", "resolved_at"],
                condition=Q(state__in=DONE_STATES),
                name="issue_done_at_place",
            ),
            models.Index(
                fields=["closed_at"], condition=Q(state__in=CLOSED_STATES), name="issue_closed_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("issues:detail", self.pk)

    @property
    def number(self) -> str:
        """Short enough to say on the phone."""
        return f"{timezone.localtime(self.reported_at):%m%d}-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def spot_label(self) -> str:
        return Spot(self.spot).label if self.spot in Spot.values else self.spot
