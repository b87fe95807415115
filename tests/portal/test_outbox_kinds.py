"""The staff's page of what went out has words for every kind of this room, and for no kind that there is not."""

import inspect
import re

from notices import comment_messages, messages
from portal.views import outbox


def test_the_kinds_of_notices_are_those_that_are_posted():
    source = inspect.getsource(outbox.kind_in_words)
    named = set(re.findall(r'"(notices\.[a-z_]+)":', source))
    posted = {
        value
        for module in (messages, comment_messages)
        for value in vars(module).values()
        if isinstance(value, str) and re.fullmatch(r"notices\.[a-z_]+", value)
    }
    assert named == posted - {"notices.messages", "notices.comment_messages"}
