from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models.dated import Dated, DatedQuerySet, ends_after_it_starts_or_was_taken_back
from buildings.models.places import Place


class OrganisationKind(models.TextChoices):
    STREET_OFFICE = "street_office", _("Subdistrict office")
    PARTY_COMMITTEE = "party_committee", _("Community Party committee")
    RESIDENTS_COMMITTEE = "residents_committee", _("Residents' committee")
    NEIGHBOUR_COUNCIL = "neighbour_council", _("Neighbourhood council")
    OWNERS_COMMITTEE = "owners_committee", _("Owners' committee")
    PROPERTY_COMPANY = "property_company", _("Property company")
    CLUB = "club", _("Club")
    VOLUNTEER_TEAM = "volunteer_team", _("Volunteer team")
    MEDIATION_STUDIO = "mediation_studio", _("Mediation studio")
    PARTNER = "partner", _("Partner")  # police, water company, fire brigade: invited, outside the programme


# Staff of the community: they see and steer what happens in the places they serve.
STAFF_KINDS = {OrganisationKind.PARTY_COMMITTEE, OrganisationKind.RESIDENTS_COMMITTEE}
# Called in for a case: where they serve they read what was passed on to them, not all that lies there.
BY_CASE = {OrganisationKind.PARTNER, OrganisationKind.MEDIATION_STUDIO}


class Organisation(models.Model):
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    phone = models.CharField(_("duty phone"), max_length=16, blank=True)
    hours = models.CharField(_("when someone answers"), max_length=60, blank=True)
    places = models.ManyToManyField(
        Place, verbose_name=_("places that it serves"), through="Service", related_name="organisations"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [models.UniqueConstraint(fields=["name"], name="organisation_name_once")]

    def __str__(self) -> str:
        return self.short_name or self.name


class Service(Dated):
    """An organisation serves a place, and with it everything below."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="services"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="services"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("service of a place")
        verbose_name_plural = _("services of places")
        constraints = [
            ends_after_it_starts_or_was_taken_back("service_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["organisation", "place"],
                condition=Q(ended_on__isnull=True),
                name="service_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.place}"


class Office(models.TextChoices):
    HEAD = "head", _("Head")  # 会长, 主任, 书记, 经理
    DEPUTY = "deputy", _("Deputy head")
    MEMBER = "member", _("Member")
    SECRETARY = "secretary", _("Secretary")
    STAFF = "staff", _("Staff")


class Membership(Dated):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="memberships"
    )
    office = models.CharField(_("kind of office"), max_length=9, choices=Office, default=Office.MEMBER)
    title = models.CharField(pgettext_lazy("of a member", "title"), max_length=40, blank=True)
    phone = models.CharField(_("work phone"), max_length=16, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            ends_after_it_starts_or_was_taken_back("membership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="membership_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
