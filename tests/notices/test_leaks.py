"""Nothing leaks before its hour: a hidden notice is asked for in every way by every reader.

What must not be seen is not only silent about its words: with it and without it every answer is the same, so that
no figure, dot or date tells of it either, and its own addresses answer as those of a notice that never was.
"""

import logging
import re
from datetime import timedelta
from itertools import cycle

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from kit.subjects import subject_key
from notices import messages
from notices.models import Notice
from notices.operations import announce_due, submit_for_review, withdraw_notice
from notices.operations.alarms import SHORTEST_PAUSE
from notifications.delivery import drain
from notifications.models import Message
from tests.factories import MembershipFactory
from tests.notices.leaks import (
    MISSING,
    POSTED,
    STEM,
    addresses_of_one,
    alike,
    body,
    dress,
    in_an_hour,
    lists,
    lists_in_short,
    other_kinds,
    pages_without_numbers,
    readers,
    without_path,
    words,
)
from tests.notices.pages import page

READ = ("detail", "file")  # of what is not the scheduled one; the rest asks the same question first
CLOSE = ("visitor", "resident")  # see most; the others ask less, which is quicker and no less


@pytest.fixture(autouse=True)
def numbers_of_notices_are_no_other_thing_s(db):
    """What repeats the number that was asked for is left out; nothing else is to have the same by chance."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name, greatest(nextval(name), 7000000)) "
            "FROM pg_get_serial_sequence('notices_notice', 'id') AS name"
        )


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Hundreds of refusals are what is meant here."""
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def hide(ground, django_capture_on_commit_callbacks):
    """The scheduled one, one in each other state that nobody may see; each with all that may hang on a notice."""

    def make() -> dict[str, dict[str, int]]:
        second = MembershipFactory(organisation=ground.committee).user
        hour = in_an_hour()
        found = {
            "scheduled": ground.publish(
                **words(category="posting", is_urgent=True, repeats=1, repeat_minutes=SHORTEST_PAUSE),
                publish_at=hour,
                expires_at=hour + timedelta(days=10),
            ),
            "draft": ground.draft(**words()),
            "in review": ground.draft(**words()),
            "withdrawn": ground.publish(**words(), publish_at=hour),
        }
        with django_capture_on_commit_callbacks(execute=True):
            numbers = {name: dress(ground, notice) for name, notice in found.items()}
        submit_for_review(by=second, notice=found["in review"])
        withdraw_notice(by=ground.writer, notice=found["withdrawn"], reason=f"{STEM}不办了")
        return numbers

    return make


def asked(clients, paths) -> dict:
    cache.clear()
    return {(who, path): alike(clients[who].get(path)) for who in clients for path in paths}


def test_no_list_figure_feed_or_search_tells_of_what_is_hidden(ground, hide):
    ground.publish(title="早就贴出来的")
    clients, day = readers(ground), timezone.localtime(in_an_hour())
    close = {name: clients.pop(name) for name in CLOSE}
    paths, more = lists(ground, day), pages_without_numbers()
    assert {"/inbox/", "/inbox/demo/", "/notices/drafts/", "/desk/", "/meetings/", "/issues/"} <= set(more)
    for client in close.values():
        client.get("/elder/")  # from there on in large letters
    before = asked(close, paths)
    numbers = hide()
    after = asked(close, paths)
    for (who, path), answer in after.items():
        assert answer == before[who, path], f"{path} tells {who}"
    after |= asked({"captain": clients["captain"]}, [*more, *other_kinds()])
    after |= asked(clients, lists_in_short(ground, day))
    for (who, path), answer in after.items():
        assert STEM in path or STEM not in answer[-1], f"{path} tells {who}"
        for number in numbers.values():
            assert f"/notices/{number['pk']}/" not in answer[-1], f"{path} tells {who}"
    keys = [subject_key(Notice(pk=number["pk"])) for number in numbers.values()]
    assert not Message.objects.filter(letter__subject__in=keys).exclude(letter__kind=messages.REVIEW).exists()
    assert announce_due() == 0


def test_its_own_addresses_answer_as_if_it_had_never_been(ground, hide):
    clients, hidden, addresses = readers(ground), hide(), addresses_of_one()
    assert {"detail", "file", "board", "comment", "posters_pdf", "coverage", "doors", "names"} <= {
        address.name for address in addresses
    }
    others = cycle(name for name in hidden if name != "scheduled")
    for who, client in clients.items():
        nothing = never_was(client)
        for address in addresses:
            check(client, "get", address, hidden["scheduled"], nothing, f"{address.name} tells {who}")
            if who in CLOSE:
                check(client, "post", address, hidden["scheduled"], nothing, f"{address.name} tells {who}")
        state = next(others)
        for address in [address for address in addresses if address.name in READ]:
            check(client, "get", address, hidden[state], nothing, f"{address.name} of {state} tells {who}")


