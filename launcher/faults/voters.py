"""7: a whole estate votes, each voter with twenty posts at once, while web and database are killed.

A voter's twenty are of one form that was shown to them and say one choice; each that got no answer is tapped
again until it has one. In the end: one vote each, and the tally has exactly what they chose.
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

POSTS, WALKERS = 20, 4  # of one voter at once; voters at once
YES, ANSWERS = 302, (200, 302, 422)
CHOICES = ("yes", "no", "abstain")
VICTIMS = ("web", "web", "postgres")
GIVE_UP, PAUSE = 300.0, 1.0
HIDDEN = re.compile(r'<input type="hidden" name="(entry|client_key)" value="([^"]+)"')
FIRST_PHONE = 10009000001


@dataclass
class Polls:
    answered: int = 0
    broken: int = 0
    refused: int = 0
    heard: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closed: threading.Event = field(default_factory=threading.Event)  # the trial cannot go on

    def note(self, voter: int, answer: Answer) -> bool:
        """Whether it was answered: a yes, or a page that says why not."""
        with self.lock:
            if answer.status not in ANSWERS:
                self.broken += 1
                return False
            self.answered += 1
            self.refused += answer.status != YES
            if answer.status == YES:
                self.heard.add(voter)
            return True


def play(house: House) -> Sequence[Figure]:
    voters, kills = options.count("VOTERS", house.pick(40, 1_000)), house.pick(3, 20)
    found = house.inside("voters", "--people", voters)
    house.start("web", "worker 1", "beat")
    polls, path = Polls(), f"/ballots/{found['ballot']}/"
    with ThreadPoolExecutor(POSTS * WALKERS) as posts, ThreadPoolExecutor(WALKERS) as walkers:
        walks = [
            walkers.submit(vote, house, polls, posts, path, number, cookie)
            for number, cookie in enumerate(found["cookies"])
        ]
        try:
            kill_amid(house, polls, voters, kills)
            for walk in walks:
                walk.result()
        finally:
            polls.closed.set()  # where we cannot go on, nobody taps on for hours
    house.wait(lambda: house.answers(house.chosen.port), "web")
    return judge(house, polls, voters, kills)


def kill_amid(house: House, polls: Polls, voters: int, kills: int) -> None:
    victims = [VICTIMS[turn % len(VICTIMS)] for turn in range(kills)]
    house.rng.shuffle(victims)
    for turn, victim in enumerate(victims):
        after = voters * 0.9 * (turn + house.rng.random()) / kills
        house.wait(lambda after=after: len(polls.heard) >= after, "web", seconds=GIVE_UP)
        house.kill(victim)


def vote(house: House, polls: Polls, posts: ThreadPoolExecutor, path: str, number: int, cookie: str) -> None:
    until, form = time.monotonic() + GIVE_UP, {}
    while not form and goes_on(polls, until):
        form = dict(HIDDEN.findall(ask(house.chosen.port, path, cookie).text))
        if not form:
            time.sleep(PAUSE)
    said = form | {"choices": CHOICES[number % 3]}

    def tap() -> None:
        """As at a browser: whoever is told nothing, or that the site is away, taps again."""
        while goes_on(polls, until):
            if polls.note(number, ask(house.chosen.port, f"{path}vote/", cookie, said)):
                return
            time.sleep(PAUSE)

    for each in [posts.submit(tap) for _ in range(POSTS)]:
        each.result()


def goes_on(polls: Polls, until: float) -> bool:
    return time.monotonic() < until and not processes.told.times and not polls.closed.is_set()


def judge(house: House, polls: Polls, voters: int, kills: int) -> list[Figure]:
    counted = house.inside("votes")
    wanted = {str(FIRST_PHONE + number): [CHOICES[number % 3]] for number in range(voters)}
    off = sum(counted["choices"].get(phone) != chosen for phone, chosen in wanted.items())
    return [
        Figure("kills", kills),
        Figure("voters", voters),
        Figure("posts", polls.answered, least=voters * POSTS),
        Figure("posts_broken", polls.broken),
        Figure("posts_refused", polls.refused, most=0),
        Figure("not_told", voters - len(polls.heard), most=0),
        Figure("votes_off", abs(counted["current"] - voters) + abs(counted["papers"] - voters), most=0),
        Figure("tally_off", off, most=0),
    ]
