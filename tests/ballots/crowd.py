"""A whole estate that votes at once: rows in bulk, and acts let loose on real connections."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from django.db import connection

from ballots.models import Ballot, Elector, Proxy
from buildings.models import Dwelling, Ownership, Residency
from people.models import User
from portal.faults.votes import owned_one_each
from tests.ballots.ground import Ground, new_ground, opened
from tests.factories import PlaceFactory

POOL = 24


def grown_ground(voters: int) -> Ground:
    """An estate to which a tower was added: each home with an owner who has an account."""
    ground = new_ground()
    Ownership.objects.all().delete()
    Residency.objects.all().delete()
    Dwelling.objects.all().delete()
    tower = PlaceFactory(kind="building", name="9栋", parent=ground.estate)
    Dwelling.objects.bulk_create(
        Dwelling(
            place=tower,
            floor=n // 10 + 1,
            door=f"{n:05d}",
            area=f"{60 + n % 50}.{n % 100:02d}",
            area_source="register",
        )
        for n in range(1, voters + 1)
    )
    owned_one_each(list(Dwelling.objects.filter(place=tower).order_by("door")))
    return ground


@dataclass
class Crowd:
    ground: Ground
    ballot: Ballot
    voters: list[tuple[Elector, User, Proxy]] = field(default_factory=list)


def crowd(voters: int, **fields) -> Crowd:
    """Everybody has given a proxy to a neighbour who helps, and has a phone, and a paper at hand."""
    ground = grown_ground(voters)
    ballot = opened(ground, most_principals=0, **fields)
    electors = list(ballot.electors.prefetch_related("voters__user").order_by("number"))
    words = {
        "ballot": ballot,
        "agent": ground.stranger,
        "agent_name": "热心街坊",
        "scope": "全部",
        "scan": "x.webp",
        "confirmed_by": ground.colleague,
        "confirmed_at": ballot.opens_at,
    }
    proxies = Proxy.objects.bulk_create(
        Proxy(elector=elector, recorded_by=ground.staff, **words) for elector in electors
    )
    rows = zip(electors, proxies, strict=True)
    found = Crowd(ground, ballot)
    found.voters = [(elector, elector.voters.all()[0].user, proxy) for elector, proxy in rows]
    return found


def let_loose(acts: Sequence[Callable], midway: Callable, at: float, seed: int = 6) -> list:
    """All acts in a mixed order by as many workers as there are; `midway` by another one once `at` of them (a
    share) have begun. What each gave back or raised, in the order of `acts`."""
    order = list(range(len(acts)))
    random.Random(seed).shuffle(order)
    queue, results, begun = SimpleQueue(), [None] * len(acts), threading.Event()
    for place, number in enumerate(order):
        queue.put((place, number))
    threshold = int(len(acts) * at)

    def work() -> None:
        try:
            while True:
                place, number = queue.get_nowait()
                if place >= threshold:
                    begun.set()
                try:
                    results[number] = acts[number]()
                except Exception as error:
                    results[number] = error
        except Empty:
            begun.set()
        finally:
            connection.close()

    def interrupt() -> None:
        try:
            begun.wait(timeout=600)
            midway()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(POOL)] + [threading.Thread(target=interrupt)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=1200)
    return results
