"""The pages after the close open for whom they are, and for nobody else."""

from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from ballots import record_pdf
from ballots.models import Ballot, Matter
from ballots.operations.posting import post_result
from ballots.result_context import result_context
from ballots.wording import effect_in_words, platform_notice
from tests.ballots.correcting import correct_roll
from tests.ballots.counting import cast_for, closed, counted, neighbours, owners_vote
from tests.ballots.ground import elector_of, new_ground, opened
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def get(client, user, name: str, ballot: Ballot, **more):
    client.force_login(user)
    return client.get(reverse(f"ballots:{name}", args=[ballot.pk]), **more)


def html(ballot: Ballot, user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return render_to_string("ballots/_result.html", result_context(ballot, user), request)


def test_each_test_stands_there_with_figure_threshold_and_margin(ground):
    ballot = owners_vote(ground, *["yes"] * 6, "no", "abstain")
    result = counted(ballot)
    page = html(ballot, ground.owner).replace("\N{NO-BREAK SPACE}", " ")
    for words in ("640.00", "480.00", "320.01", "正好达到", "75.0%", result.chain_head):
        assert words in page
    assert escape(platform_notice()) in page, "a formal one says where a binding vote belongs"
    assert "您的这一票" in page


def test_not_passed_says_by_which_test_and_by_how_much(ground):
    ballot = owners_vote(ground, *["yes"] * 7)
    counted(ballot)
    page = html(ballot, ground.owner).replace("\N{NO-BREAK SPACE}", " ")
    assert "没有通过" in page
    assert "还差 1 人" in page
    assert "还差 80.00 平方米" in page


def test_a_roll_that_was_put_right_is_shown_as_it_was_frozen_and_as_it_counted(ground, client):
    ballot = opened(ground)
    page = reverse("ballots:detail", args=[ballot.pk])
    client.force_login(ground.owner)
    assert "公告时" not in text_of(client.get(page))
    correct_roll(
        by=ground.chair, elector=elector_of(ballot, ground.owner), area=Decimal("100"), reason="按产权证"
    )
    heads = ballot.document["roll"]["heads"]
    frozen = f"公告时名册上有 {heads} 个计票人，专有面积共 960.00 平方米"
    for step in (lambda: None, lambda: counted(ballot)):
        step()
        text = text_of(client.get(page)).replace("\N{NO-BREAK SPACE}", " ")
        assert frozen in text
        assert f"更正后名册上有 {heads} 个计票人，专有面积共 980.00 平方米" in text


def test_a_poll_never_says_that_anything_was_decided(ground):
    people = neighbours(ground, 3)
    ballot = opened(ground, electorate="residents", legal_effect="advisory")
    for person in people:
        cast_for(elector_of(ballot, person), "yes")
    counted(ballot)
    page = html(ballot, people[0])
    assert "大家怎么想" in page
    for words in ("已通过", "决定了", "小区决定"):
        assert words not in page


def test_file_program_and_check(ground, client):
    ballot = owners_vote(ground, "yes", "no")
    result = counted(ballot)
    answer = get(client, ground.owner, "file", ballot)
    assert answer.content == result.file.encode()
    assert answer["ETag"].strip('W/"') == result.chain_head
    again = get(client, ground.owner, "file", ballot, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert b"hashlib" in get(client, ground.owner, "verifier", ballot).content
    receipt = ballot.votes.first().receipt
    url = reverse("ballots:check", args=[ballot.pk])
    found = client.post(url, {"receipt": receipt.lower().replace("-", " ")})
    assert receipt in found.content.decode()
    assert found["Cache-Control"] == "no-store"
    assert client.post(url, {"receipt": ""}).status_code == 422
    for name in ("file", "verifier", "votes", "check", "record"):
        assert get(client, ground.outsider, name, ballot).status_code == 404


def test_the_list_by_name_is_for_the_roll(ground, client):
    ballot = owners_vote(ground, "yes", "no")
    counted(ballot)
    assert "区山茶" not in get(client, ground.owner, "votes", ballot).content.decode()
    assert get(client, ground.owner, "votes", ballot).status_code == 200
    assert get(client, ground.tenant, "votes", ballot).status_code == 404
    assert get(client, ground.tenant, "file", ballot).status_code == 404


def test_the_forms_open_for_those_who_hold_it(ground, client):
    ballot = closed(owners_vote(ground, "yes"))
    for name in ("count", "void"):
        assert get(client, ground.chair, name, ballot).status_code == 200
        assert get(client, ground.owner, name, ballot).status_code == 404
    counted(ballot)
    assert get(client, ground.chair, "result_post", ballot).status_code == 200


@pytest.mark.parametrize("whole", [True, False])
def test_the_record_has_the_list_only_where_it_may(ground, whole):
    ballot = owners_vote(ground, "yes")
    result = counted(ballot)
    ballot = Ballot.objects.select_related("place", "organisation", "matter").get(pk=ballot.pk)
    words = {"whole": whole, "address": "http://testserver/ballots/1/", "language": "zh-hans"}
    page = record_pdf.record_html(ballot, result, **words)
    receipt = ballot.votes.get().receipt
    assert (receipt in page) is whole
    assert result.chain_head in page
    assert "第二百七十八条" in page
    pdf = record_pdf.record_pdf(ballot, result, **words)
    assert pdf.startswith(b"%PDF")
    assert record_pdf.record_pdf(ballot, result, **words) is pdf, "drawn once, for whoever fetches it next"


def test_what_is_counted_stands_in_one_line_of_the_record(ground):
    """ "人数参与" stood there as "人数参" and "与"."""
    weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    ballot = owners_vote(ground, *["yes"] * 7)
    result = counted(ballot)
    ballot = Ballot.objects.select_related("place", "organisation", "matter").get(pk=ballot.pk)
    page = record_pdf.record_html(ballot, result, whole=False, address="http://x/", language="zh-hans")
    sheets = [weasyprint.CSS(filename=finders.find(name)) for name in record_pdf.STYLES]
    drawn = weasyprint.HTML(string=page).render(stylesheets=sheets).pages
    lines = [getattr(box, "text", "") for sheet in drawn for box in sheet._page_box.descendants()]
    assert {"人数参与", "面积参与", "人数同意", "面积同意"} <= set(lines)


def test_whoever_sold_their_home_is_not_sent_to_a_notice_that_is_for_others(ground, client):
    ballot = owners_vote(ground, "yes")
    counted(ballot)
    notice = post_result(by=ground.staff, ballot=ballot).get_absolute_url()
    assert notice in html(ballot, ground.owner)
    ground.owner.residencies.update(ended_on=timezone.localdate())
    owner = type(ground.owner).objects.get(pk=ground.owner.pk)
    assert get(client, owner, "detail", ballot).status_code == 200
    assert client.get(notice).status_code == 404
    assert notice not in html(ballot, owner)


def test_where_every_owner_concerned_must_agree_another_article_is_named(ground):
    """住改商: the page said that it was counted by article 278, above the figures of 279."""
    ballot = owners_vote(ground, "yes", matter=Matter.objects.get(law_class="unanimous"))
    assert "第二百七十九条" in effect_in_words(ballot)[0]
    counted(ballot)
    page = html(ballot, ground.owner)
    assert "第二百七十九条" in page
    assert "第二百七十八条" not in page
