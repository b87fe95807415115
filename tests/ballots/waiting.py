"""What a desk shows of this room, asked as the desk asks it."""

from datetime import datetime

from ballots.queries.waiting import lists_for
from kit.together import ask_together
from people.models import User
from portal import todo


def deciding_tasks(user: User, now: datetime) -> list[todo.Task]:
    return todo.deciding_tasks(user, now, ask_together(lists_for(user, now)))
