"""表决票. Who took part, and what was chosen: of a secret ballot nothing leads from one to the other."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.models.ballots import Ballot
from ballots.models.rolls import Elector, RollVoter

USER = settings.AUTH_USER_MODEL


class VoteChannel(models.TextChoices):
    PHONE = "phone", _("Online")
    PAPER = "paper", _("On paper")
    PROXY = "proxy", _("By proxy")


class Participation(models.Model):
    """That an elector took part, and how. No time and no number of its own: the elector is the key, so the
    database lets nobody take part twice. It says nothing about what was chosen, in any kind of ballot."""

    elector = models.OneToOneField(
        Elector, primary_key=True, on_delete=models.PROTECT, related_name="participation"
    )
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=5, choices=VoteChannel)

    def __str__(self) -> str:
        return str(self.elector)


class ProxyQuerySet(models.QuerySet):
    def standing(self) -> "ProxyQuerySet":
        """Recorded and not ended, confirmed or not: there is one of an entry."""
        return self.filter(ended_at=None)

    def pending(self) -> "ProxyQuerySet":
        """Nobody votes by it until a second person has looked at the signed paper."""
        return self.filter(ended_at=None, confirmed_at=None)

    def holding(self) -> "ProxyQuerySet":
        """By which somebody may vote."""
        return self.filter(ended_at=None, confirmed_at__isnull=False)


class Proxy(models.Model):
    """委托书: written, scanned, for one ballot, read by two people before it holds. Nobody passes it on."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="proxies")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="proxies")
    agent = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agent_name = models.CharField(_("who votes for them"), max_length=80)
    scope = models.CharField(_("for what it holds"), max_length=200)
    instruction = models.JSONField(null=True)  # what the agent must choose; none: as they see fit
    scan = models.FileField(_("photo of the signed paper"), max_length=120)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Sent back by the second reader: it has ended then, and never held.
    refused_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    refused_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = ProxyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "proxies"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("recorded_by"))
                & ~Q(confirmed_by=F("agent")),
                name="proxy_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(refused_by=None, refused_reason="")
                | Q(refused_by__isnull=False, confirmed_at=None, ended_at__isnull=False)
                & ~Q(refused_reason="")
                & ~Q(refused_by=F("recorded_by")),
                name="proxy_is_sent_back_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["elector"], condition=Q(ended_at=None), name="proxy_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(end_reason=""), name="proxy_ended_says_why"
            ),
            models.CheckConstraint(condition=~Q(scan=""), name="proxy_is_written"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_name}, {self.elector}"

    @property
    def is_pending(self) -> bool:
        return self.confirmed_at is None and self.ended_at is None


class PaperState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a second person")
    COUNTED = "counted", _("Counted")
    DIFFERS = "differs", _("The two readings differ")
    SPOILT = "spoilt", _("Not counted")
    REPLACED = "replaced", _("They voted online afterwards")


def left_out_by_two(name: str) -> models.CheckConstraint:
    two = Q(spoilt_by__isnull=False, spoilt_confirmed_by__isnull=False)
    return models.CheckConstraint(
        condition=~Q(state="spoilt") | two & ~Q(spoilt_by=F("spoilt_confirmed_by")), name=name
    )


class Paper(models.Model):
    """A paper of a named ballot, read by one person and, without seeing that reading, by another."""

    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="papers")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="papers")
    proxy = models.ForeignKey(Proxy, null=True, on_delete=models.PROTECT, related_name="papers")
    handed_in_at = models.DateTimeField(_("handed in"))
    choices = models.JSONField()
    typed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(default=timezone.now)
    scan = models.FileField(max_length=120, blank=True)
    second_choices = models.JSONField(null=True)
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.WAITING)
    reason = models.CharField(_("why it does not count"), max_length=200, blank=True)
    # Who says that it cannot count; it is left out once a second person agrees.
    spoilt_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    spoilt_confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            left_out_by_two("paper_left_out_by_two"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("typed_by")),
                name="paper_is_read_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="counted") | Q(confirmed_by__isnull=False),
                name="paper_counted_was_read_twice",
            ),
            models.CheckConstraint(
                condition=~Q(state="spoilt") | ~Q(reason=""), name="paper_spoilt_says_why"
            ),
            models.UniqueConstraint(
                fields=["elector"],
                condition=Q(state__in=["waiting", "differs", "counted"]),
                name="paper_one_of_an_elector",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.elector}"


class VoteQuerySet(models.QuerySet):
    def current(self) -> "VoteQuerySet":
        return self.filter(replaced_at=None)

    def of_those_who_still_vote(self) -> "VoteQuerySet":
        """Cast since the entry last got another voter. An earlier one counts as it is: it is neither shown to
        the new voter nor changed by them."""
        ended = RollVoter.objects.filter(elector=OuterRef("elector"), ended_at__gte=OuterRef("cast_at"))
        return self.exclude(Exists(ended))


class Vote(models.Model):
    """What was chosen, in an open ballot or one by name. A changed vote is a new row; the old one stays."""

    client_key = models.UUIDField(unique=True, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="votes")
    choices = models.JSONField()  # keys of options; of a ranking in order
    channel = models.CharField(max_length=5, choices=VoteChannel)
    cast_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proxy = models.ForeignKey(Proxy, null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, null=True, on_delete=models.PROTECT, related_name="vote")
    receipt = models.CharField(max_length=19, unique=True)  # "7KQ2-M4XD-9TRC-AB3F"
    cast_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["elector"], condition=Q(replaced_at=None), name="vote_one_of_an_elector"
            ),
            models.CheckConstraint(
                condition=~Q(channel="paper") | Q(paper__isnull=False), name="vote_on_paper_has_its_paper"
            ),
            models.CheckConstraint(
                condition=~Q(channel="proxy") | Q(proxy__isnull=False), name="vote_by_proxy_has_its_proxy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.elector}"


class SecretBox(models.Model):
    """The box of a secret ballot (`ballots.box`): all its papers as one sealed value, written anew with each
    vote in the order of their random receipts. So there is one row, one version, no order and no time."""

    ballot = models.OneToOneField(Ballot, primary_key=True, on_delete=models.PROTECT, related_name="box")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"box of {self.ballot_id}"


class SecretPaper(models.Model):
    """A paper out of the box downstairs, of a secret ballot, read by two people after the close. It names
    nobody: who handed in a paper is a `Participation`, and there are as many papers as those. What stands on
    it is sealed from the first reading on, and goes into the box with the second: were it readable here, a
    single paper would name the choice of a single voter."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="secret_papers")
    number = models.PositiveIntegerField()  # as it came out of the box, shuffled by hand
    reading = models.BinaryField(null=True)  # `ballots.box`, as long as every other
    typed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    second_reading = models.BinaryField(null=True)
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    spoilt_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    spoilt_confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["ballot", "number"]
        constraints = [
            left_out_by_two("secret_paper_left_out_by_two"),
            models.UniqueConstraint(fields=["ballot", "number"], name="secret_paper_number_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("typed_by")),
                name="secret_paper_is_read_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="spoilt") | ~Q(reason=""), name="secret_paper_spoilt_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "differs"], reading__isnull=False)
                | Q(state__in=["counted", "spoilt"], reading=None, second_reading=None),
                name="secret_paper_is_read_or_in_the_box",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id}/{self.number}"
