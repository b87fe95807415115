"""What other browsers draw or do differently, as far as this one can ask about it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)
CSS = Path("static/linli/components.css")


def test_safari_sets_no_space_of_its_own_between_figures_and_chinese():
    """Its engine (seen in 2.50) moves "栋" of "1栋东侧" aside, and draws "东" over it."""
    lines = CSS.read_text("utf-8").splitlines()
    spaced = next(n for n, line in enumerate(lines) if "text-autospace:normal" in line)
    assert "@supports (-webkit-hyphens:none){body{text-autospace:no-autospace" in lines[spaced + 1]


def test_safari_begins_no_line_with_a_comma(page, live_server):
    """Where words are kept together its engine (seen in 2.50) breaks a long one anywhere, before "，" and "）" too."""
    assert re.search(
        r"@supports \(-webkit-hyphens:none\)\{body\{[^}]*--words:normal\}\}", CSS.read_text("utf-8")
    )
    visitor = page("phone")
    visitor.goto("/offline/")
    heading = visitor.locator("h1").first
    asked = "(e) => getComputedStyle(e).wordBreak"
    assert heading.evaluate(asked) == "keep-all"
    visitor.evaluate("document.body.style.setProperty('--words', 'normal')")
    assert heading.evaluate(asked) == "normal"


def test_firefox_keeps_a_number_in_the_line_of_its_words(page, live_server):
    """It (seen in 153) took a fact that ends in less than nothing for too long: "call 119 / 110", the first one below."""
    visitor = page("phone")
    visitor.goto("/offline/")
    last = visitor.locator(".facts > span > a.nb:last-child")
    margins = last.evaluate_all("(all) => all.map((e) => getComputedStyle(e).marginInlineEnd)")
    assert margins
    assert set(margins) == {"0px"}


def test_on_paper_nothing_goes_by_the_window(page, as_):
    """Firefox began an empty sheet behind a full one, as high as the window; Safari kept a wide window's columns."""
    from tests.factories import make_community, make_staff

    office = page("desktop")
    office.emulate_media(media="print")
    as_(office, make_staff(make_community())).goto("/issues/queue/")
    assert office.locator(".shell").evaluate("(e) => getComputedStyle(e).minBlockSize") == "0px"
    assert office.locator("#desk").evaluate("(e) => getComputedStyle(e).display") == "block"


def test_back_after_a_secret_vote_shows_nobody_what_was_ticked(page, as_, settings, tmp_path):
    """Safari (seen in 2.50) shows the form as it was left, with the choice still in it."""
    from tests.ballots.ground import new_ground, opened

    settings.MEDIA_ROOT = tmp_path
    ground = new_ground()
    ballot = opened(ground, electorate="residents", legal_effect="advisory", secrecy="secret")
    left = as_(page("phone"), ground.owner)
    left.goto(ballot.get_absolute_url())
    left.get_by_label("反对").check()
    voting = left.context.new_page()
    voting.goto(ballot.get_absolute_url())
    voting.get_by_label("反对").check()
    voting.get_by_label("我已年满 18 周岁").check()
    voting.get_by_role("button", name="投出这一票").click()
    expect(voting.get_by_role("heading", name="您的票已进票箱")).to_be_visible()
    left.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(left.locator("#main")).to_contain_text("谁也调不出来")
    expect(left.locator("[name=choices]")).to_have_count(0)
