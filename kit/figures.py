"""How phone numbers and areas are written."""

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

# The three-digit area codes of the mainland; every other one has four digits.
SHORT_AREA_CODE = re.compile(r"0(10|2\d)")


def dialled(number: str) -> str:
    """What a `tel:` link needs: figures, and a plus when it leads."""
    number = str(number or "").strip()
    return ("+" if number.startswith("+") else "") + re.sub(r"\D", "", number)


def telephone(number: str) -> str:
    """0757-0000 0110, 138 0000 0902, 400 000 0000; short numbers and foreign ones stay as they are."""
    figures = dialled(number)
    if figures.startswith("+86"):
        figures = figures[3:]
    if figures.startswith("+"):
        return str(number).strip()
    if figures.startswith("0") and len(figures) >= 10:
        cut = 3 if SHORT_AREA_CODE.match(figures) else 4
        return f"{figures[:cut]}-{figures[cut:-4]} {figures[-4:]}"
    if len(figures) == 11:
        return f"{figures[:3]} {figures[3:7]} {figures[7:]}"
    if len(figures) == 10:
        return f"{figures[:3]} {figures[3:6]} {figures[6:]}"
    if len(figures) == 8:
        return f"{figures[:4]} {figures[4:]}"
    return str(number or "").strip()


def square_metres(area: Decimal | int | float | str | None) -> str:
    """98,098.50 平方米: always two decimals, as the register writes it; nothing for nothing."""
    try:
        figure = Decimal(str(area)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return ""
    return _("%(area)s m²") % {"area": f"{figure:,}"}
