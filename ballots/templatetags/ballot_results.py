"""`{% load ballot_results %}{% ballot_result ballot %}`: the count of a ballot, as this reader may see it."""

from django import template
from django.template.loader import render_to_string

from ballots.models import Ballot
from ballots.result_context import result_context

register = template.Library()


@register.simple_tag(takes_context=True)
def ballot_result(context: dict, ballot: Ballot) -> str:
    request = context["request"]
    return render_to_string("ballots/_result.html", result_context(ballot, request.user), request)
