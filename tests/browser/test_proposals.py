"""A proposal as it is written: saved by itself, in two windows, and without a signal; its pages as axe sees them."""

import re

import pytest
from playwright.sync_api import Page, expect

from ballots.models import Proposal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground(transactional_db):
    from tests.ballots.ground import new_ground

    return new_ground()


def is_saved(screen: Page) -> None:
    expect(screen.locator("[data-draft-status]")).to_contain_text("存好了", timeout=10_000)


def test_nothing_of_a_draft_is_lost(ground, page, as_, axe):
    screen = as_(page("phone"), ground.owner)
    screen.goto("/ballots/proposals/new/")
    axe(screen)
    screen.get_by_label("想改变什么").fill("装一台洗衣机")
    is_saved(screen)
    draft = Proposal.objects.get()
    assert draft.title == "装一台洗衣机"
    assert screen.url.endswith(f"/ballots/proposals/{draft.pk}/edit/")

    other = screen.context.new_page()
    other.goto(screen.url)
    other.get_by_label("为什么，您觉得该怎么办").fill("另一个窗口的话")
    is_saved(other)
    screen.get_by_label("为什么，您觉得该怎么办").fill("这个窗口的话")
    expect(screen.locator("[data-theirs]")).to_contain_text("另一个窗口的话", timeout=10_000)
    axe(screen)
    screen.get_by_role("button", name="留我这边的").click()
    is_saved(screen)

    screen.context.set_offline(True)
    screen.get_by_label("想改变什么").fill("断网时写的")
    expect(screen.locator("[data-draft-status]")).to_contain_text("没网", timeout=10_000)
    screen.close()
    screen.context.set_offline(False)
    other.goto(other.url)
    expect(other.get_by_label("想改变什么")).to_have_value("断网时写的")
    expect(other.get_by_label("为什么，您觉得该怎么办")).to_have_value("这个窗口的话")
    # Saved by this page, or already by the closing one, which may hear that the network is back.
    expect(other.locator("[data-draft-status]")).to_contain_text(re.compile("存好了|存过"), timeout=10_000)
    other.get_by_role("button", name="发出").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("断网时写的")
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.includes('proposal'))") == []


def test_what_is_put_out_while_a_save_is_on_its_way_is_no_other_windows(ground, page, as_):
    screen = as_(page("phone"), ground.owner)
    screen.goto("/ballots/proposals/new/")
    screen.get_by_label("想改变什么").fill("装一台洗衣机")
    is_saved(screen)
    late = []
    screen.route(
        "**/save/", lambda route: late.append((route, route.fetch()))
    )  # it has them, and is slow to say so
    screen.get_by_label("为什么，您觉得该怎么办").fill("租户家里放不下")
    for _ in range(200):
        if late:
            break
        screen.wait_for_timeout(50)
    screen.get_by_label("为什么，您觉得该怎么办").fill("租户家里放不下，架空层有水有电")
    screen.get_by_role("button", name="发出").click()
    route, answer = late[0]
    route.fulfill(response=answer)
    screen.wait_for_url(re.compile(r"/proposals/\d+/$"))
    expect(screen.get_by_text("租户家里放不下，架空层有水有电")).to_be_visible()
    assert Proposal.objects.get().state != "draft"


def test_what_the_pages_look_like_to_axe(ground, page, as_, axe):
    from django.utils import timezone

    from ballots.operations import agree, answer_comment, comment, hide_comment, start_process
    from tests.ballots.proposal_ground import checking
    from tests.ballots.test_processes import simple

    now = timezone.now()
    proposal = checking(ground, now=now, has_columns=True)
    start_process(
        by=ground.staff, proposal=proposal, process=simple(ground, "neighbour_council", "author"), now=now
    )
    said = comment(by=ground.tenant, proposal=proposal, text="放东侧", side="for", now=now)
    answer_comment(by=ground.owner, comment=said, text="好", now=now)
    agree(by=ground.owner, comment=said, now=now)
    rude = comment(by=ground.captain, proposal=proposal, text="懒人", side="against", now=now)
    hide_comment(by=ground.staff, comment=rude, reason="说人", now=now)
    url = f"/ballots/proposals/{proposal.pk}/"
    screen = as_(page("phone"), ground.president)
    step = proposal.steps.order_by("position").first()
    for address in (
        "",
        "answer/",
        "merge/",
        "deliberations/new/",
        f"comments/{rude.pk}/",
        f"steps/{step.pk}/",
    ):
        screen.goto(url + address)
        axe(screen)
    screen.goto(url)
    button = screen.locator(f"#c-{said.pk} .say__agree button")
    button.click()  # the page stays where it is
    expect(button).to_have_attribute("aria-pressed", "true")
    assert said.agreements.count() == 2
    for address in ("/ballots/proposals/?show=checking", "/ballots/proposals/ways/"):
        screen.goto(address)
        axe(screen)
