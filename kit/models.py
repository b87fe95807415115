"""What changed lately: one row for each statement that wrote to a table public pages are made of.

Triggers write them (kit/changes.py), inside the transaction of whoever changed something. None lives long.
"""

from django.db import models
from django.utils import timezone


class Change(models.Model):
    table = models.CharField(max_length=63)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["table", "id"], name="change_of_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.at}"
