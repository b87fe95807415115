"""Beat goes on when the clock of its machine is put right."""

from datetime import timedelta

from portal.beat import Scheduler
from portal.celery import app
from portal.schedule import BEAT


def test_a_clock_set_back_between_two_starts_holds_nothing_up(tmp_path):
    file = str(tmp_path / "schedule")
    before = Scheduler(app, schedule_filename=file)
    ran_tomorrow(before)
    before.close()
    after = Scheduler(app, schedule_filename=file)
    try:
        assert after.tick() <= 10
        assert all(entry.last_run_at <= app.now() for entry in after.schedule.values())
    finally:
        after.close()


def test_nor_does_one_set_back_meanwhile(tmp_path):
    scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"))
    try:
        scheduler.tick()
        ran_tomorrow(scheduler)
        scheduler.populate_heap()
        assert scheduler.tick() <= 10
        soon = sorted(event.time for event in scheduler._heap)[: len(every_minute())]
        assert soon[-1] <= app.now().timestamp() + 61
    finally:
        scheduler.close()


def test_a_file_that_a_power_cut_left_unreadable_is_begun_anew(tmp_path):
    file = str(tmp_path / "schedule")
    Scheduler(app, schedule_filename=file).close()
    for part in tmp_path.iterdir():
        if part.suffix in {"", ".db", ".dat"}:
            part.write_bytes(bytes(part.stat().st_size))
    for _start in range(2):
        scheduler = Scheduler(app, schedule_filename=file)
        assert BEAT.keys() <= scheduler.schedule.keys()
        scheduler.close()


def ran_tomorrow(scheduler: Scheduler) -> None:
    for entry in scheduler.schedule.values():
        entry.last_run_at = app.now() + timedelta(days=1)


def every_minute() -> list[str]:
    return [name for name, e in BEAT.items() if isinstance(e["schedule"], float) and e["schedule"] <= 60]
