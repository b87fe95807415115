"""Whether a task without arguments already waits in the queue: a second one would say no more than it does.

Not by Celery's `expires`. That is a time by the clock of whoever asks, compared with the worker's: a worker
whose clock is a minute fast would throw every task away, and nothing would be told any more.
"""

import json
from collections.abc import Iterable

from kombu.transport.virtual import Channel


def waits(task: str, channel: Channel, queue: str) -> bool:
    # While its server is being replaced, the client gives None for an answer that it has not had.
    return task in names_of(channel.client.lrange(queue, 0, -1) or [])


def names_of(messages: Iterable[bytes]) -> set[str]:
    return {json.loads(message).get("headers", {}).get("task", "") for message in messages}
