"""The desk of those who serve here: the queue of issues, with what waits for them in front."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.roles import Role


def org_desk_page(request: HttpRequest, role: Role) -> HttpResponse:
    """Staff decide what lies anywhere in their places; a company or a council works what came to it."""
    query = "" if role in {Role.STAFF, Role.STREET} else "?who=ours"
    return redirect(reverse("issues:queue") + query)
