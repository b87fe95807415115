"""What kinds of meeting there are, and by which rules each is held: data that the street may change."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from committees.quorum import Share

COUNCIL = "council"  # the code of the kind that a council holds among itself
CAPTAINS = "captains"  # among those called: no organisation, but those who look after the place
DAY = 24 * 60  # minutes
REMINDERS = (3 * DAY, DAY, 2 * 60)  # minutes before the meeting (DOMAIN part 6)


def usual_reminders() -> list[int]:
    return list(REMINDERS)


class Counted(models.TextChoices):
    PARTIES = "parties", _("Parties")  # one party, one voice, however many delegates it sends
    PEOPLE = "people", _("Delegates")  # each delegate counts, at most as many as the party has seats
    NOBODY = "nobody", _("Nobody")  # no quorum is needed; nothing is voted on


class Rules(models.Model):
    """By which rules a meeting is held. A kind has them; a meeting keeps those of the day it was called."""

    quorum_of = models.CharField(_("quorum counts"), max_length=7, choices=Counted, default=Counted.PARTIES)
    quorum_numerator = models.PositiveSmallIntegerField(_("quorum: how many"), default=1)
    quorum_denominator = models.PositiveSmallIntegerField(_("quorum: out of"), default=2)
    quorum_is_strict = models.BooleanField(
        _("quorum: more than, not at least"), default=True
    )  # 过半数 is not 以上
    voters = models.CharField(_("who votes"), max_length=7, choices=Counted, default=Counted.PARTIES)
    majority_numerator = models.PositiveSmallIntegerField(_("majority: how many"), default=1)
    majority_denominator = models.PositiveSmallIntegerField(_("majority: out of"), default=2)
    majority_is_strict = models.BooleanField(_("majority: more than, not at least"), default=True)
    # 经全体委员过半数同意: of all who have a seat, not of those who voted.
    majority_is_of_all = models.BooleanField(_("of all who may vote, not of those who do"), default=False)
    has_substitutes = models.BooleanField(_("who cannot come may send somebody"), default=True)
    reminder_minutes = ArrayField(
        models.PositiveIntegerField(), default=usual_reminders, blank=True, verbose_name=_("reminders")
    )
    confirm_hours = models.PositiveSmallIntegerField(_("hours to confirm the minutes"), default=24)
    post_within_days = models.PositiveSmallIntegerField(_("posted within days"), default=3)
    posting_days = models.PositiveSmallIntegerField(_("stays posted for days"), default=7)
    posted_at = models.CharField(_("where it is posted"), max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def quorum_share(self) -> Share:
        return Share(self.quorum_numerator, self.quorum_denominator, is_strict=self.quorum_is_strict)

    @property
    def majority_share(self) -> Share:
        return Share(self.majority_numerator, self.majority_denominator, is_strict=self.majority_is_strict)

    @classmethod
    def rule_fields(cls) -> list[str]:
        return [field.name for field in Rules._meta.local_fields]


def shares_are_shares(label: str) -> list[models.CheckConstraint]:
    """More than nothing, at most all of them; "more than all" can never be reached."""

    def within(name: str) -> Q:
        part, whole, strict = f"{name}_numerator", f"{name}_denominator", f"{name}_is_strict"
        proper = Q(**{f"{part}__lt": F(whole)}) | Q(**{f"{part}": F(whole), strict: False})
        return Q(**{f"{part}__gt": 0}) & proper

    return [
        models.CheckConstraint(condition=within("quorum"), name=f"{label}_quorum_is_a_share"),
        models.CheckConstraint(condition=within("majority"), name=f"{label}_majority_is_a_share"),
        models.CheckConstraint(condition=Q(posting_days__gt=0), name=f"{label}_is_posted_for_a_while"),
    ]


class MeetingKind(Rules):
    code = models.CharField(_("code"), primary_key=True, max_length=16)
    name = models.CharField(_("name"), max_length=40, blank=True)  # empty: the built-in name, as it is read
    force = models.CharField(_("what its resolutions bind"), max_length=120, blank=True)
    convenors = ArrayField(
        models.CharField(max_length=20), verbose_name=_("who calls it"), default=list
    )  # kinds of organisation
    # [{"kind": "neighbour_council", "seats": 3}, {"kind": "captains", "seats": 4}]: called unless unticked
    invites = models.JSONField(_("who is called"), default=list)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=3)
    notice_is_binding = models.BooleanField(
        _("days of notice are law"), default=False
    )  # by law (Civil Code: owners, 15 days), not by habit
    cadence = models.CharField(_("how often"), max_length=200, blank=True)  # an RFC 5545 RRULE
    agenda = models.JSONField(
        _("agenda that is offered"), default=list
    )  # [{"title": "…", "minutes": 20}], offered when one is called
    is_open = models.BooleanField(_("residents may sit in"), default=True)
    endorsements = models.PositiveSmallIntegerField(_("seconders a topic needs"), default=3)
    speech_seconds = models.PositiveSmallIntegerField(
        _("seconds for a speech"), default=120, validators=[MinValueValidator(30), MaxValueValidator(600)]
    )
    speeches_each = models.PositiveSmallIntegerField(_("speeches each"), default=2)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of meeting")
        verbose_name_plural = _("kinds of meetings")
        ordering = ["position", "code"]
        constraints = shares_are_shares("kind")

    def __str__(self) -> str:
        return self.name or built_in_names().get(self.code, self.code)

    @property
    def binds(self) -> str:
        return self.force or built_in_forces().get(self.code, "")


def built_in_names() -> dict[str, str]:
    return {
        "joint": gettext("Joint meeting"),
        "hall": gettext("Residents' hall"),
        "captains": gettext("Captains' meeting"),
        "lanes": gettext("Lane captains' meeting"),
        "council": gettext("Council meeting"),
        "owners_committee": gettext("Owners' committee meeting"),
        "owners_assembly": gettext("Owners' assembly"),
        "residents": gettext("Residents' assembly"),
        "representatives": gettext("Representatives' assembly"),
    }


def built_in_forces() -> dict[str, str]:
    return {
        "joint": gettext("What the parties promise each other; no party decides for another."),
        "hall": gettext("Advice, and what those present agree on."),
        "captains": gettext("Tasks that the captains share out."),
        "lanes": gettext("Tasks that the lane captains share out."),
        "council": gettext("The council's own affairs."),
        "owners_committee": gettext("What the owners have put into its hands."),
        "owners_assembly": gettext(
            "Binds all owners (Civil Code, article 280); counted by article 278, in a ballot of its own."
        ),
        "residents": gettext("Binds the residents' committee, by the law about it."),
        "representatives": pgettext("meeting", "Binds the residents' committee, by the law about it."),
    }
