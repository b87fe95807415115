from django.db import migrations

from kit.named import Named

COLUMNS = {
    "captaincy": {
        "about": "a line about them",
        "appointed_by": "appointed by",
        "kind": "kind",
        "phone_is_public": "number on the poster",
        "place": "place",
        "role": "lead or deputy",
        "selection": "how they were chosen",
        "user": "person",
    },
    "dwelling": {
        "area_source": "area is from",
        "place": "place",
    },
    "membership": {
        "office": "kind of office",
        "organisation": "organisation",
        "user": "person",
    },
    "organisation": {
        "kind": "kind",
        "places": "places that it serves",
        "short_name": "short name",
    },
    "ownership": {
        "dwelling": "home",
        "owner_name": "name of the owner",
        "phone": "phone",
        "source": "source",
    },
    "place": {
        "kind": "kind",
        "parent": "stands in",
        "position": "order",
    },
    "residency": {
        "dwelling": "home",
        "guardian": "guardian",
        "kind": "kind",
        "lives_here": "lives here",
        "user": "person",
        "verified_by": "confirmed by",
    },
    "service": {
        "organisation": "organisation",
        "place": "place",
    },
}
TABLES = {
    "captaincy": ("captain", "captains"),
    "dwelling": ("home", "homes"),
    "membership": ("membership", "memberships"),
    "organisation": ("organisation", "organisations"),
    "ownership": ("owner by the roster", "owners by the roster"),
    "place": ("place", "places"),
    "residency": ("tie to a home", "ties to homes"),
    "service": ("service of a place", "services of places"),
}


class Migration(migrations.Migration):
    dependencies = [("buildings", "0015_ownerships_that_ended")]

    operations = [Named(COLUMNS, TABLES)]
