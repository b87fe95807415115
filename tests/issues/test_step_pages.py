"""The buttons of the later steps, through the page."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from issues.models import DissuasionRecord, Issue
from issues.operations import accept_issue, answer_issue, dispatch_issue, dispute_issue, mediate_issue
from tests.browser.markup import faults_of
from tests.issues.test_pages import main_of, words_of


def buttons(client, issue) -> set[str]:
    page = main_of(client.get(issue.get_absolute_url()))
    return set(re.findall(rf'action="/issues/{issue.pk}/(\w+)"', page))


def post(client, issue, verb, **data):
    return client.post(reverse(f"issues:{verb}", args=[issue.pk]), data)


def test_what_each_finds_on_an_offered_issue(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    found = {}
    for role in ("resident", "captain", "engineer", "staff", "neighbour"):
        client.force_login(getattr(estate, role))
        found[role] = buttons(client, issue) - {"join", "leave"}
    assert found == {
        "resident": {"answer", "withdraw"},
        "captain": {"accept", "start", "resolve", "dispatch", "dispute", "escalate", "mediate", "answer"},
        "engineer": {"accept", "start", "resolve", "dispute", "escalate", "answer"},
        "staff": {"accept", "start", "resolve", "dispatch", "escalate", "merge", "mediate", "answer"},
        "neighbour": set(),
    }


def test_photos_beside_words_that_were_refused_are_asked_for_once_more(estate, client):
    """No page can hold a file that was chosen: without a word the answer would go out without it."""
    issue, again = estate.report(), "选过的文件，请再选一次"
    client.force_login(estate.captain)
    assert again not in client.get(issue.get_absolute_url()).content.decode()
    refused = post(client, issue, "resolve", text="", photos=a_photo())
    assert refused.status_code == 422
    assert refused.content.decode().count(again) == 1  # at the form that was sent, at no other
    assert again not in post(client, issue, "resolve", text="好了", photos=no_photo()).content.decode()
    reported = {"place": estate.building.pk, "client_key": uuid.uuid4(), "photos": a_photo()}
    assert client.post("/issues/new", reported).content.decode().count(again) == 1


def test_whom_to_pass_it_on_to_is_asked_at_the_choice_itself(estate, client):
    issue = estate.report()
    client.force_login(estate.captain)
    refused = post(client, issue, "dispatch", step="dispatch")
    assert (refused.status_code, faults_of(refused.content.decode())) == (422, [])
    assert 'organisation-e"' in refused.content.decode()


def a_photo() -> ContentFile:
    file = io.BytesIO()
    Image.new("RGB", (4, 3)).save(file, "PNG")
    return ContentFile(file.getvalue(), name="水.png")


def no_photo() -> ContentFile:
    return ContentFile(b"words", name="水.png")


def test_a_dispute_is_decided_on_the_page(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    client.force_login(estate.engineer)
    assert post(client, issue, "dispute", text="").status_code == 422
    post(client, issue, "dispute", text="市政管道")
    client.force_login(estate.staff)
    assert buttons(client, issue) >= {"decide"}
    assert post(client, issue, "decide", text="归物业").status_code == 422  # whose, was not said
    post(client, issue, "decide", text="归物业", organisation=estate.property.pk)
    issue.refresh_from_db()
    assert (issue.state, issue.holder_organisation) == ("reported", estate.property)


def test_put_off_and_taken_up_again_on_the_page(estate, client):
    issue = accept_issue(by=estate.captain, issue=estate.report())
    client.force_login(estate.captain)
    wrong = post(client, issue, "suspend", text="等配件", until="昨天")
    assert wrong.status_code == 422
    until = timezone.localdate() + timedelta(days=5)
    post(client, issue, "suspend", text="等配件", until=until.isoformat())
    assert "到时自动接着办" in words_of(client.get(issue.get_absolute_url()))
    post(client, issue, "resume")
    issue.refresh_from_db()
    assert issue.state == "accepted"


def test_the_next_level_is_called_with_a_reason(estate, client):
    issue = estate.report()
    client.force_login(estate.captain)
    assert post(client, issue, "escalate", text=" ").status_code == 422
    post(client, issue, "escalate", text="要关总阀")
    issue.refresh_from_db()
    assert issue.holder_organisation == estate.property
    assert f"吹哨，请{estate.property}来管" in words_of(client.get(issue.get_absolute_url()))


def test_two_reports_are_joined_by_number(estate, client):
    one, two = estate.report(), estate.report(by=estate.neighbour, text="没水")
    client.force_login(estate.staff)
    assert "没有这个编号" in words_of(post(client, two, "merge", into="99999999"))
    assert "没有这个编号" in words_of(post(client, two, "merge", into="abc"))
    post(client, two, "merge", into=one.number)
    two.refresh_from_db()
    assert (two.state, two.merged_into) == ("merged", one)
    assert one.get_absolute_url() in main_of(client.get(two.get_absolute_url()))


def test_what_went_to_mediation_says_nothing_more(estate, client):
    issue = estate.report(category="dispute", text="隔壁的空调水滴到我家窗台", photos=[])
    answer_issue(by=estate.captain, issue=issue, text="周六上门谈")
    mediate_issue(by=estate.captain, issue=issue)
    for role in ("resident", "captain", "staff"):
        client.force_login(getattr(estate, role))
        page = words_of(client.get(issue.get_absolute_url()))
        assert "已转调解" in page
        assert "空调" not in page
        assert "周六" not in page
        assert "空调" not in client.get("/issues/?show=all").content.decode()
        assert client.get(reverse("committees:issue_panel", args=[issue.pk])).status_code == 404
    client.force_login(estate.neighbour)
    assert client.get(issue.get_absolute_url()).status_code == 404


def test_a_relayed_word_is_not_for_neighbours(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    client.force_login(estate.engineer)
    post(client, issue, "answer", text="下午三点上门，请留人", is_relay="on")
    reads = {}
    for role in ("resident", "captain", "engineer", "staff", "neighbour"):
        client.force_login(getattr(estate, role))
        reads[role] = "下午三点" in words_of(client.get(issue.get_absolute_url()))
    assert reads == {"resident": True, "captain": True, "engineer": True, "staff": True, "neighbour": False}


# --- dissuasion -----------------------------------------------------------------------------------------------


def record(**fields):
    return {
        "client_key": uuid.uuid4(),
        "at": f"{timezone.localtime() - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "dissuader": "楼长 罗白兰",
        "dissuaded": "10 楼住户",
        "about": "夜里拖椅子",
        "outcome": "promised",
    } | fields


def test_a_dissuasion_is_noted_once_and_printed(estate, client):
    issue = estate.report(category="noise", text="楼上夜里拖椅子")
    client.force_login(estate.captain)
    url, data = reverse("issues:dissuade", args=[issue.pk]), record()
    assert client.get(url).status_code == 200
    for _tap in range(2):
        answer = client.post(url, data)
    row = DissuasionRecord.objects.get()
    assert answer["Location"] == reverse("issues:dissuasion", args=[row.pk])
    sheet = words_of(client.get(answer["Location"]))
    assert all(word in sheet for word in ("楼长 罗白兰", "10 楼住户", "夜里拖椅子", "答应不再这样"))


def test_a_mistake_in_a_dissuasion_keeps_the_words(estate, client):
    issue = estate.report(category="noise", text="楼上夜里拖椅子")
    client.force_login(estate.captain)
    url = reverse("issues:dissuade", args=[issue.pk])
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    for wrong in (record(at=tomorrow), record(outcome=""), record(dissuaded="")):
        answer = client.post(url, wrong)
        assert answer.status_code == 422
        assert "楼长 罗白兰" in answer.content.decode()
    assert not DissuasionRecord.objects.exists()


@pytest.mark.parametrize(
    "role, status",
    [("captain", 200), ("staff", 200), ("resident", 404), ("neighbour", 404), ("far_neighbour", 404)],
)
def test_who_reads_and_writes_a_dissuasion(estate, client, role, status):
    issue = estate.report(category="noise", text="楼上夜里拖椅子")
    client.force_login(estate.captain)
    client.post(reverse("issues:dissuade", args=[issue.pk]), record())
    row = DissuasionRecord.objects.get()
    client.force_login(getattr(estate, role))
    assert client.get(reverse("issues:dissuasion", args=[row.pk])).status_code == status
    assert client.get(reverse("issues:dissuade", args=[issue.pk])).status_code == status


def test_a_closed_dispute_cannot_be_reached_by_its_record(estate, client):
    issue = estate.report(category="noise", text="楼上夜里拖椅子")
    client.force_login(estate.captain)
    client.post(reverse("issues:dissuade", args=[issue.pk]), record())
    mediate_issue(by=estate.captain, issue=Issue.objects.get(pk=issue.pk))
    row = DissuasionRecord.objects.get()
    assert client.get(reverse("issues:dissuasion", args=[row.pk])).status_code == 404


def test_the_reason_of_a_dispute_stands_on_the_timeline(estate, client):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    dispute_issue(by=estate.engineer, issue=issue, text="市政绿化带")
    client.force_login(estate.resident)
    page = words_of(client.get(issue.get_absolute_url()))
    assert "市政绿化带" in page
    assert "社区正在定归谁管" in page
