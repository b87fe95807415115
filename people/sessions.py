"""Whether somebody is still signed in somewhere. Asked outside of that session's own requests, so it changes
nothing: Django's own question throws a session of an older password away, or gives it another key."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from people.models import User


def holds(session_key: str, person: User) -> bool:
    """Neither signed out, ended from elsewhere, over by time, nor from before another password."""
    said = import_module(settings.SESSION_ENGINE).SessionStore(session_key).load()
    if not person.is_active or said.get(SESSION_KEY) != str(person.pk):
        return False
    known = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(said.get(HASH_SESSION_KEY, ""), one) for one in known)
