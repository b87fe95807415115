"""The staff's page of what went out has words for every kind of these rooms, and for no kind that there is not."""

import inspect
import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from ballots import messages as ballot_messages
from notices import comment_messages, messages
from portal.views import outbox

OF_BALLOTS = [
    import_module(f"ballots.messages.{found.name}") for found in iter_modules(ballot_messages.__path__)
]


@pytest.mark.parametrize(
    "room, modules",
    [("notices", [messages, comment_messages]), ("ballots", OF_BALLOTS)],
    ids=["notices", "ballots"],
)
def test_the_kinds_that_have_words_are_those_that_are_posted(room, modules):
    source = inspect.getsource(outbox.kind_in_words)
    named = set(re.findall(rf'"({room}\.[a-z_]+)":', source))
    posted = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, str) and re.fullmatch(rf"{room}\.[a-z_]+", value)
    }
    assert named == posted - {module.__name__ for module in modules} - {f"{room}.messages"}
