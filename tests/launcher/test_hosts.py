"""`make hosts`: who is sent where, what may fail when, and what it refuses. A whole run is its own test."""

import asyncio
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from launcher.hosts import network, trial, windows
from launcher.hosts.balancer import FAILURES, Balancer, Broken, Host, Unheard, may_move_on, order
from launcher.hosts.windows import Cut, Hit
from tests.launcher.conftest import PATIENCE, PROJECT, environment

PAGE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
FORM = b"POST /issues/new HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"


def up(*ports: int) -> list[Host]:
    return [Host("127.0.0.1", port, up=True) for port in ports]


def test_a_host_is_out_after_some_checks_without_a_yes_and_back_after_one_with():
    host = Host("a", 1)
    assert host.note(True)
    assert host.up
    assert [host.note(False) for _ in range(FAILURES)] == [False] * (FAILURES - 1) + [True]
    assert not host.up
    assert not host.note(False)
    assert host.note(True)
    host.note(False)
    assert not host.note(True)
    assert host.failed == 0, "only those in a row count"


def test_visitors_take_turns_among_those_that_are_up():
    first, second, third = hosts = up(1, 2, 3)
    second.up = False
    assert [order(hosts, turn)[0] for turn in range(4)] == [first, third, first, third]
    first.up = third.up = False
    assert order(hosts, 5) == []


def test_a_page_moves_on_and_a_form_only_if_nobody_heard_it():
    assert may_move_on(b"GET", Broken())
    assert may_move_on(b"POST", Unheard())
    assert not may_move_on(b"POST", Broken())


def done(work):
    """In a thread of its own: in a browser's test process a loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def answers(words: bytes | None, *requests: bytes) -> list[bytes]:
    """Of a balancer before a host that says `words` (None: hangs), and one that says yes."""

    async def say(reader, writer):
        if words is None:
            await asyncio.sleep(PATIENCE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(words)
        writer.close()

    async def say_yes(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nyes")
        writer.close()

    servers = [await asyncio.start_server(each, "127.0.0.1", 0) for each in (say, say_yes)]
    hosts = up(*(server.sockets[0].getsockname()[1] for server in servers))
    balancer = Balancer(hosts)
    asked = [asyncio.ensure_future(balancer.answer(request)) for request in requests]
    if words is None:
        await asyncio.sleep(0)
        for _ in range(FAILURES):
            hosts[0].note(False)
    found = [await asyncio.wait_for(each, PATIENCE) for each in asked]
    for server in servers:
        server.close()
    return found


def test_what_was_on_its_way_to_a_host_that_is_taken_out():
    page, _, form = done(answers(None, PAGE, PAGE, FORM))
    assert page.endswith(b"yes"), "the next host is asked"
    assert form.startswith(b"HTTP/1.1 502 "), "nobody knows whether it was heard"


def test_a_line_that_breaks_and_nobody_left():
    page, _, form = done(answers(b"", PAGE, PAGE, FORM))
    assert page.endswith(b"yes")
    assert form.startswith(b"HTTP/1.1 502 ")
    assert done(Balancer([Host("127.0.0.1", 1)]).answer(PAGE)).startswith(b"HTTP/1.1 503 ")


def test_requests_may_fail_in_the_seconds_after_a_cut_and_never_else():
    cuts = [Cut("web1", 100, 5, 3.0), Cut("db1", 200, 20, 30.0)]
    hits = [
        Hit(99, 0.1, "/", 503),
        Hit(104, 4.0, "/", 502),
        Hit(106, 0.1, "/", 0),
        Hit(150, 0.1, "/", 422),
        Hit(219, 9.0, "/", 503),
        Hit(230, 0.1, "/", 200),
    ]
    first, second = windows.rows(cuts, hits)
    assert (first.within, first.outside, first.last, first.slowest, first.well) == (1, 1, 6, 4.0, 6)
    assert (second.within, second.outside, second.last, second.well) == (1, 0, 19, 30.0)
    assert windows.before(cuts, hits) == 1


def test_one_of_each_in_an_order_by_the_seed_and_the_primary_last():
    orders = [trial.order(random.Random(seed), [], small=True) for seed in (1, 1, 2)]
    assert orders[0] == orders[1]
    assert all(order[-1] == "db1" and len(order) == 4 for order in orders)
    assert set(trial.order(random.Random(1), [], small=False)) == set(trial.CAN_BE_CUT)
    assert trial.order(random.Random(1), ["db1", "web1"], small=True) == ["web1", "db1"]


def hosts(*words: str, **settings: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "launcher", "hosts", *words],
        cwd=PROJECT, env=environment(**settings), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words, settings, code, sentence",
    [
        (["queue"], {}, 1, f"There is no machine called 'queue' that is cut off. One of: {', '.join(trial.CAN_BE_CUT)}."),
        ([], {"SEED": "x"}, 1, "The setting SEED is 'x'. Write a number above zero."),
        ([], {"PATH": "/nowhere"}, 2, "`make hosts` builds machines of network namespaces and needs the program 'ip'."),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_said(words, settings, code, sentence):
    done = hosts(*words, **settings)
    assert done.returncode == code
    assert done.stderr.startswith(sentence)


def test_everybody_has_an_address_and_a_card_of_their_own():
    names = [network.STREET, *network.PLACES]
    assert len({network.address(name) for name in names}) == len({network.card(name) for name in names}) == 10
