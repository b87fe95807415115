"""Asks one address as one person, takes back whatever that wrote, and says in a letter what came of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.house.access import Line
from tests.house.access.ground import Ground
from tests.people.fresh import come

# What asking for any page may write: the session, who was last seen, and how often somebody asked.
ALWAYS = {"django_session", "cache", "usersessions_usersession", "buildings_doortry"}
WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)


def signed_in(person: User | None) -> Client:
    """Fresh from a code, as after any sign-in; and still so when the last line is asked."""
    client = Client(raise_request_exception=False)
    if person:
        come(client, person, minutes_ago=-60)
    return client


def address(line: Line, ground: Ground) -> str:
    arguments, _, query = line.arguments.partition("?")
    values = [] if arguments in ("-", "") else [ground.read(one) for one in arguments.split(",")]
    name, _, wanted = query.partition("=")
    return reverse(line.name, args=values) + (f"?{name}={ground.read(wanted)}" if query else "")


def answer(
    client: Client, line: Line, path: str, *, is_asked_twice: bool
) -> tuple[str, list[str], HttpResponse]:
    """(the letter, tables that should not have been written, the response)."""
    response, tables = _taken_back(getattr(client, line.method), path)
    letter = letter_of(response, path)
    if line.method == "post":
        if letter in "YA":
            is_file = "Content-Disposition" in response.headers
            letter, tables = "Y" if tables or is_file else letter.replace("Y", "V"), []
    elif letter in ".N" and is_asked_twice:
        _other, tables = _taken_back(client.post, path)
    else:
        tables = []  # for some pages it is written down that they were read
    return letter, tables, response


def _taken_back(ask, path: str) -> tuple[HttpResponse, list[str]]:
    with transaction.atomic():
        with _what_is_written() as tables:
            response = ask(path)
        transaction.set_rollback(True)
    return response, sorted(tables - ALWAYS)


@contextmanager
def _what_is_written() -> Iterator[set[str]]:
    tables: set[str] = set()
    with connection.execute_wrapper(partial(_note, tables)):
        yield tables


def _note(tables: set[str], execute, sql, params, many, context):
    if not sql.startswith("SELECT"):  # with a lock at its end or without
        tables.update(WRITES.findall(sql))
    return execute(sql, params, many, context)


def letter_of(response: HttpResponse, path: str) -> str:
    status, where = response.status_code, response.headers.get("Location", "")
    if status in (301, 302, 303):
        here = path.partition("?")[0]
        return "L" if where.startswith(LOGINS) and not here.startswith("/accounts/login/") else "A"
    if status in (200, 204):
        return "Y"
    return "." if status == 404 else "N" if status in REFUSED else f"<{status}>"


REFUSED = {400, 401, 403, 409, 422, 429}
LOGINS = (str(settings.LOGIN_URL), "/accounts/login/", "/admin/login/", "/accounts/reauthenticate/")
