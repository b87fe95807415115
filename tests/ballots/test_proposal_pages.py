"""The pages of proposals: lists, one of them, writing it; whoever may not see it finds nothing."""

from uuid import uuid4

import pytest
from django.utils import timezone

from ballots.models import Process, Proposal
from ballots.models.proposals import ProposalState
from ballots.operations import (
    agree,
    answer_comment,
    answer_proposal,
    comment,
    endorse,
    set_rule,
    start_process,
)
from committees.models.topics import Power
from tests.ballots.ground import new_ground, resident_of
from tests.ballots.proposal_ground import DOORS, checking, draft, neighbours, published
from tests.committees.pages import text_of
from tests.factories import UserFactory, make_staff

LIST = "/ballots/proposals/"


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def visit(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def now():
    return timezone.now()


def words(ground, **fields):
    given = {"title": "共享洗衣机", "text": "租户没地方放", "place": ground.estate.pk, "version": 0}
    return given | {"client_key": uuid4()} | fields


def test_a_neighbour_writes_one_without_a_script(ground, visit):
    client = visit(ground.owner)
    page = client.get(LIST + "new/")
    assert "边写边存" in text_of(page)
    assert page.context["form"]["place"].value() == ground.estate.pk
    saved = client.post(LIST + "new/", words(ground, text="", act="save"), follow=True)
    assert "只有您看得到" in text_of(saved)
    proposal = Proposal.objects.get()
    url = f"{LIST}{proposal.pk}/"
    refused = client.post(url + "edit/", words(ground, text="", version=1, act="publish"))
    assert refused.status_code == 422
    assert "为什么" in text_of(refused)
    out = client.post(url + "edit/", words(ground, version=1, act="publish"), follow=True)
    assert "已发出" in text_of(out)
    assert out.redirect_chain[-1][0] == url
    assert client.get(url + "edit/").status_code == 302
    assert "还差 5 人" in text_of(visit(ground.tenant).get(LIST))


def test_published_at_once_from_a_new_page(ground, visit):
    refused = visit(ground.owner).post(LIST + "new/", words(ground, title="", act="publish"))
    assert refused.status_code == 422  # kept all the same
    assert Proposal.objects.get().state == ProposalState.DRAFT
    again = words(ground, act="publish", version=1, client_key=Proposal.objects.get().client_key)
    visit(ground.owner).post(LIST + "new/", again, follow=True)
    assert Proposal.objects.get().state == ProposalState.GATHERING


def test_the_script_saves_as_it_is_typed_and_shows_the_other_window(ground, visit):
    client, key = visit(ground.owner), uuid4()
    first = client.post(LIST + "new/save/", words(ground, title="装", client_key=key)).json()
    proposal = Proposal.objects.get()
    assert first == {
        "version": 1,
        "save": f"{LIST}{proposal.pk}/save/",
        "page": f"{LIST}{proposal.pk}/edit/",
    }
    assert client.post(first["save"], words(ground, title="装洗衣机", version=1)).json()["version"] == 2
    late = client.post(first["save"], words(ground, title="装晾衣架", version=1))
    assert late.status_code == 409
    assert late.json()["theirs"]["title"] == "装洗衣机"
    assert "另一个窗口" in late.json()["say"]
    too_long = client.post(first["save"], words(ground, title="长" * 81, version=2))
    assert (too_long.status_code, "80" in too_long.json()["say"]) == (422, True)
    # Without a script both stand on the page, and saving once more is a decision.
    page = client.post(f"{LIST}{proposal.pk}/edit/", words(ground, title="装晾衣架", version=1, act="save"))
    assert page.status_code == 409
    assert "装洗衣机" in text_of(page)
    assert page.context["form"]["title"].value() == "装晾衣架"
    assert page.context["form"]["version"].value() == 2
    assert visit(ground.tenant).post(first["save"], words(ground, version=2)).status_code == 404


def test_a_draft_is_its_author_s_alone_and_goes_without_a_trace(ground, visit):
    proposal = draft(ground)
    for who in (ground.tenant, ground.staff, ground.president, ground.stranger):
        for url in ("", "edit/", "answer/", "merge/", "way/", "deliberations/new/"):
            assert visit(who).get(f"{LIST}{proposal.pk}/{url}").status_code == 404, (who, url)
    assert proposal.title in text_of(visit(ground.owner).get(LIST))
    assert proposal.title not in text_of(visit(ground.tenant).get(LIST))
    visit(ground.owner).post(f"{LIST}{proposal.pk}/discard/")
    assert not Proposal.objects.exists()


WHO_SEES = {
    "owner": 200,
    "tenant": 200,
    "captain": 200,
    "staff": 200,
    "president": 200,
    "manager": 200,
    "chair": 200,
    "outsider": 404,
    "stranger": 404,
}
# Of the owner's proposal that waits for an answer.
WHO_MAY = {
    "endorse": {"tenant", "captain"},
    "answer": {"staff", "president", "chair"},
    "merge": {"staff", "president", "chair"},
    "start": {"staff", "president", "chair"},
    "deliberate": {"owner", "staff", "president", "chair"},
    "columns": {"owner", "staff", "president", "chair"},
    "withdraw": {"owner"},
    "call": set(),
}


def test_who_sees_it_and_what_each_is_offered(ground, visit):
    proposal = checking(ground, now=now())
    offered = {name: set() for name in WHO_MAY}
    for who, status in WHO_SEES.items():
        page = visit(getattr(ground, who)).get(f"{LIST}{proposal.pk}/")
        assert page.status_code == status, who
        if status == 200:
            for name in WHO_MAY:
                offered[name] |= {who} if page.context["may"][name] else set()
    assert offered == WHO_MAY
    assert visit(ground.tenant).get(f"{LIST}{proposal.pk}/answer/").status_code == 404
    assert visit(ground.tenant).get(f"{LIST}{proposal.pk}/merge/").status_code == 404


def test_nobody_reads_without_signing_in(ground, client):
    proposal = published(ground)
    for url in (LIST, f"{LIST}{proposal.pk}/", f"{LIST}new/", f"{LIST}ways/", f"{LIST}rules/"):
        assert client.get(url).status_code == 302
    assert client.get(f"{LIST}topic/1/").status_code == 404


def test_seconding_on_the_page(ground, visit):
    proposal = published(ground)
    url = f"{LIST}{proposal.pk}/"
    client = visit(ground.tenant)
    assert "我附议" in text_of(client.get(url))
    page = text_of(client.post(url + "endorse/", follow=True))
    assert "您已附议" in page
    assert "谭菠萝" not in text_of(visit(ground.staff).get(url))  # how many, never who
    assert "我附议" in text_of(visit(ground.tenant).post(url + "endorse/", {"back": "1"}, follow=True))
    assert "您自己写的" in text_of(visit(ground.owner).post(url + "endorse/", follow=True))
    assert visit(ground.outsider).post(url + "endorse/").status_code == 404


def test_who_wrote_it_is_shown_by_the_building_unless_they_show_their_name(ground, visit):
    proposal = published(ground)
    url = f"{LIST}{proposal.pk}/"
    page = text_of(visit(ground.tenant).get(url))
    assert "1栋居民" in page
    assert "何茉莉" not in page
    ground.owner.shows_name = True
    ground.owner.save()
    assert "何茉莉" in text_of(visit(ground.tenant).get(url))


def test_an_answer_leads_to_the_meeting_and_back(ground, visit):
    proposal = checking(ground, now=now())
    url = f"{LIST}{proposal.pk}/"
    client = visit(ground.staff)
    page = client.get(url + "answer/")
    assert "各方在会上就能商定" in text_of(page)
    for bad, sentence in (
        ({"outcome": "to_meeting", "power": "authority", "answer": "好"}, "做不了主"),
        ({"outcome": "to_meeting", "power": "meeting", "answer": " "}, "请写几句理由"),
        ({"outcome": "", "power": "meeting", "answer": "好"}, "接下来怎么办"),
    ):
        refused = client.post(url + "answer/", bad)
        assert refused.status_code == 422
        assert sentence in text_of(refused) or "再看看" in text_of(refused) or bad["outcome"] == ""
    good = {"outcome": "to_meeting", "power": "meeting", "answer": "下月联席会议谈选址。"}
    answered = text_of(client.post(url + "answer/", good, follow=True))
    assert "下月联席会议谈选址" in answered
    assert "看会议进展" in answered
    proposal.refresh_from_db()
    topic_page = client.get(f"/meetings/topics/{proposal.topic_id}/")
    assert f"/ballots/proposals/topic/{proposal.topic_id}/" in topic_page.content.decode()
    panel = client.get(f"/ballots/proposals/topic/{proposal.topic_id}/", headers={"HX-Request": "true"})
    assert proposal.title in text_of(panel)
    assert visit(ground.outsider).get(f"/ballots/proposals/topic/{proposal.topic_id}/").status_code == 404
    assert visit(ground.staff).get(url + "answer/").status_code == 302


def test_an_answer_leads_to_the_ballot(ground, visit):
    proposal = checking(ground, now=now())
    answer_proposal(
        by=ground.staff,
        proposal=proposal,
        outcome=ProposalState.TO_BALLOT,
        power=Power.OWNERS,
        answer="架空层是共有部分，要业主一起定。",
    )
    staff = visit(ground.chair).get(f"{LIST}{proposal.pk}/").content.decode()
    assert f"/ballots/new/?proposal={proposal.pk}" in staff
    neighbour = visit(ground.tenant).get(f"{LIST}{proposal.pk}/")
    assert f"/ballots/new/?proposal={proposal.pk}" not in neighbour.content.decode()
    assert "要由业主共同决定" in text_of(neighbour)


def test_two_are_joined_on_the_page(ground, visit):
    one, other = (
        published(ground, title="装洗衣机"),
        published(ground, by=ground.tenant, title="装公用洗衣机"),
    )
    client = visit(ground.staff)
    url = f"{LIST}{one.pk}/merge/"
    assert [row.pk for row in client.get(url, {"q": "公用"}).context["found"]] == [other.pk]
    assert "没有合适的提案" in text_of(client.get(url, {"q": "电梯"}))
    nothing = client.post(url, {"into": ""})
    assert (nothing.status_code, "请选要并进去的提案" in text_of(nothing)) == (422, True)
    joined = client.post(url, {"into": other.pk}, follow=True)
    assert "合并好了" in text_of(joined)
    assert "装洗衣机" in text_of(joined)
    leads_on = visit(ground.owner).get(f"{LIST}{one.pk}/")
    assert f'href="{LIST}{other.pk}/"' in leads_on.content.decode()
    assert "已并入“装公用洗衣机”" in text_of(leads_on)


def test_the_rule_of_a_place_on_its_page(ground, visit):
    client = visit(ground.staff)
    assert "和各处一样" in text_of(client.get(LIST + "rules/"))
    url = f"{LIST}rules/{ground.estate.pk}/"
    words = {"seconders": "8", "answer_days": "3", "most_open": "2", "seen_version": "0"}
    refused = client.post(url, words | {"seconders": "5000"})
    assert (refused.status_code, "最多 1000" in text_of(refused)) == (422, True)
    kept = client.post(url, words, follow=True)
    assert "8 人附议" in text_of(kept)
    later = client.post(url, words | {"seconders": "9"})  # from a page that was opened before
    assert later.status_code == 409
    assert "现在是这样定的 8 人附议" in text_of(later)
    assert 'name="seen_version" value="1"' in later.content.decode()
    assert 'name="seconders" value="9"' in later.content.decode()
    assert "9 人附议" in text_of(
        client.post(url, words | {"seconders": "9", "seen_version": "1"}, follow=True)
    )
    for who in (ground.president, ground.owner, ground.captain, ground.manager):
        assert visit(who).get(LIST + "rules/").status_code == 404
        assert visit(who).get(url).status_code == 404


def test_the_empty_list_invites(ground, visit):
    for stage in ("", "?show=checking", "?show=decided", "?show=nonsense", "?after=nonsense"):
        assert "写提案" in text_of(visit(ground.tenant).get(LIST + stage))


def fill(ground, count):
    """Each by another: one person has a few at a time."""
    for number in range(count):
        published(
            ground, by=make_staff(ground.estate, "property_company"), title=f"第 {number} 件", now=now()
        )


def test_the_list_asks_as_much_for_thirty_as_for_one(ground, visit, django_assert_num_queries):
    client = visit(ground.tenant)
    client.get(LIST)
    fill(ground, 1)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    fill(ground, 29)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(LIST)
    assert len(page.context["page"]) == 20
    after = page.context["page"].next_cursor
    assert len(client.get(LIST, {"after": after}).context["page"]) == 10
    rows = client.get(LIST, {"after": after}, headers={"HX-Request": "true"})
    assert "<h1" not in rows.content.decode()


def speak(ground, proposal, people, count):
    for number in range(count):
        said = comment(by=people[number], proposal=proposal, text=f"第 {number} 句", now=now())
        endorse(by=people[number], proposal=proposal)
        answer_comment(by=people[number - 1], comment=said, text="回一句", now=now())
        agree(by=ground.second_owner, comment=said)


@pytest.mark.parametrize("has_columns", [False, True])
def test_one_page_asks_as_much_for_thirty_voices_as_for_one(
    ground, visit, django_assert_num_queries, has_columns
):
    set_rule(by=ground.staff, place=ground.estate, seconders=100, answer_days=5)
    proposal = published(ground, now=now(), has_columns=has_columns)
    start_process(by=ground.staff, proposal=proposal, process=Process.objects.get(key="five_steps"))
    people = [resident_of(ground.second, DOORS[number % len(DOORS)]) for number in range(30)]
    client = visit(ground.owner)
    speak(ground, proposal, people, 1)
    client.get(f"{LIST}{proposal.pk}/")
    count = PAGE_QUERIES + 3 * has_columns
    with django_assert_num_queries(count):
        client.get(f"{LIST}{proposal.pk}/")
    speak(ground, proposal, people[1:], 29)
    with django_assert_num_queries(count):
        client.get(f"{LIST}{proposal.pk}/")


LIST_QUERIES, PAGE_QUERIES = 6, 17


def test_the_erased_leave_no_name_on_a_page(ground, visit):
    proposal = published(ground)
    nobody = UserFactory(display_name="")
    Proposal.objects.filter(pk=proposal.pk).update(author=nobody)
    assert "街坊 ·" in text_of(visit(ground.tenant).get(f"{LIST}{proposal.pk}/"))


def test_the_whole_way_of_five_neighbours(ground, visit):
    """From the paper to the answer, on pages alone."""
    visit(ground.owner).post(LIST + "new/", words(ground, act="publish"))
    proposal = Proposal.objects.get()
    for person in neighbours(ground):
        visit(person).post(f"{LIST}{proposal.pk}/endorse/")
    page = visit(ground.owner).get(f"{LIST}{proposal.pk}/")
    assert "必须答复" in text_of(page)
    assert [css for _label, css in page.context["way"]] == ["is-done", "is-done", "is-now", ""]
    assert proposal.title in text_of(visit(ground.tenant).get(LIST + "?show=checking"))
    good = {"outcome": "declined", "power": "elsewhere", "answer": "物业合同里已经有了，找物业开通。"}
    visit(ground.staff).post(f"{LIST}{proposal.pk}/answer/", good)
    assert "找物业开通" in text_of(visit(ground.tenant).get(LIST + "?show=decided"))
