"""Signed in as the pages do it: with a note in the session of how somebody came, and when."""

import time
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:  # a conftest asks for this before there are settings
    from people.models import User


def come(client: Client, person: "User", minutes_ago: int = 0, method: str = "code", **said) -> Client:
    """`force_login` alone is a session of which nobody knows how it began, and so never a fresh one."""
    client.force_login(person)
    session = client.session
    record = {"method": method, "at": time.time() - 60 * minutes_ago} | said
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
