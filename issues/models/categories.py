"""What kind of trouble it is, as data: who leads, how fast, what is asked, whom to call first."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buildings.models.organisations import OrganisationKind


class Tier(models.TextChoices):
    """How fast (DOMAIN 1.5): the time to respond and to resolve stands in clock.py."""

    DANGER = "p0", _("Danger")
    UTILITY = "p1", _("Water, power, lifts")
    NORMAL = "p2", _("Everyday")
    COMPLEX = "p3", _("Takes planning")


class Category(models.Model):
    code = models.SlugField(_("code"), primary_key=True, max_length=20)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=40)
    icon = models.CharField(_("icon"), max_length=20)
    lead = models.CharField(
        _("who leads"), max_length=20, choices=OrganisationKind
    )  # who answers for it by default
    tier = models.CharField(_("urgency"), max_length=2, choices=Tier)
    is_private = models.BooleanField(_("private"), default=False)  # neighbours do not see it at all: disputes
    # The public reads the day only: whoever threw it could work out from the minute who reported it.
    is_time_blurred = models.BooleanField(_("hour not shown"), default=False)
    # Numbers to ring before anything is written, most urgent first: "110", "119", "120", "desk".
    call_first = models.JSONField(_("whom to call first"), default=list, blank=True)
    # [{"key", "ask", "ask_en", "options": [[value, words, words_en], …]}]: one tap each, none needed.
    questions = models.JSONField(_("what is asked"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("order"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if reads_english() else self.name


def reads_english() -> bool:
    return (get_language() or "").startswith("en")
