"""A party that served there when it was called, and on the day of the meeting does no more."""

from datetime import date

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least, TruncDate

from buildings.models import Service
from buildings.models.places import leads_to, stands_in


def has_left(on: date, *, party: str = "") -> Q:
    """Of a row that leads to its party by `party`. Who left after the meeting was there: its word on the
    minutes is asked; who was called from outside and never served there stays as it is."""
    begins = ExpressionWrapper(OuterRef(f"{party}meeting__starts_at"), output_field=DateTimeField())
    rows = services_around(f"{party}meeting").filter(organisation=OuterRef(f"{party}organisation"))
    rows = rows.alias(day=Least(Value(on), TruncDate(begins)))
    still = Q(ended_on=None) | Q(ended_on__gt=F("day"))
    ended = rows.filter(as_one_that_serves(f"{party}meeting"), ended_on__lte=F("day"))
    return Q(Exists(ended)) & ~Q(Exists(rows.filter(still, started_on__lte=F("day"))))


def services_around(meeting: str) -> QuerySet[Service]:
    """Of the place of the meeting that the outer row leads to, of what it stands in, and of parts of it."""
    path = OuterRef(f"{meeting}__place__path")
    return Service.objects.filter(leads_to(path) | stands_in(path))


def as_one_that_serves(meeting: str) -> Q:
    """Of a service. Taken back, it never served: but who was called since it was entered was called as one
    that serves."""
    called = ExpressionWrapper(OuterRef(f"{meeting}__created_at"), output_field=DateTimeField())
    return Q(started_on__lte=TruncDate(called)) | Q(ended_on__gt=F("started_on"))
