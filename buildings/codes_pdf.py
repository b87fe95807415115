"""Strips to cut: one code each, with its door, a QR code and what it is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from buildings.door_codes import grouped
from buildings.models import DoorCode, Dwelling
from kit import pdf
from kit.qr import qr_code
from kit.times import last_day

STYLES = "buildings/codes.css"


@dataclass(frozen=True)
class Slip:
    place: str
    door: str
    code: str  # in groups of four
    qr: SafeString
    kind: str
    until: date  # the last day on which it opens


def slips_of(made: Iterable[tuple[Dwelling, str, DoorCode]]) -> list[Slip]:
    return [
        Slip(
            place=dwelling.place.name,
            door=dwelling.door,
            code=grouped(code),
            qr=qr_code(settings.BASE_URL + reverse("door_code", args=[code])),
            kind=row.get_kind_display(),
            until=last_day(row.expires_at),
        )
        for dwelling, code, row in made
    ]


def pdf_of(html: str) -> bytes:
    without = _("This computer cannot make PDFs: the Pango libraries are missing.")
    return pdf.pdf_of(html, styles=STYLES, without=without)
