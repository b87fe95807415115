"""Whom one can enter the demonstration as, with one tap. Their numbers begin with 1000000, which nobody has."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DemoRole(NamedTuple):
    key: str
    phone: str
    label: str | Promise
    icon: str


DEMO_ROLES = [
    DemoRole("resident", "10000020001", _("Resident"), "home"),
    DemoRole("elder", "10000020007", _("Resident, 76"), "large"),
    DemoRole("captain", "10000020002", _("Building captain"), "door"),
    DemoRole("president", "10000020003", _("Council president"), "users"),
    DemoRole("property", "10000020005", _("Property company"), "tool"),
    DemoRole("staff", "10000020004", _("Community staff"), "meeting"),
    DemoRole("street", "10000020006", _("Subdistrict office"), "chart"),
]
