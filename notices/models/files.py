"""What hangs on a notice: pictures in its text, papers beside it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.quick_addresses import address
from notices.models.notices import Notice


class FileKind(models.TextChoices):
    PICTURE = "picture", _("Picture")
    PAPER = "paper", _("Paper")  # PDF or Office: handed out as it came, opened in no page of ours


class NoticeFile(models.Model):
    """Read by whoever may read the notice, and by nobody else."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=7, choices=FileKind)
    name = models.CharField(_("name"), max_length=120)  # as the writer called it
    mime = models.CharField(max_length=80)  # by its content, not by its name
    file = models.FileField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    width = models.PositiveSmallIntegerField(null=True)  # px, of a picture
    height = models.PositiveSmallIntegerField(null=True)
    alt = models.CharField(_("what it shows"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["file"], name="notice_file_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("notices:file", self.notice_id, self.pk)
