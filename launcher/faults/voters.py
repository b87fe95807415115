"""7: a whole estate votes, each voter with twenty posts at once, while web and database are killed.

A voter's twenty are of one form that was shown to them and say one choice; a voter who was heard by nobody
taps again. In the end: one vote each, and the tally has exactly what they chose.
"""

import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from launcher import options, processes
from launcher.faults.figures import Figure
from launcher.faults.house import House
from launcher.faults.visitors import Answer, ask

POSTS = 20
CHOICES = ("yes", "no", "abstain")
VICTIMS = ("web", "web", "postgres")
GIVE_UP = 300.0
HIDDEN = re.compile(r'<input type="hidden" name="(entry|client_key)" value="([^"]+)"')
FIRST_PHONE = 10009000001


@dataclass
class Polls:
    posts: int = 0
    broken: int = 0
    heard: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, voter: int, answers: Sequence[Answer]) -> bool:
        with self.lock:
            self.posts += len(answers)
            self.broken += sum(answer.status not in (200, 302, 422) for answer in answers)
            if any(answer.status == 302 for answer in answers):
                self.heard.add(voter)
            return voter in self.heard


def play(house: House) -> Sequence[Figure]:
    voters, kills = options.count("VOTERS", house.pick(40, 1_000)), house.pick(3, 20)
    found = house.inside("voters", "--people", voters)
    house.start("web", "worker 1", "beat")
    polls, path = Polls(), f"/ballots/{found['ballot']}/"
    with ThreadPoolExecutor(POSTS) as posts, ThreadPoolExecutor(4) as walkers:
        walks = [
            walkers.submit(vote, house, polls, posts, path, number, cookie)
            for number, cookie in enumerate(found["cookies"])
        ]
        victims = [VICTIMS[turn % len(VICTIMS)] for turn in range(kills)]
        house.rng.shuffle(victims)
        for turn, victim in enumerate(victims):
            after = voters * 0.9 * (turn + house.rng.random()) / kills
            house.wait(lambda after=after: len(polls.heard) >= after, "web", seconds=GIVE_UP)
            house.kill(victim)
        for walk in walks:
            walk.result()
    house.wait(lambda: house.answers(house.chosen.port), "web")
    return judge(house, polls, voters, kills)


def vote(house: House, polls: Polls, posts: ThreadPoolExecutor, path: str, number: int, cookie: str) -> None:
    until, form = time.monotonic() + GIVE_UP, {}
    while time.monotonic() < until and not processes.told.times:
        form = form or dict(HIDDEN.findall(ask(house.chosen.port, path, cookie).text))
        if not form:
            time.sleep(0.3)
            continue
        said = form | {"choices": CHOICES[number % 3]}
        waiting = [posts.submit(ask, house.chosen.port, f"{path}vote/", cookie, said) for _ in range(POSTS)]
        if polls.note(number, [each.result() for each in waiting]):
            return
        time.sleep(0.3)


def judge(house: House, polls: Polls, voters: int, kills: int) -> list[Figure]:
    counted = house.inside("votes")
    wanted = {str(FIRST_PHONE + number): [CHOICES[number % 3]] for number in range(voters)}
    off = sum(counted["choices"].get(phone) != chosen for phone, chosen in wanted.items())
    return [
        Figure("kills", kills),
        Figure("voters", voters),
        Figure("posts", polls.posts, least=voters * POSTS),
        Figure("posts_broken", polls.broken),
        Figure("not_told", voters - len(polls.heard), most=0),
        Figure("votes_off", abs(counted["current"] - voters) + abs(counted["papers"] - voters), most=0),
        Figure("tally_off", off, most=0),
    ]
