"""For a worker of a trial, by PYTHONPATH: its clock is CLOCK_AHEAD seconds ahead of everybody's."""

import datetime
import os
import time

AHEAD = float(os.environ.get("CLOCK_AHEAD", "0"))
_real, _time, _time_ns = datetime.datetime, time.time, time.time_ns


class _Kind(type):
    """Whatever the C code makes is one of these, too."""

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(thing, _real)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, _real)


class Shifted(_real, metaclass=_Kind):
    def __new__(cls, *args, **fields):
        return _real(*args, **fields)

    @classmethod
    def now(cls, tz=None):
        return _real.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return _real.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()


if AHEAD:
    time.time = lambda: _time() + AHEAD
    time.time_ns = lambda: _time_ns() + int(AHEAD * 1e9)
    datetime.datetime = Shifted
