"""How a notice reached the homes that no screen reached: by a knock, a call, a slip, a paper on the board."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Dwelling, Place
from notices.models.notices import Notice
from notifications.models import Robot


class Way(models.TextChoices):
    DOOR = "door", _("At the door")
    PHONE = "phone", _("By phone")
    SLIP = "slip", _("A slip at the door")  # left there: nobody was at home, so it does not count as told


class Told(models.Model):
    """A captain's tick: somebody of this home was told, on that day. The last word of a home counts."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="told")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=5, choices=Way)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["notice", "dwelling"], name="told_once_a_home")]

    def __str__(self) -> str:
        return f"{self.dwelling}, {self.way}"


class BoardPhoto(models.Model):
    """A photo of the paper on the board of one building: the proof that it hung there."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="board_photos")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    hung_on = models.DateField()
    file = models.FileField(max_length=100)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.place}, {self.hung_on}"


class GroupRobot(models.Model):
    """The robot of a neighbours' chat group: it says what is addressed to its place."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    robot = models.OneToOneField(Robot, on_delete=models.PROTECT, related_name="group")

    def __str__(self) -> str:
        return f"{self.robot}, {self.place}"
