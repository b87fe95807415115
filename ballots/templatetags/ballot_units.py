"""`{% load ballot_units %}{{ ballot.heads|counted_in:ballot.unit }}`: 12 homes, or 12 heads."""

from django import template

from ballots import units

register = template.Library()
register.filter("counted_in", units.counted)
register.filter("column_of", units.column)
