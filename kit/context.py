"""Context processors of kit."""

from django.conf import settings
from django.http import HttpRequest


def comfort(request: HttpRequest) -> dict[str, str]:
    """`comfort` is "large" or "normal"; base.html writes it on <html>."""
    return {"comfort": getattr(request, "comfort", "normal")}


def records(request: HttpRequest) -> dict[str, str]:
    """Numbers under which the site is on record, for the foot of its pages: with the ministry (MIIT order 33
    of 2005, article 13) and with the police. Their own page finds it by the figures alone: `police_code`.
    """
    police = settings.POLICE_RECORD
    return {
        "icp_record": settings.ICP_RECORD,
        "police_record": police,
        "police_code": "".join(filter(str.isdigit, police)),
    }