def never_was(client) -> str:
    answer = client.get(f"/notices/{MISSING}/")
    assert answer.status_code == 404
    return without_path(alike(answer, MISSING), "/notices/N/")


def check(client, method: str, address, numbers, nothing: str, problem: str) -> None:
    ask = {"get": client.get, "post": lambda path: client.post(path, POSTED)}[method]
    path = address.path(numbers)
    answer = alike(ask(path), numbers["pk"])
    assert STEM not in answer[-1], problem
    if answer[0] == 404:
        assert without_path(answer, re.sub(r"/notices/\d+/", "/notices/N/", path)) == nothing, problem
    else:  # must sign in first, or ask by another method: said before anything was looked for
        assert answer[0] in (302, 405), problem
        assert answer == alike(ask(address.path(numbers | {"pk": MISSING})), MISSING), problem
        client.get("/accounts/login/")  # where it is said what became of the words


def test_whom_it_is_not_meant_for_finds_it_nowhere_after_its_hour_either(
    ground, django_capture_on_commit_callbacks
):
    """Meant for one building: with it and without it others get the same."""
    away = "neighbour", "outsider", "staff elsewhere", "property elsewhere", "stranger"
    clients = {who: client for who, client in readers(ground).items() if who in ("visitor", *away)}
    close = {"neighbour": clients["neighbour"]}
    paths = lists(ground, timezone.localtime())
    clients["neighbour"].get("/elder/")
    before = asked(close, paths)
    with django_capture_on_commit_callbacks(execute=True):
        numbers = dress(ground, ground.publish(**words(is_public=False)))
    for (who, path), answer in asked(close, paths).items():
        assert answer == before[who, path], f"{path} tells {who}"
    for (who, path), answer in asked(clients, lists_in_short(ground, timezone.localtime())).items():
        assert STEM in path or STEM not in answer[-1], f"{path} tells {who}"
    some = [
        a
        for a in addresses_of_one()
        if a.name in ("detail", "file", "board", "comment", "poster", "coverage")
    ]
    for who, client in clients.items():
        nothing = never_was(client)
        for address in some:
            check(client, "get", address, numbers, nothing, f"{address.name} tells {who}")


def test_colleagues_find_it_among_what_is_prepared_and_nowhere_else(ground, hide, signed_in):
    numbers = hide()
    client = signed_in(ground.writer)
    for path in lists(ground, timezone.localtime(in_an_hour())):
        shown = body(client.get(path))
        assert f"/notices/{numbers['scheduled']['pk']}/" not in shown, path
    assert page(client, "/notices/drafts/").count(f"{STEM}标题") >= 3
    for number in numbers.values():
        assert f"{STEM}标题" in page(client, f"/notices/{number['pk']}/")
    scheduled = numbers["scheduled"]["pk"]
    for name in ("coverage", "doors", "names", "posters.pdf"):
        path = f"/notices/{scheduled}/{name.rstrip('/')}{'' if '.' in name else '/'}"
        assert client.get(path).status_code == 404, "it has reached nobody yet"


def test_at_its_hour_it_is_found_in_all_of_them(ground, hide):
    clients, numbers = readers(ground), hide()["scheduled"]
    hour = timezone.now() - timedelta(seconds=1)
    Notice.objects.filter(pk=numbers["pk"]).update(publish_at=hour)
    assert announce_due() == 1
    drain()
    resident, captain, title = clients["resident"], clients["captain"], f"{STEM}标题"
    day = timezone.localtime(hour)
    for path in (
        "/",
        "/elder/",
        "/inbox/",
        "/notices/",
        "/notices/?mine",
        "/notices/?category=posting",
        f"/notices/?place={ground.first.pk}",
        f"/notices/archive/{day:%Y/%m}/",
        "/notices/postings/",
        f"/notices/feed/{ground.first.pk}.atom",
    ):
        assert title in page(resident, path), path
    found = f'href="/notices/{numbers["pk"]}/"'
    for word in (title, f"{STEM}正文"):
        assert found in page(resident, f"/search/?q={word}")
        assert found in page(resident, f"/search/?q={word}&kind=notices")
    assert f"{STEM}何时" in page(resident, f"/notices/{numbers['pk']}/")
    for path in (f"files/{numbers['file_pk']}/", f"boards/{numbers['photo']}"):
        assert resident.get(f"/notices/{numbers['pk']}/{path}").status_code == 200
    assert title in page(captain, "/desk/")
    assert title in page(captain, f"/notices/{numbers['pk']}/doors/")
    assert title in page(captain, f"/notices/{numbers['pk']}/coverage/")
