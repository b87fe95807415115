"""Under which heading a notice stands in the list. Pure; `now` comes in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Protocol

from kit.times import local_date


class Section(StrEnum):
    TODAY = "today"
    WEEK = "week"
    EARLIER = "earlier"


class Published(Protocol):
    publish_at: datetime


@dataclass(frozen=True)
class Group:
    section: Section
    notices: list
    continues: bool  # its heading stands on the page already


def section_of(at: datetime, *, now: datetime) -> Section:
    """The week begins on Monday, as the calendar's does."""
    day, today = local_date(at), local_date(now)
    if day >= today:
        return Section.TODAY
    monday = today - timedelta(days=today.weekday())
    return Section.WEEK if day >= monday else Section.EARLIER


def grouped(notices: Iterable[Published], *, now: datetime, after: datetime | None = None) -> Iterator[Group]:
    """Newest first, in and out. `after` is the hour of the last row of the page before."""
    before = section_of(after, now=now) if after else None
    for section, rows in groupby(notices, key=lambda notice: section_of(notice.publish_at, now=now)):
        yield Group(section, list(rows), continues=section == before)
