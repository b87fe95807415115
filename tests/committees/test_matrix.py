"""Every role at every address and button of this room; the answers are written out by hand.

Y it is shown, or done   N refused with a sentence   . it does not exist for them   L they are asked to sign in
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buildings.models import Membership
from committees.models import ActionItem, CouncilSeat, Meeting
from committees.operations import (
    ActionPlan,
    PartyPlan,
    record_resolution,
    report_progress,
    seat_member,
)
from committees.operations.parties import send_substitute
from journal.models import Entry
from people.models import User
from tests.committees.ground import captain_of, convene_now, convene_soon, make_place, member
from tests.factories import OrganisationFactory, UserFactory, make_building

pytestmark = pytest.mark.django_db

# Of the open meeting that is ahead, of the one behind closed doors, of what was promised, of the council.
#                 meeting closed doors  invited move cancel reminders agenda  promise its-own closed-doors
#                 carried hand-over  party council  charter seat-end  owed a-kind topics calendar
PAGES = {
    "visitor":            "Y .  L L L L Y  Y .  L L  Y Y  L L  L L L L",
    "resident":           "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "resident elsewhere": "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "delegate: captain":  "Y Y  . . . . Y  Y Y  . .  Y Y  . .  Y . Y Y",
    "another captain":    "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "delegate: property": "Y Y  . . . . Y  Y Y  . .  Y Y  . .  Y . Y Y",
    "property colleague": "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "substitute":         "Y Y  . . . . Y  Y Y  . .  Y Y  . .  Y . Y Y",
    "council head":       "Y Y  Y Y Y Y Y  Y Y  Y Y  Y Y  Y Y  Y . Y Y",
    "council member":     "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "staff":              "Y Y  Y Y Y Y Y  Y Y  Y Y  Y Y  Y Y  Y . Y Y",
    "street office":      "Y Y  Y Y Y Y Y  Y Y  Y Y  Y Y  Y Y  Y Y Y Y",
    "staff elsewhere":    "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "former delegate":    "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "former chair":       "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "former staff":       "Y .  . . . . Y  Y .  . .  Y Y  . .  Y . Y Y",
    "superuser":          "Y Y  Y Y Y Y Y  Y Y  Y Y  Y Y  Y Y  Y Y Y Y",
}  # fmt: skip

VERBS = [
    "reply",
    "move",
    "cancel",
    "add_item",
    "delegate",
    "open",
    "close",
    "progress",
    "accept",
    "return",
    "put_off",
    "hand_over",
    "status",
    "charter",
    "seat",
    "seat_end",
]
BUTTONS = {
    "visitor":            "L  L L L L  L L  L L L L L L  L L L",
    "resident":           "Y  . . . .  . .  N N N N . .  . . .",
    "resident elsewhere": "N  . . . .  . .  N N N N . .  . . .",
    "delegate: captain":  "Y  . . . .  N .  N N N N . .  . . .",
    "another captain":    "Y  . . . .  . .  N N N N . .  . . .",
    "delegate: property": "Y  . . . N  N .  Y N N N . .  . . .",
    "property colleague": "N  . . . N  . .  Y N N N . .  . . .",
    "substitute":         "Y  . . . N  . .  Y N N N . .  . . .",
    "council head":       "Y  Y Y Y Y  Y Y  Y Y Y Y Y Y  Y Y Y",
    "council member":     "N  . . . .  . .  N N N N . .  . . .",
    "staff":              "Y  Y Y Y Y  Y Y  Y Y Y Y Y Y  Y Y Y",
    "street office":      "N  Y Y Y Y  Y Y  Y Y Y Y Y Y  Y Y Y",
    "staff elsewhere":    "N  . . . .  . .  N N N N . .  . . .",
    "former delegate":    "N  . . . .  . .  N N N N . .  . . .",
    "former chair":       "N  . . . .  . .  N N N N . .  . . .",
    "former staff":       "N  . . . .  . .  N N N N . .  . . .",
    "superuser":          "N  Y Y Y Y  Y Y  Y Y Y Y Y Y  Y Y Y",
}  # fmt: skip


@dataclass
class Ground:
    ahead: Meeting
    doors: Meeting  # closed ones, ahead
    running: Meeting
    hall: Meeting  # running too, with nothing to look back at
    owed: ActionItem
    claimed: ActionItem
    hidden: ActionItem
    seat: CouncilSeat
    spare: User


@pytest.fixture
def people(estate):
    """By role; the former ones were called while they still were what they are no more."""
    street = OrganisationFactory(kind="street_office", serves=[estate.place.parent.parent])
    elsewhere = make_place()
    superuser = UserFactory(is_superuser=True, is_staff=True)
    return {
        "visitor": None,
        "resident": estate.resident,
        "resident elsewhere": elsewhere.resident,
        "delegate: captain": estate.captain,
        "another captain": captain_of(make_building(estate.place, "2栋")),
        "delegate: property": estate.manager,
        "property colleague": member(organisation=estate.property).user,
        "substitute": member(organisation=estate.property).user,
        "council head": estate.president,
        "council member": member(organisation=estate.council, office="member").user,
        "staff": estate.staff,
        "street office": member(organisation=street).user,
        "staff elsewhere": elsewhere.staff,
        "former delegate": member(organisation=estate.property).user,
        "former chair": member(organisation=estate.council, office="deputy").user,
        "former staff": member(organisation=estate.committee).user,
        "superuser": superuser,
    }


@pytest.fixture
def ground(estate, people):
    sender = member(organisation=estate.property).user
    called = [estate.manager, sender, people["former delegate"]]
    parties = [
        PartyPlan("", estate.committee, [estate.staff, people["former staff"]]),
        PartyPlan("", estate.property, called),
        PartyPlan("", estate.council, [estate.president, people["former chair"]]),
        PartyPlan("楼长代表", None, [estate.captain]),
    ]
    fields = {"parties": parties, "chair": estate.president}
    past, hidden = (convene_soon(estate, days=-20, is_open=is_open, **fields) for is_open in (True, False))
    owed, claimed, secret = (promised(estate, meeting) for meeting in (past, past, hidden))
    report_progress(by=estate.manager, action_item=claimed, progress="好了", state="reported")
    ahead, doors = (convene_soon(estate, is_open=is_open, **fields) for is_open in (True, False))
    for meeting in (ahead, doors):
        send_substitute(by=sender, meeting=meeting, substitute=people["substitute"])
    hidden.invitations.filter(user=sender).update(user=people["substitute"])  # stood in there too
    seat = seat_member(
        by=estate.staff, council=estate.council, number=1, holder=estate.council.memberships.first()
    )
    CouncilSeat.objects.filter(pk=seat.pk).update(started_on=timezone.localdate() - timedelta(days=30))
    leave(people["former delegate"], people["former chair"], people["former staff"])
    running, hall = (convene_now(estate, kind=kind, chair=estate.president) for kind in ("joint", "hall"))
    spare = member(organisation=estate.property).user
    return Ground(ahead, doors, running, hall, owed, claimed, secret, seat, spare)


def promised(estate, meeting) -> ActionItem:
    due_on = timezone.localdate() + timedelta(days=7)
    plan = ActionPlan("补图", due_on, organisation=estate.property, person=estate.manager)
    words = {"text": "补图", "outcome": "noted", "actions": [plan]}
    return record_resolution(by=estate.staff, meeting=meeting, **words).action_items.get()


def leave(*users) -> None:
    Membership.objects.filter(user__in=users).update(ended_on=timezone.localdate())


def signed_in(person) -> Client:
    client = Client()
    if person:
        client.force_login(User.objects.get(pk=person.pk))
    return client


def addresses(estate, ground) -> list[str]:
    of_ahead = ["invited", "move", "cancel", "reminders", "agenda"]
    return [
        ground.ahead.get_absolute_url(),
        ground.doors.get_absolute_url(),
        *(reverse(f"committees:{name}", args=[ground.ahead.pk]) for name in of_ahead),
        reverse("committees:action", args=[ground.owed.pk]),
        reverse("committees:action", args=[ground.hidden.pk]),
        reverse("committees:carried", args=[ground.running.pk]),
        reverse("committees:hand_over", args=[ground.owed.pk]),
        reverse("committees:party", args=[estate.property.pk]),
        *(reverse(f"committees:{name}", args=[estate.council.pk]) for name in ("council", "charter")),
        reverse("committees:seat_end", args=[ground.seat.pk]),
        reverse("committees:promises"),
        reverse("committees:kind", args=["joint"]),
        reverse("committees:topics"),
        reverse("committees:calendar"),
    ]


def opened(client, url: str) -> str:
    answer = client.get(url)
    if answer.status_code == 302:
        return "L" if "/login" in answer["Location"] else f"? {url} {answer['Location']}"
    return {200: "Y", 404: "."}[answer.status_code]


def chaired_by(role: str, person) -> None:
    """Whoever leaves an office leaves its chair, also where the meeting still names them."""
    if role == "former chair":
        Meeting.objects.update(chair=person)


def test_every_page_for_every_role(estate, people, ground):
    urls = addresses(estate, ground)
    for role, row in PAGES.items():
        with transaction.atomic():
            chaired_by(role, people[role])
            client = signed_in(people[role])
            assert [opened(client, url) for url in urls] == row.split(), role
            transaction.set_rollback(True)


def presses(estate, ground) -> dict[str, tuple[str, dict]]:
    """By verb: where it is pressed, and with which words."""
    soon, later = timezone.localdate() + timedelta(days=9), timezone.localdate() + timedelta(days=20)
    party = ground.ahead.parties.get(organisation=estate.property)
    holder = member(organisation=estate.council, office="member")
    meeting, running, council = [ground.ahead.pk], [ground.running.pk], [estate.council.pk]
    charter = {"seats": 9, "term_months": 36, "quorum": "2/3", "majority": "1/2>"}
    found = {
        "reply": (meeting, {"reply": "coming"}),
        "move": (
            meeting,
            {
                "date": later,
                "starts": "19:30",
                "ends": "21:00",
                "venue": "别处",
                "revision": 1,
                "seen_revision": 1,
            },
        ),
        "cancel": (meeting, {"reason": "台风"}),
        "add_item": (meeting, {"item-title": "路灯", "item-minutes": 5}),
        "delegate": ([*meeting, party.pk], {"user": ground.spare.pk}),
        "open": ([*running, "open"], {}),
        "close": ([ground.hall.pk], {"minutes": "已议"}),
        "hand_over": ([ground.owed.pk], {"who": f"o{estate.council.pk}", "reason": "换人"}),
        "status": ([*running, ground.owed.pk], {"state": "open", "text": "在办"}),
        "charter": (council, charter | {"adopted_on": timezone.localdate()}),
        "seat": (council, {"number": 2, "holder": holder.pk, "started_on": timezone.localdate()}),
        "seat_end": ([ground.seat.pk], {"reason": "moved", "ended_on": soon}),
    }
    names = {"add_item": "agenda_add", "open": "act", "close": "minutes_close"}
    rows = {
        verb: (reverse(f"committees:{names.get(verb, verb)}", args=args), data)
        for verb, (args, data) in found.items()
    }
    for verb, item, data in (
        ("progress", ground.owed, {"progress": "在办", "state": "open"}),
        ("accept", ground.claimed, {"text": "看过了"}),
        ("return", ground.claimed, {"text": "没好"}),
        ("put_off", ground.owed, {"due_on": later, "reason": "等批复"}),
    ):
        rows[verb] = (reverse("committees:say", args=[item.pk, verb]), data)
    return rows


def pressed(client, url: str, data: dict) -> str:
    """What came of it; whatever was done is undone again."""
    with transaction.atomic():
        before = Entry.objects.count()
        answer = client.post(url, data)
        written = Entry.objects.count() - before
        transaction.set_rollback(True)
    if answer.status_code == 302 and "/login" in answer["Location"]:
        return "L"
    return "Y" if written else {404: "."}.get(answer.status_code, "N")


def test_every_button_for_every_role(estate, people, ground):
    """All on the same meetings: whatever one does is undone before the next."""
    rows = presses(estate, ground)
    for role, row in BUTTONS.items():
        with transaction.atomic():
            chaired_by(role, people[role])
            client = signed_in(people[role])
            found = {verb: pressed(client, *rows[verb]) for verb in VERBS}
            assert found == dict(zip(VERBS, row.split(), strict=True)), role
            transaction.set_rollback(True)
