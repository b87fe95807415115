"""Two who wait for each other, with real connections: the reader is the one whom PostgreSQL ends."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from people.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]
TIMES = []  # of each time the page was made: which of its rows it had by then


def both(request):
    """Locks the second row and then the first, and looks for a deadlock at once."""
    TIMES.append([])
    assert len(TIMES) == 1 or IS_DONE.wait(20), "whoever took the turn has gone on"
    first, second = User.objects.order_by("pk").values_list("pk", flat=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '10ms'")
        for number, name in ((second, "second"), (first, "first")):
            User.objects.select_for_update().get(pk=number)
            TIMES[-1].append(name)
            if name == "second" and len(TIMES) == 1:
                HAS_SECOND.set()
                assert until(cursor, SOMEBODY_WAITS)
    return HttpResponse("both")


def until(cursor, question: str) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        cursor.execute(question)
        if cursor.fetchone()[0]:
            return True
    return False


urlpatterns = [path("both/", both)]
HAS_SECOND, IS_DONE = threading.Event(), threading.Event()
SOMEBODY_WAITS = """SELECT EXISTS (SELECT FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"""


def the_other():
    """Has the first row and waits for the second; it never looks whether it waits in vain."""
    try:
        first, second = User.objects.order_by("pk").values_list("pk", flat=True)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '60s'")
            User.objects.select_for_update().get(pk=first)
            assert HAS_SECOND.wait(20)
            User.objects.select_for_update().get(pk=second)
    finally:
        connection.close()
        IS_DONE.set()


@pytest.fixture
def crossed(settings):
    settings.MIDDLEWARE = ["kit.once_more.OnceMoreMiddleware"]
    TIMES.clear()
    HAS_SECOND.clear()
    IS_DONE.clear()
    UserFactory.create_batch(2)
    other = threading.Thread(target=the_other)
    other.start()
    yield
    other.join(20)
    assert not other.is_alive()


def test_a_reader_who_lost_the_turn_gets_the_page_all_the_same(crossed, client):
    answer = client.get("/both/")
    assert (answer.status_code, answer.content) == (200, b"both")
    assert TIMES == [["second"], ["second", "first"]]


def test_what_was_to_be_written_is_never_done_by_itself_once_more(crossed, client):
    client.raise_request_exception = False
    assert client.post("/both/").status_code == 500
    assert TIMES == [["second"]]
