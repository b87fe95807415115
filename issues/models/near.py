"""What lies near a person: among it, what is not private is theirs to read."""

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q

from buildings.models.organisations import BY_CASE
from buildings.models.places import around, inside
from buildings.standing import Standing, standing_of
from kit.together import among


def near(user) -> Q:
    """Where they live, look after stairs, or answer as an organisation; and, where they serve for single
    cases, what they were called in for."""
    standing = standing_of(user)
    known = standing.home_paths | standing.captain_paths | standing.answering_paths
    here = inside(known) | around(standing.home_paths)
    return here | _had_by(standing) if standing.called_in_ids else here


def _had_by(standing: Standing) -> Q:
    """Once theirs by their own yes, with whomever it is now."""
    lines = apps.get_model("issues", "IssueEvent").objects.filter(
        inside(standing.service_paths(*BY_CASE), "issue__place"),
        holder_organisation__in=standing.called_in_ids,
    )
    return Q(among(ArraySubquery(lines.order_by().values("issue").distinct())))
