"""The parties confirm or object; then minutes are sealed, and never change again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from committees import minutes_messages as words
from committees.models import Confirmation, Minutes
from committees.operations import add_erratum, answer_minutes, edit_minutes, seal_minutes
from committees.seal import canonical, sha256_of
from journal.models import Entry
from kit.refused import Refused
from kit.subjects import subject_key
from notifications.models import Message
from tests.committees.ground import make_place, resident_of
from tests.committees.outbox import rows
from tests.committees.pages import text_of
from tests.committees.sealing import OVER, held, said, sealed, sent
from tests.committees.test_two_at_once import at_once

pytestmark = pytest.mark.django_db
LATER = OVER + timedelta(hours=25)


def people(estate):
    return (estate.staff, estate.manager, estate.president, estate.captain)


def sealings(meeting):
    return Entry.objects.filter(subject=subject_key(meeting), verb="committees.seal_minutes")


def asked_of(meeting, kind, state="pending"):
    return {m.recipient for m in rows(meeting, kind=kind, state=state, channel="inbox")}


def test_every_party_that_was_there_confirms_and_they_are_sealed(estate):
    meeting = held(estate, away=[estate.captain])
    sent(estate, meeting)
    assert asked_of(meeting, words.ASKED) == {estate.staff, estate.manager, estate.president}
    reminder = rows(meeting, kind=words.DUE, recipient=estate.manager, channel="inbox").get()
    assert (reminder.due_at, reminder.expires_at) == (OVER + timedelta(hours=12), OVER + timedelta(hours=24))
    assert "/minutes/confirm/" in reminder.url

    first = said(meeting, estate.staff)
    assert said(meeting, estate.staff) == first
    said(meeting, estate.manager)
    assert asked_of(meeting, words.DUE) == {estate.president}
    assert not sealings(meeting).exists()
    said(meeting, estate.president)

    minutes = Minutes.objects.get(meeting=meeting)
    assert (minutes.state, minutes.sealed_at) == ("sealed", OVER)
    assert minutes.sha256 == sha256_of(minutes.document)
    assert sealings(meeting).get().data["sha256"] == minutes.sha256
    assert minutes.document["public_sha256"] == sha256_of(minutes.document["public"])
    assert [row["answer"] for row in minutes.document["confirmations"]] == ["confirmed"] * 3
    assert "signed_by" not in minutes.document["public"]["confirmations"][0]
    assert not asked_of(meeting, words.DUE)
    assert asked_of(meeting, words.SEALED) == {estate.staff}


def test_canonical_json_is_plain_to_recompute():
    assert canonical({"b": "纪要", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"纪要"}'.encode()


def test_who_may_answer_and_what_is_refused(estate):
    meeting = held(estate, away=[estate.captain])
    with pytest.raises(Refused, match="还在写"):
        said(meeting, estate.manager)
    sent(estate, meeting)
    council = meeting.parties.get(organisation=estate.council)
    for by in (estate.manager, estate.resident, estate.staff):
        with pytest.raises(Refused, match="代表"):
            answer_minutes(by=by, meeting=meeting, party=council, answer="confirmed", now=OVER)
    with pytest.raises(Refused, match="没有到会"):
        said(meeting, estate.captain)
    with pytest.raises(Refused) as refused:
        said(meeting, estate.manager, "objected", wording="  ")
    assert refused.value.field == "wording"
    with pytest.raises(Refused) as refused:
        said(meeting, estate.manager, "perhaps")
    assert refused.value.field == "answer"
    with pytest.raises(Refused, match="改过"):
        said(meeting, estate.manager, version=7)
    said(meeting, estate.manager)
    with pytest.raises(Refused, match="已经答复"):
        said(meeting, estate.manager, "objected", wording="不对")
    estate.president.memberships.update(ended_on=timezone.localdate() - timedelta(days=1))
    estate.president._standing = None
    with pytest.raises(Refused, match="代表"):
        said(meeting, estate.president)


def test_an_objection_is_met_by_a_change_and_all_are_asked_anew(estate):
    meeting = held(estate)
    minutes = sent(estate, meeting)
    said(meeting, estate.manager, "objected", wording="两处都要写上距离")
    said(meeting, estate.president)
    assert rows(meeting, kind=words.ANSWERED, recipient=estate.staff, channel="inbox").count() == 1
    hour = OVER + timedelta(hours=1)
    changed = edit_minutes(
        by=estate.staff, minutes=minutes, text="两处选址，各距 12 米。", seen_version=1, now=hour
    )
    assert (changed.version, changed.state, changed.sent_at) == (2, "confirming", hour)
    assert asked_of(meeting, words.ASKED) == set(people(estate))
    for user in people(estate):
        said(meeting, user, version=2, now=hour)
    minutes.refresh_from_db()
    assert (minutes.state, minutes.document["text"]) == ("sealed", "两处选址，各距 12 米。")
    assert Confirmation.objects.filter(minutes=minutes, version=1).count() == 2


def test_sealed_with_an_objection_word_for_word_and_with_who_was_silent(estate):
    meeting = held(estate)
    with pytest.raises(Refused, match="先把纪要发给"):
        seal_minutes(by=estate.staff, meeting=meeting, now=OVER)
    sent(estate, meeting)
    said(meeting, estate.staff)
    said(meeting, estate.manager, "objected", wording=f"{estate.president.display_name}没有这样说")
    with pytest.raises(Refused, match=r"还能答复|还可以答复"):
        seal_minutes(by=estate.staff, meeting=meeting, now=OVER)
    with pytest.raises(Refused):
        seal_minutes(by=estate.manager, meeting=meeting, now=LATER)
    minutes = seal_minutes(by=estate.staff, meeting=meeting, now=LATER)
    assert seal_minutes(by=estate.staff, meeting=meeting, now=LATER) == minutes
    assert [row["answer"] for row in minutes.document["confirmations"]] == [
        "confirmed",
        "objected",
        "silent",
        "silent",
    ]
    assert minutes.document["confirmations"][1]["wording"] == f"{estate.president.display_name}没有这样说"
    public = minutes.document["public"]["confirmations"][1]["wording"]
    assert public.endswith("没有这样说")
    assert estate.president.display_name not in public
    with pytest.raises(Refused, match="已经封存"):
        said(meeting, estate.president, now=LATER)


def test_a_signature_on_paper(estate):
    meeting = held(estate)
    sent(estate, meeting)
    party = meeting.parties.get(name="楼长代表")
    paper = {"meeting": meeting, "party": party, "answer": "confirmed", "on_paper": True, "now": OVER}
    with pytest.raises(Refused) as refused:
        answer_minutes(by=estate.staff, **paper)
    assert refused.value.field == "signed_by"
    with pytest.raises(Refused):
        answer_minutes(by=estate.captain, signed_by="罗白兰", **paper)
    signed = answer_minutes(by=estate.staff, signed_by="罗白兰", **paper)
    assert (signed.signed_by, signed.on_paper, signed.by) == ("罗白兰", True, estate.staff)


def test_where_nobody_was_there_nobody_is_asked(estate):
    meeting = held(estate, away=people(estate))
    sent(estate, meeting)
    assert not asked_of(meeting, words.ASKED)
    assert seal_minutes(by=estate.staff, meeting=meeting, now=OVER).document["confirmations"] == []


def test_after_the_seal_the_database_itself_refuses(estate):
    meeting = held(estate)
    minutes = sealed(estate, meeting)
    with pytest.raises(Refused, match="更正"):
        edit_minutes(by=estate.staff, minutes=minutes, text="改", seen_version=1, now=LATER)
    for rows_ in (
        Minutes.objects.filter(pk=minutes.pk),
        Confirmation.objects.filter(minutes=minutes),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows_.update(version=9)


def test_a_correction_stands_beside_them(estate, visit):
    meeting = held(estate)
    with pytest.raises(Refused, match="还没封存"):
        add_erratum(by=estate.staff, meeting=meeting, text="改", now=OVER)
    before = sealed(estate, meeting).sha256
    for by, text in ((estate.manager, "改"), (estate.staff, " ")):
        with pytest.raises(Refused):
            add_erratum(by=by, meeting=meeting, text=text, now=OVER)
    first = add_erratum(by=estate.staff, meeting=meeting, text="“12 米”应为“15 米”。", now=OVER)
    assert add_erratum(by=estate.staff, meeting=meeting, text="“12 米”应为“15 米”。", now=OVER) == first
    assert add_erratum(by=estate.staff, meeting=meeting, text="另有一处。", now=OVER).number == 2
    assert asked_of(meeting, words.ERRATUM) == set(people(estate))
    assert Minutes.objects.get(meeting=meeting).sha256 == before
    page = text_of(visit(estate.resident).get(f"/meetings/{meeting.pk}/minutes/"))
    assert "“12 米”应为“15 米”。" in page
    assert "更正 2" in page


# --- on the pages -------------------------------------------------------------------------------


def test_from_the_secretarys_button_to_the_seal_on_pages(estate, visit):
    meeting = held(estate)
    base = f"/meetings/{meeting.pk}/minutes/"
    visit(estate.staff).post(f"{base}send/")
    page = visit(estate.manager).get(base)
    assert f"{base}confirm/" in page.content.decode()
    form = visit(estate.manager).get(f"{base}confirm/")
    assert "物业报两处选址" in text_of(form)
    answer = {"version": "1", "answer": "objected", "wording": ""}
    assert visit(estate.manager).post(f"{base}confirm/", answer).context["form"].errors["wording"]
    assert visit(estate.manager).post(f"{base}confirm/", {"version": "1"}).context["form"].errors["answer"]
    visit(estate.manager).post(f"{base}confirm/", answer | {"wording": "漏了一处"})
    assert visit(estate.manager).get(f"{base}confirm/").status_code == 302
    assert "漏了一处" in text_of(visit(estate.staff).get(base))
    assert "还没答复" in text_of(visit(estate.resident).get(base))
    refused = visit(estate.staff).post(f"{base}seal/", follow=True)
    assert "答复" in text_of(refused)
    for user in (estate.staff, estate.president):
        visit(user).post(f"{base}confirm/", {"version": "1", "answer": "confirmed"})
    party = meeting.parties.get(name="楼长代表")
    paper = {"version": "1", "party": str(party.pk), "answer": "confirmed", "signed_by": ""}
    assert visit(estate.staff).post(f"{base}paper/", paper).context["form"].errors["signed_by"]
    visit(estate.staff).post(f"{base}paper/", paper | {"signed_by": "罗白兰"})
    page = text_of(visit(estate.staff).get(base))
    assert "罗白兰" in page
    assert "照现在这样封存" in page
    visit(estate.staff).post(f"{base}seal/")
    assert Minutes.objects.get(meeting=meeting).is_sealed
    page = text_of(visit(estate.resident).get(base))
    assert "已封存" in page
    assert "罗白兰" not in page
    assert visit(estate.staff).post(f"{base}corrections/", {"text": ""}).context["erratum_form"].errors
    visit(estate.staff).post(f"{base}corrections/", {"text": "应为 15 米"})
    assert "应为 15 米" in text_of(visit(estate.resident).get(base))


def test_a_yes_to_other_words_is_none(estate, visit):
    meeting = held(estate)
    minutes, base = sent(estate, meeting, timezone.now()), f"/meetings/{meeting.pk}/minutes/"
    edit_minutes(by=estate.staff, minutes=minutes, text="改过的话", seen_version=1)
    page = visit(estate.manager).post(f"{base}confirm/", {"version": "1", "answer": "confirmed"})
    assert "改过的话" in text_of(page)
    assert not minutes.confirmations.exists()
    version = page.context["form"]["version"].value()
    visit(estate.manager).post(f"{base}confirm/", {"version": version, "answer": "confirmed"})
    assert minutes.confirmations.get().version == 2


def test_others_press_no_buttons(estate, visit):
    meeting = held(estate)
    sent(estate, meeting)
    base = f"/meetings/{meeting.pk}/minutes/"
    neighbour = resident_of(estate.building, "0102")
    for user in (neighbour, estate.manager):
        for path in ("send/", "seal/", "corrections/", "edit/", "paper/"):
            assert visit(user).post(f"{base}{path}").status_code == 404
    assert visit(neighbour).post(f"{base}confirm/", {"answer": "confirmed"}).status_code == 404


# --- at the same moment -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_last_two_confirm_at_the_same_moment(transactional_db):
    from issues.operations.categories import load_categories

    load_categories()
    estate = make_place()
    meeting = held(estate)
    sent(estate, meeting)
    said(meeting, estate.staff)
    said(meeting, estate.manager)
    results = at_once(
        *[
            lambda user=user: said(meeting, user)
            for user in (estate.president, estate.captain)
            for _twice in (1, 2)
        ]
    )
    assert {type(result) for result in results} == {Confirmation}
    assert sealings(meeting).count() == 1
    assert Minutes.objects.get(meeting=meeting).document["confirmations"][3]["answer"] == "confirmed"
    assert Message.objects.filter(letter__kind=words.SEALED, channel="inbox").count() == 1
