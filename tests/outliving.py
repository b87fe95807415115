"""A form that outlives the session of whoever opened it."""

from django.contrib.sessions.models import Session
from django.test import Client

from people.models import User


def session_ends(client: Client, user: User, page: str) -> None:
    """They have opened the page, whose form is still in front of them; from then on the browser says who writes."""
    client.force_login(user)
    assert client.get(page).status_code == 200
    Session.objects.all().delete()
