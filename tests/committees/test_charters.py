"""A council's charter: what it may say, and what follows from it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from committees.models import Charter
from committees.operations import adopt_charter, seat_member
from committees.quorum import Share
from journal.models import Entry
from kit.refused import Refused
from tests.committees.ground import NOW, make_place, member
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db
ADOPTED = date(2026, 2, 1)
OFFICES = [{"duty": "会长", "seats": 1}, {"duty": "副会长", "seats": 2}]


def adopt(estate, **changes) -> Charter:
    fields = {"by": estate.president, "council": estate.council, "seats": 9, "offices": OFFICES}
    return adopt_charter(**fields | {"adopted_on": ADOPTED, "now": NOW} | changes)


def entries(estate) -> int:
    return Entry.objects.about(estate.council).filter(verb="committees.adopt_charter").count()


def test_it_is_written_down_once_and_changed_with_a_trace(estate):
    first = adopt(estate, text="全文")
    assert adopt(estate, text="全文") == first
    assert (first.seats, first.offices, first.quorum_of, first.voters) == (9, OFFICES, "people", "people")
    assert entries(estate) == 1
    changed = adopt(estate, by=estate.staff, seats=7, quorum=Share(2, 3), text="全文")
    assert (changed.pk, changed.seats, changed.quorum_share) == (first.pk, 7, Share(2, 3, is_strict=False))
    assert entries(estate) == 2


@pytest.mark.parametrize(
    "changes, field, words",
    [
        ({"seats": 0}, "seats", "1 到 99"),
        ({"seats": 100}, "seats", "1 到 99"),
        ({"seats": 2}, "seats", "第 3 席"),  # somebody sits on the third
        ({"term_months": 0}, "term_months", "1 到 120"),
        ({"term_months": 600}, "term_months", "1 到 120"),
        ({"quorum": Share(0, 2)}, "quorum", "至少要有人"),
        ({"quorum": Share(3, 2)}, "quorum", "最多是全体"),
        ({"quorum": Share(1, 1, is_strict=True)}, "quorum", "最多是全体"),
        ({"quorum": Share(0, 0)}, "quorum", "至少要有人"),
        ({"majority": Share(0, 3)}, "majority", "至少要有人"),
        ({"offices": [*OFFICES, {"duty": "委员", "seats": 7}]}, "offices", "比席位还多"),
        ({"offices": [*OFFICES, {"duty": "会长", "seats": 1}]}, "offices", "写一次"),
        ({"offices": [{"duty": " ", "seats": 1}]}, "offices", "写一次"),
        ({"offices": [{"duty": "会长", "seats": 0}]}, "offices", "写一次"),
        ({"adopted_on": NOW.date() + timedelta(days=1)}, "adopted_on", "还没到"),
    ],
)
def test_what_it_cannot_say(estate, changes, field, words):
    holder = estate.council.memberships.get()
    seat_member(by=estate.staff, council=estate.council, number=3, holder=holder, started_on=ADOPTED, now=NOW)
    with pytest.raises(Refused, match=words) as refused:
        adopt(estate, **changes)
    assert refused.value.field == field
    assert not Charter.objects.exists()


def test_who_writes_it(estate):
    plain = member(organisation=estate.council, office="member").user
    for by in (plain, estate.resident, estate.manager, make_place().staff):
        with pytest.raises(Refused, match="会长"):
            adopt(estate, by=by)
    with pytest.raises(Refused, match="才有章程"):
        adopt(estate, by=estate.staff, council=estate.property)


def test_a_council_meets_by_its_charter(estate):
    adopt(estate, quorum=Share(2, 3), has_substitutes=False)
    meeting = estate.convene(kind="council", organisation=estate.council)
    assert (meeting.quorum_share, meeting.quorum_of) == (Share(2, 3, is_strict=False), "people")
    assert not meeting.has_substitutes
    adopt(estate, quorum=Share(1, 1))
    meeting.refresh_from_db()
    assert meeting.quorum_share == Share(2, 3, is_strict=False)  # called before the change


def test_on_its_page(estate, client, visit):
    url = f"/meetings/councils/{estate.council.pk}/charter/"
    words = {
        "seats": "9",
        "term_months": "36",
        "offices": "会长\n副会长 2\n",
        "quorum": "2/3",
        "majority": "1/2>",
        "has_substitutes": "on",
        "adopted_on": timezone.localdate().isoformat(),
        "text": "第一条",
    }
    assert client.get(url).status_code == 302
    for user in (estate.resident, estate.manager, make_place().staff):
        assert visit(user).get(url).status_code == 404
        assert visit(user).post(url, words).status_code == 404
    head = visit(estate.president)
    assert head.get(url).status_code == 200
    for wrong, field in (
        ({"seats": "0"}, "seats"),
        ({"quorum": "0/2"}, "quorum"),
        ({"adopted_on": "2026-02-30"}, "adopted_on"),
        ({"offices": "委员" * 30}, "offices"),
        ({"offices": "委员 99"}, "offices"),
    ):
        assert head.post(url, words | wrong).context["form"].errors[field]
    page = text_of(head.post(url, words, follow=True))
    assert "一共 9 席，一届 3 年。" in page
    assert "设有：会长、副会长 2 人。" in page
    assert "9 席里至少到 6 席" in page
    assert "第一条" in text_of(client.get(f"/meetings/councils/{estate.council.pk}/"))
    assert Charter.objects.get().offices == OFFICES
    form = head.get(url).context["form"]
    assert form.initial["offices"] == "会长\n副会长 2"
    assert head.post(url, words | {"term_months": "30"}).status_code == 302
    client.logout()
    assert "一届 30 个月" in text_of(client.get(f"/meetings/councils/{estate.council.pk}/"))


def test_two_who_change_it_from_open_pages_do_not_undo_each_other(estate, visit):
    url = f"/meetings/councils/{estate.council.pk}/charter/"
    adopt(estate)
    form = visit(estate.president).get(url).context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    adopt(estate, by=estate.staff, seats=7)
    head = visit(estate.president)
    wrong = head.post(url, data | {"seats": "0"})
    page = head.post(url, data | {"text": "第一条", "seen": wrong.context["form"]["seen"].value()})
    assert "这期间有人改过" in text_of(page)
    assert Charter.objects.get().seats == 7
    again = data | {"text": "第一条", "seats": "7", "seen": page.context["form"]["seen"].value()}
    assert head.post(url, again).status_code == 302
    assert (Charter.objects.get().seats, Charter.objects.get().text) == (7, "第一条")
