"""Context processors of kit."""

from django.http import HttpRequest


def comfort(request: HttpRequest) -> dict[str, str]:
    """`comfort` is "large" or "normal"; base.html writes it on <html>."""
    return {"comfort": getattr(request, "comfort", "normal")}
