"""What takes long to count is counted once a minute, in each process, for all who ask the same.

As the pages that are kept (`portal/kept_pages.py`), never beyond the minute in which it was counted: what
begins or ends by the clock does so at a full minute. For great numbers alone, in which nobody misses one.
"""

from collections.abc import Hashable
from datetime import datetime
from typing import Any


class ThisMinute:
    """Threads share it: two that ask at the same moment may both count."""

    def __init__(self) -> None:
        self._kept: tuple[int, dict[Hashable, Any]] = (0, {})

    def of(self, now: datetime) -> dict[Hashable, Any]:
        """What was counted in the minute of `now`; of another minute nothing is left."""
        minute = int(now.timestamp()) // 60
        if self._kept[0] != minute:
            self._kept = (minute, {})
        return self._kept[1]
