"""`make bench CITY=`: the client that asks, whose processor time is counted, and what is kept for the next time."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from launcher import bench_city
from launcher.bench_city import Figures, processor_time, save
from launcher.bench_load import load
from launcher.sentences import Stop


def row(name: str, *rates: float) -> Figures:
    return Figures(name, "/", 100, 5.0, list(rates), 1.0, 2.0, 3.0, 0.5)


def apart(*asked, **more):
    """In a thread of its own: where browsers were driven before, this one has a loop that never ends."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(load, *asked, **more).result()


def test_a_page_is_asked_for_over_a_few_connections_and_timed(live_server):
    found = apart(f"{live_server.url}/healthz", {}, 0.2, connections=2)
    assert found.per_second > 1
    assert 0 < found.p50 <= found.p99


def test_a_page_that_is_not_there_stops_the_bench(live_server):
    with pytest.raises(Stop):
        apart(f"{live_server.url}/nowhere/", {}, 0.1, connections=1)


def test_processor_time_is_that_of_a_process_and_of_those_below_it():
    before = processor_time(os.getpid())
    assert before > 0
    sum(range(3_000_000))
    assert processor_time(os.getpid()) >= before
    assert processor_time(2**22 + 1) == 0, "one that has ended costs nothing any more"


def test_figures_are_kept_and_stand_beside_those_before(tmp_path, monkeypatch):
    monkeypatch.setenv("OUT", str(tmp_path / "asked"))
    path = save(tmp_path, [row("home", 10, 20, 30)])
    assert (tmp_path / "asked" / path.name).read_text() == path.read_text()
    before = bench_city._before(tmp_path)
    assert row("home", 40, 40, 40).line(before["home"]).endswith("+100%")
    assert not row("other", 40).line(before.get("other")).endswith("+100%")
