"""A place chosen from a list of names: two estates of one name stand there with their communities."""

from collections.abc import Iterator

from django import forms
from django.forms.models import ModelChoiceIterator

from buildings.models import Place
from buildings.wording import told_apart


class _Named(ModelChoiceIterator):
    """Of places fetched with `models.places.AROUND`."""

    def __iter__(self) -> Iterator[tuple]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for place, name in told_apart(self.queryset, within=None):
            yield self.field.prepare_value(place), name


class PlaceChoice(forms.ModelChoiceField):
    iterator = _Named

    def label_from_instance(self, place: Place) -> str:
        return place.name
