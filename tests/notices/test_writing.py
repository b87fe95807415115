from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.operations import end_membership
from journal.models import Entry
from kit.refused import Refused
from kit.subjects import subject_key
from notices.models import Notice
from notices.operations import (
    announce_due,
    discard_notice,
    draft_notice,
    edit_notice,
    publish_notice,
    withdraw_notice,
)
from notifications.models import Message
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, make_staff
from tests.notices.ground import again


def test_a_draft_keeps_what_was_typed_and_shows_it_cleaned(ground):
    notice = ground.draft(body="## 停水期间\n- 先关电源 <script>alert(1)</script>\n\n打电话。")
    assert notice.source.startswith("## 停水期间")
    assert "<h2>停水期间</h2>" in notice.body
    assert "<li>先关电源 &lt;script&gt;" in notice.body
    assert "<p>打电话。</p>" in notice.body
    assert (notice.state, notice.publish_at) == ("draft", None)
    assert list(notice.places.all()) == [ground.first]
    assert Entry.objects.about(notice).get().verb == "notices.draft"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"body": " \n "}, "body"),
        ({"places": []}, "places"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_saved(ground, fields, field):
    with pytest.raises(Refused) as no:
        ground.draft(**fields)
    assert no.value.field == field
    assert str(no.value)
    assert not Notice.objects.exists()


def test_a_title_may_have_eighty_characters(ground):
    assert ground.draft(title="长" * 80).title == "长" * 80


def test_places_that_the_organisation_does_not_serve_are_refused(ground):
    with pytest.raises(Refused) as no:
        ground.draft(places=[ground.first, ground.elsewhere])
    assert no.value.field == "places"
    with pytest.raises(Refused):
        ground.draft(places=[ground.street])  # above what it serves


def test_another_organisations_places_do_not_help(ground):
    """Someone in two organisations may not address the places of one in the name of the other."""
    club = OrganisationFactory(kind="club", serves=[ground.elsewhere])
    MembershipFactory(organisation=club, user=ground.writer)
    with pytest.raises(Refused):
        draft_notice(by=again(ground.writer), **ground.words(places=[ground.elsewhere]))


@pytest.mark.parametrize("who", ["resident", "captain", "outsider", "stranger"])
def test_who_is_in_no_organisation_writes_nothing(ground, who):
    with pytest.raises(Refused):
        draft_notice(by=getattr(ground, who), **ground.words())
    assert not Notice.objects.exists()


def test_partners_are_invited_but_do_not_write(ground):
    company = OrganisationFactory(kind="partner", serves=[ground.estate])
    someone = MembershipFactory(organisation=company).user
    with pytest.raises(Refused):
        draft_notice(by=someone, **ground.words(organisation=company))


def test_nobody_writes_in_anothers_name(ground):
    property_staff = make_staff(ground.estate, kind="property_company")
    with pytest.raises(Refused) as no:
        draft_notice(by=property_staff, **ground.words())
    assert no.value.field == "organisation"


def test_a_membership_that_ended_ends_writing_and_editing_that_day(ground):
    notice = ground.draft()
    membership = ground.writer.memberships.get()
    end_membership(by=make_superuser(), membership=membership, on=timezone.localdate())
    gone = again(ground.writer)
    with pytest.raises(Refused):
        draft_notice(by=gone, **ground.words())
    with pytest.raises(Refused):
        edit_notice(by=gone, notice=notice, title="改一改")
    with pytest.raises(Refused):
        publish_notice(by=gone, notice=notice)
    assert not Notice.objects.visible_to(gone).filter(pk=notice.pk).exists()


def make_superuser():
    return UserFactory(is_superuser=True, is_staff=True)


def test_an_estate_takes_its_buildings_in(ground):
    notice = ground.draft(places=[ground.first, ground.estate, ground.second, ground.estate])
    assert list(notice.places.all()) == [ground.estate]


def test_a_double_tap_makes_one(ground):
    words = ground.words()
    first = draft_notice(by=ground.writer, **words)
    assert draft_notice(by=ground.writer, **words) == first
    assert Notice.objects.count() == 1
    assert Entry.objects.filter(verb="notices.draft").count() == 1


def test_a_used_form_with_other_words_does_not_pass_for_the_first(ground):
    words = ground.words()
    draft_notice(by=ground.writer, **words)
    with pytest.raises(Refused):
        draft_notice(by=ground.writer, **words | {"body": "换了别的内容。"})
    with pytest.raises(Refused):
        draft_notice(by=make_superuser(), **words)


def test_editing_a_draft(ground):
    notice = edit_notice(
        by=ground.writer,
        notice=ground.draft(),
        title="改好的",
        body="新的。",
        places=[ground.second],
        is_urgent=True,
    )
    notice.refresh_from_db()
    assert (notice.title, notice.source, notice.body, notice.is_urgent) == (
        "改好的",
        "新的。",
        "<p>新的。</p>",
        True,
    )
    assert list(notice.places.all()) == [ground.second]
    assert notice.updated_at is None, "readers never saw the draft"


def test_editing_nothing_writes_nothing(ground):
    notice = ground.publish()
    edit_notice(
        by=ground.writer, notice=notice, title=notice.title, body=notice.source, places=[ground.first]
    )
    notice.refresh_from_db()
    assert notice.updated_at is None
    assert not Entry.objects.filter(verb="notices.edit").exists()


def test_editing_what_is_out_is_shown_to_readers(ground):
    notice = ground.publish()
    later = timezone.now() + timedelta(hours=1)
    edit_notice(by=ground.writer, notice=notice, ask_text="13:30 前存水", note="增加了取水点", now=later)
    notice.refresh_from_db()
    assert notice.updated_at == later
    entry = Entry.objects.about(notice).get(verb="notices.edit")
    assert entry.data == {"fields": ["ask_text"], "note": "增加了取水点"}


def test_an_added_building_is_told_and_nobody_twice(ground):
    notice = ground.publish()
    edit_notice(by=ground.writer, notice=notice, places=[ground.first, ground.second])
    rows = Message.objects.about(subject_key(notice)).filter(channel="inbox")
    told = rows.values_list("recipient_id", flat=True)
    assert sorted(told) == sorted([ground.resident.pk, ground.captain.pk, ground.neighbour.pk])


def test_what_becomes_urgent_goes_out_by_mail_too(ground):
    notice = ground.publish()
    edit_notice(by=ground.writer, notice=notice, is_urgent=True, urgent_reason="总管爆了")
    rows = Message.objects.about(subject_key(notice)).filter(recipient=ground.resident, state="pending")
    assert sorted(rows.values_list("channel", "letter__kind")) == [
        ("email", "notices.emergency"),
        ("inbox", "notices.emergency"),
    ], "what had not gone out is not told as well"


def test_a_place_that_was_told_cannot_be_taken_away(ground):
    notice = ground.publish(places=[ground.first, ground.second])
    with pytest.raises(Refused) as no:
        edit_notice(by=ground.writer, notice=notice, places=[ground.first])
    assert no.value.field == "places"
    assert notice.places.count() == 2
    wider = edit_notice(by=ground.writer, notice=notice, places=[ground.estate])
    assert list(wider.places.all()) == [ground.estate]


def test_editing_keeps_the_end_behind_the_beginning(ground):
    notice = ground.publish()
    with pytest.raises(Refused) as no:
        edit_notice(by=ground.writer, notice=notice, expires_at=notice.publish_at - timedelta(minutes=1))
    assert no.value.field == "expires_at"


def test_nobody_changes_anothers_words(ground):
    """Not even community staff those of the property company, which they may withdraw."""
    property_staff = make_staff(ground.estate, kind="property_company")
    company = property_staff.memberships.get().organisation
    notice = draft_notice(by=property_staff, **ground.words(organisation=company))
    publish_notice(by=property_staff, notice=notice)
    with pytest.raises(Refused):
        edit_notice(by=ground.writer, notice=notice, title="我来改")
    with pytest.raises(Refused):
        edit_notice(by=ground.resident, notice=notice, title="我来改")
    notice.refresh_from_db()
    assert notice.title == "今天下午停水"


def test_what_was_withdrawn_stays_as_it_was(ground):
    notice = ground.publish()
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    with pytest.raises(Refused):
        edit_notice(by=ground.writer, notice=notice, title="偷偷改")


def test_edit_takes_no_field_that_is_not_a_writers(ground):
    with pytest.raises(TypeError):
        edit_notice(by=ground.writer, notice=ground.draft(), state="published")


def test_a_draft_may_be_thrown_away_and_what_went_out_may_not(ground):
    draft, out = ground.draft(), ground.publish()
    with pytest.raises(Refused):
        discard_notice(by=ground.resident, notice=draft)
    discard_notice(by=ground.writer, notice=draft)
    with pytest.raises(Refused):
        discard_notice(by=ground.writer, notice=out)
    assert list(Notice.objects.all()) == [out]
    assert Entry.objects.filter(verb="notices.discard").get().data["title"] == "今天下午停水"


def test_a_subdistricts_words_reach_every_community(ground):
    officer = make_staff(ground.street, kind="street_office")
    office = officer.memberships.get().organisation
    notice = draft_notice(by=officer, **ground.words(organisation=office, places=[ground.street]))
    told = Message.objects.about(subject_key(notice)).values_list("recipient_id", flat=True)
    notice = publish_notice(by=officer, notice=notice)
    assert notice.is_out, "it can be read"
    assert set(told.all()) == set(), "no page waits until 700,000 have been told"
    assert announce_due() == 1
    assert {ground.resident.pk, ground.outsider.pk} <= set(told.all())
    assert announce_due() == 0


def test_a_group_that_was_told_cannot_be_taken_away(ground):
    notice = ground.publish(audience=["residents"], is_public=False)
    with pytest.raises(Refused) as refused:
        edit_notice(by=ground.writer, notice=notice, audience=["council"])
    assert refused.value.field == "audience"
    assert "已经通知到" in str(refused.value)
    edit_notice(by=ground.writer, notice=notice, audience=["residents", "council"])
    assert Notice.objects.visible_to(again(ground.resident)).get() == notice
