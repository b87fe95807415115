"""Several at once from the desk: what is done, what is refused and why, and nothing half-done."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from issues.models import EventKind, Follower, Issue
from issues.operations import (
    accept_issue,
    accept_issues,
    dispatch_issue,
    dispatch_issues,
    gather_issues,
    resolve_issue,
)
from notifications.models import Message
from tests.factories import MembershipFactory, OrganisationFactory
from tests.issues.estate import new_estate

ACT = "/issues/queue/act"


def several(estate, count=3, **fields) -> list[Issue]:
    fields = {"by": estate.captain} | fields
    return [estate.report(text=f"第 {number} 件", **fields) for number in range(count)]


def send(client, user, issues, act="accept", **more):
    client.force_login(user)
    data = {"act": act, "issue": [issue.pk for issue in issues], "back": "who=ours"} | more
    return client.post(ACT, data, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def events(issue) -> list[str]:
    return [event.kind for event in issue.events.order_by("id")]


def test_three_taken_on_with_one_message_and_the_filter_kept(estate, client):
    issues = several(estate)
    response = send(client, estate.engineer, issues)
    assert said(response) == "接手了 3 件。"
    assert response.redirect_chain == [("/issues/queue/?who=ours", 302)]
    for issue in issues:
        issue.refresh_from_db()
        assert (issue.state, issue.holder) == ("accepted", estate.engineer)


def test_what_is_refused_is_named_with_its_reason_and_the_rest_is_done(estate, client):
    free, taken, theirs = *several(estate, 2), estate.report(text="楼长的")
    accept_issue(by=estate.desk, issue=taken)
    response = send(client, estate.engineer, [free, taken, theirs])
    words = said(response)
    assert words.startswith("接手了 1 件。 2 件没有办成：")
    assert f'href="/issues/{taken.pk}/">{taken.number}</a> 麦石榴已经接手了。' in words
    assert f'href="/issues/{theirs.pk}/">{theirs.number}</a> 这一步不由您办，现在由罗白兰负责。' in words
    for issue, expected in ((free, 2), (taken, 2), (theirs, 1)):
        assert len(events(issue)) == expected


def test_the_same_press_twice_is_once(estate, client):
    issues = several(estate)
    for act, more in (("accept", {}), ("dispatch", {"to": str(estate.committee.pk)})):
        first = send(client, estate.engineer, issues, act, **more)
        before = {issue.pk: events(issue) for issue in issues}
        told = Message.objects.count()
        second = send(client, estate.engineer, issues, act, **more)
        assert said(first) == said(second)
        assert {issue.pk: events(issue) for issue in issues} == before
        assert Message.objects.count() == told


def test_passing_on_asks_to_whom_of_those_who_serve_there(estate, elsewhere, client):
    issues = several(estate, 2)
    far = OrganisationFactory(kind="partner", name="外地水司", serves=[elsewhere])
    response = send(client, estate.engineer, issues, "dispatch")
    html = response.content.decode()
    assert response.redirect_chain == []
    assert "把这 2 件转出去" in html
    assert str(estate.committee) in html
    assert "外地水司" not in html
    assert "麦石榴" in html  # a colleague
    refused = said(send(client, estate.engineer, issues, "dispatch", to=str(far.pk)))
    assert "2 件没有办成" in refused
    assert f"外地水司不管{issues[0].place}这一片。" in refused
    response = send(client, estate.engineer, issues, "dispatch", to=str(estate.committee.pk), text="公用管道")
    assert said(response) == "转出 2 件。"
    for issue in issues:
        issue.refresh_from_db()
        assert issue.offered_organisation == estate.committee
        assert issue.holder_organisation == estate.property  # until they say yes
        assert issue.events.first().text == "公用管道"


def test_to_a_colleague_at_once_and_to_nobody_who_is_not_one(estate, client):
    issues = several(estate, 2)
    response = send(client, estate.engineer, issues, "dispatch", to=f"{estate.property.pk}-{estate.desk.pk}")
    assert said(response) == "转出 2 件。"
    issues[0].refresh_from_db()
    assert issues[0].holder == estate.desk
    html = send(
        client, estate.engineer, issues, "dispatch", to=f"{estate.property.pk}-{estate.resident.pk}"
    ).content.decode()
    assert "把这 2 件转出去" in html  # asked again
    assert estate.resident.display_name not in html


def test_staff_join_several_into_one_and_the_reporters_follow_it(estate, client):
    first, second, third = (
        estate.report(by=person, text="主管爆了")
        for person in (estate.resident, estate.neighbour, estate.captain)
    )
    choosing = send(client, estate.staff, [first, second, third], "merge")
    assert "把这 3 件并成一件" in choosing.content.decode()
    response = send(client, estate.staff, [first, second, third], "merge", into=first.pk)
    assert said(response) == f"2 件并入了 {first.number}。"
    first.refresh_from_db()
    assert first.joined_count == 2
    assert set(Follower.objects.values_list("user", flat=True)) == {estate.neighbour.pk, estate.captain.pk}
    again = send(client, estate.staff, [first, second, third], "merge", into=first.pk)
    assert said(again) == said(response)
    assert Follower.objects.count() == 2


def test_joining_is_for_staff_and_needs_two(estate, client):
    issues = several(estate, 2)
    html = send(client, estate.engineer, issues[:1], "merge").content.decode()
    assert "合并要先勾选两件以上" in html
    words = said(send(client, estate.engineer, issues, "merge", into=issues[0].pk))
    assert "1 件没有办成" in words
    assert "社区工作人员" in words or "staff of the community" in words
    assert not Issue.objects.filter(state="merged").exists()
    client.force_login(estate.engineer)
    assert 'value="merge"' not in client.get("/issues/queue/").content.decode()


def test_a_public_one_does_not_vanish_in_a_private_one(estate):
    private, public, other = estate.report(category="dispute"), estate.report(), estate.report()
    outcome = gather_issues(by=estate.staff, issues=[private, public, other], into=private)
    assert outcome.done == []
    assert [issue for issue, _why in outcome.refused] == [public, other]
    assert not Follower.objects.exists()


def test_one_that_is_done_stops_none_of_the_others(estate):
    issues = several(estate)
    accept_issue(by=estate.engineer, issue=issues[1])
    resolve_issue(by=estate.engineer, issue=issues[1], text="好了")
    outcome = dispatch_issues(by=estate.staff, issues=reversed(issues), organisation=estate.committee)
    assert outcome.done == [issues[0], issues[2]]
    assert [issue for issue, _why in outcome.refused] == [issues[1]]


@pytest.mark.parametrize("numbers", [[], ["abc"], ["9" * 30], ["0"], [""]])
def test_nothing_ticked_is_said_and_nothing_is_done(estate, client, numbers):
    issue = estate.report(by=estate.captain)
    client.force_login(estate.engineer)
    response = client.post(ACT, {"act": "accept", "issue": numbers}, follow=True)
    assert said(response) == "请先勾选要办的事。"
    issue.refresh_from_db()
    assert issue.state == "reported"


@pytest.mark.parametrize("odd", ["a\x00b", "9" * 5000, "-", "1-1", "place=9&q=%00", "￥"])
@pytest.mark.parametrize("act", ["accept", "start", "dispatch", "decide", "merge", "answer", "odd"])
def test_nothing_fails_whatever_is_sent(estate, client, act, odd):
    issues = several(estate, 2)
    client.force_login(estate.staff)
    data = dict.fromkeys(["to", "into", "back", "text", "open", "is_relay"], odd)
    data |= {"act": act, "issue": [issues[0].pk, issues[1].pk, odd]}
    assert client.post(ACT, data).status_code in (200, 302)


def test_staff_say_whose_it_is_from_the_desk(estate, client):
    from issues.operations import dispute_issue

    issue = several(estate, 1)[0]
    dispute_issue(by=estate.engineer, issue=issue, text="公用管道")
    for more in ({"to": str(estate.property.pk)}, {"text": "合同里写了"}):
        assert "请选归谁办" in said(send(client, estate.staff, [issue], "decide", **more))
    response = send(
        client, estate.staff, [issue], "decide", to=str(estate.property.pk), text="合同里写了", open=issue.pk
    )
    assert said(response) == "裁定了 1 件。"
    assert response.redirect_chain[0][0] == f"/issues/queue/?who=ours&issue={issue.pk}"
    issue.refresh_from_db()
    assert (issue.state, issue.holder_organisation) == ("reported", estate.property)


def test_an_answer_from_the_desk_goes_between_the_two(estate, client):
    issue = estate.report(category="lift")
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property)
    more = {"text": "明天上门", "is_relay": "1", "open": issue.pk}
    send(client, estate.engineer, [issue], "answer", **more)
    send(client, estate.engineer, [issue], "answer", **more)
    answers = issue.events.filter(kind=EventKind.ANSWERED)
    assert [(event.text, event.is_relay) for event in answers] == [("明天上门", True)]
    client.force_login(estate.neighbour)
    assert "明天上门" not in client.get(issue.get_absolute_url()).content.decode()
    assert "请写一句" in said(send(client, estate.engineer, [issue], "answer", text=" "))


def test_by_htmx_the_desk_comes_back_alone_with_its_address(estate, client):
    issues = several(estate, 2)
    client.force_login(estate.engineer)
    headers = {"HX-Request": "true", "HX-Target": "desk"}
    data = {"act": "accept", "issue": issues[0].pk, "open": issues[0].pk, "back": "who=ours"}
    response = client.post(ACT, data, headers=headers, follow=True)
    # Django's test client forgets the headers on the way; a browser sends them along.
    response = client.get(response.redirect_chain[0][0], headers=headers)
    assert response.headers["HX-Replace-Url"] == f"/issues/queue/?who=ours&issue={issues[0].pk}"
    chosen = client.post(ACT, {"act": "dispatch", "issue": [i.pk for i in issues]}, headers=headers)
    assert (chosen.headers["HX-Retarget"], chosen.headers["HX-Reswap"]) == ("#panel", "innerHTML")
    assert "<html" not in chosen.content.decode()


# --- real connections at the same moment -----------------------------------------------------------------------


def at_once(*acts: Callable) -> list:
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_of_them_accept_the_same_three_at_the_same_moment():
    from issues.operations.categories import load_categories

    load_categories()
    estate = new_estate()
    issues = several(estate)
    outcomes = at_once(
        lambda: accept_issues(by=estate.engineer, issues=list(Issue.objects.all())),
        lambda: accept_issues(by=estate.desk, issues=list(Issue.objects.order_by("-pk"))),
    )
    assert sum(len(outcome.done) for outcome in outcomes) == 3
    assert sum(len(outcome.refused) for outcome in outcomes) == 3
    assert {why for outcome in outcomes for _issue, why in outcome.refused} <= {
        "区簕杜鹃已经接手了。",
        "麦石榴已经接手了。",
    }
    for issue in issues:
        assert events(issue).count("accepted") == 1


@pytest.mark.django_db(transaction=True)
def test_two_staff_press_accept_on_the_page_at_the_same_moment():
    from issues.operations.categories import load_categories

    load_categories()
    estate = new_estate()
    colleague = MembershipFactory(organisation=estate.committee, user__display_name="邓晓岚").user
    issue = estate.report(category="noise", by=estate.resident)

    def press(person):
        client = Client()
        client.force_login(person)
        # By its text: of two at the same moment Django's test client mixes the contexts up.
        return lambda: client.post(ACT, {"act": "accept", "issue": issue.pk}, follow=True).content.decode()

    words = at_once(press(estate.staff), press(colleague))
    issue.refresh_from_db()
    winner = issue.holder.display_name
    assert winner in ("李龙眼", "邓晓岚")
    assert sorted("由您接手了" in one for one in words) == [False, True]
    assert sorted(f"{winner}已经接手了" in one for one in words) == [False, True]
    assert events(issue) == ["reported", "accepted"]
