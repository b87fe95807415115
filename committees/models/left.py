"""A party that served there when it was called, and on the day of the meeting does no more."""

from datetime import date

from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Least, TruncDate

from buildings.models import Service


def has_left(on: date, *, party: str = "") -> Q:
    """Of a row that leads to its party by `party`. Who left after the meeting was there: its word on the
    minutes is asked; who was called from outside and never served there stays as it is."""
    path = ExpressionWrapper(OuterRef(f"{party}meeting__place__path"), output_field=CharField())
    begins = ExpressionWrapper(OuterRef(f"{party}meeting__starts_at"), output_field=DateTimeField())
    called = ExpressionWrapper(OuterRef(f"{party}meeting__created_at"), output_field=DateTimeField())
    near = Q(here__startswith=F("place__path")) | Q(place__path__startswith=F("here"))
    rows = Service.objects.filter(organisation=OuterRef(f"{party}organisation"))
    rows = rows.alias(here=path, day=Least(Value(on), TruncDate(begins))).filter(near)
    still = Q(ended_on=None) | Q(ended_on__gt=F("day"))
    # Taken back, it never served: but who was called since it was entered was called as one that serves.
    was_called = Q(started_on__lte=TruncDate(called)) | Q(ended_on__gt=F("started_on"))
    ended = rows.filter(was_called, ended_on__lte=F("day"))
    return Q(Exists(ended)) & ~Q(Exists(rows.filter(still, started_on__lte=F("day"))))
