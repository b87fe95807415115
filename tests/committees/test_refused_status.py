"""A form that is refused says so to whoever reads no words: 422, and the page with what was typed."""

import pytest
from django.urls import reverse

from committees.operations import adopt_charter, publish_minutes, raise_topic
from tests.committees.ground import NOW, STARTS, convene_soon
from tests.committees.promises import promised
from tests.committees.sealing import held, sealed
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
WRONG = {"none": "such"}


def at(name: str, *args) -> str:
    return reverse(f"committees:{name}", args=args)


def ahead(estate) -> list[str]:
    meeting = convene_soon(estate)
    item = meeting.agenda.last()
    names = ("move", "cancel", "agenda_add", "people")
    return [at(name, meeting.pk) for name in names] + [
        at("agenda_change", meeting.pk, item.pk),
        at("add_paper", meeting.pk, item.pk),
    ]


def elsewhere(estate) -> list[str]:
    topic = raise_topic(by=estate.resident, place=estate.place, title="书屋周末开不开", text="周末人多")
    return [
        at("new"),
        at("series_new"),
        at("topic_new"),
        at("topic_sort", topic.pk),
        at("hand_over", promised(estate).pk),
        at("charter", estate.council.pk),
        at("seat", estate.council.pk),
    ]


def over(estate) -> list[str]:
    meeting = held(estate)
    edit, draft = at("minutes_edit", meeting.pk), estate.convene(starts_at=STARTS, now=NOW)
    return [edit, at("minutes_close", draft.pk)]


@pytest.mark.parametrize("pages", [ahead, elsewhere, over])
def test_what_those_who_run_it_fill_in(estate, visit, pages):
    for address in pages(estate):
        answer = visit(estate.staff).post(address, WRONG)
        assert answer.status_code == 422, address
        assert "text/html" in answer["Content-Type"]


def test_what_was_posted(estate, visit):
    meeting = held(estate)
    sealed(estate, meeting)
    publish_minutes(by=estate.staff, meeting=meeting)
    staff = visit(estate.staff)
    assert staff.post(at("erratum", meeting.pk), WRONG).status_code == 422
    assert staff.post(at("proof", meeting.pk), WRONG).status_code == 422
    assert staff.get(at("posting", meeting.pk)).status_code == 200
    assert visit(estate.resident).post(at("comment", meeting.pk), WRONG).status_code == 422


def test_an_answer_to_an_invitation_and_the_rules_of_a_kind(estate, visit):
    meeting = convene_soon(estate)
    president = visit(estate.president)
    assert president.post(at("reply", meeting.pk), WRONG).status_code == 422
    assert president.post(at("substitute", meeting.pk), WRONG).status_code == 422
    office = visit(make_staff(estate.place.parent.parent, "street_office"))
    assert office.post(at("kind", "joint"), WRONG).status_code == 422


def test_another_place_chosen_in_the_call_is_no_refusal(estate, visit):
    words = {"step": "place", "place": estate.place.pk}
    assert visit(estate.staff).post(at("new"), words).status_code == 200


def test_what_is_saved_leads_on(estate, visit):
    adopt_charter(by=estate.president, council=estate.council, seats=9, adopted_on=NOW.date(), now=NOW)
    meeting = convene_soon(estate)
    answer = visit(estate.staff).post(at("cancel", meeting.pk), {"reason": "台风"})
    assert (answer.status_code, answer.url) == (302, meeting.get_absolute_url())
