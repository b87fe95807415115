"""For whom and where a notice is meant, in words."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from buildings.models.places import PlaceKind
from buildings.wording import floor_range
from kit.lines import listed
from notices.models import Group

REGIONS = (PlaceKind.COMMUNITY, PlaceKind.STREET)


def places_in_words(rows: Iterable[dict]) -> str:
    """水岸公馆 1栋、水岸公馆 2栋 1–3 层、水岸公馆 3栋 0302、0303"""
    return listed(listed(_place(list(part))) for _path, part in groupby(rows, key=lambda row: row["path"]))


def _place(rows: list[dict]) -> list[str]:
    """All that is said of one place: its name once, then its floors and its doors."""
    row = rows[0]
    name = row["name"]
    if row["kind"] not in REGIONS and row["around"]:
        name = f"{row['around']} {name}"
    parts = [_part(row) for row in sorted(rows, key=_order)]
    first, *rest = parts
    return [f"{name} {first}".strip(), *rest]


def _order(row: dict) -> tuple:
    return row["dwelling"] is not None, row["floor_from"] or 0, row["door"] or ""


def _part(row: dict) -> str:
    return row["door"] if row["dwelling"] else floor_range(row["floor_from"], row["floor_to"])


def groups_in_words(audience: Iterable[str]) -> str:
    """业主、楼长; nothing where it is for everybody who lives there."""
    groups = [group for group in Group if group in audience]
    if Group.RESIDENTS in groups:
        groups = [group for group in groups if group not in (Group.RESIDENTS, Group.OWNERS, Group.CAPTAINS)]
        if not groups:
            return ""
        return _("everybody who lives there, and %(groups)s") % {"groups": _names(groups)}
    return _names(groups)


def _names(groups: list[Group]) -> str:
    names = {
        Group.OWNERS: pgettext("for whom", "owners"),
        Group.CAPTAINS: pgettext("for whom", "captains"),
        Group.COUNCIL: pgettext("for whom", "council members"),
        Group.VOLUNTEERS: pgettext("for whom", "volunteers"),
    }
    return listed(names[group] for group in groups)
