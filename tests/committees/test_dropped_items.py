"""What two people do to one item when one of them has just taken it off the agenda."""

import pytest

from committees.models import AgendaPaper
from committees.operations import add_paper, change_item, drop_item, withdraw_paper
from committees.operations.notes import write_summary
from committees.papers import CleanPaper
from kit.refused import Refused
from tests.committees.ground import NOW

PAPER = CleanPaper(b"%PDF-1.4 plan", "pdf")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def item(estate):
    """As it stands on the other one's screen."""
    return estate.convene().agenda.select_related("meeting").get(position=2)


@pytest.mark.parametrize(
    "act",
    [
        lambda by, item: change_item(by=by, item=item, title="换一处", minutes=10, now=NOW),
        lambda by, item: write_summary(by=by, item=item, text="先看两处", seen_version=0, now=NOW),
        lambda by, item: add_paper(by=by, item=item, name="图纸", file=PAPER, now=NOW),
    ],
)
def test_what_is_done_to_an_item_that_is_gone_is_refused_with_a_sentence(estate, item, act):
    drop_item(by=estate.staff, item=item, now=NOW)
    with pytest.raises(Refused, match="已经从议程上拿掉了"):
        act(estate.staff, item)


def test_a_paper_that_went_with_its_item_is_taken_back_already(estate, item):
    paper = add_paper(by=estate.staff, item=item, name="图纸", file=PAPER, now=NOW)
    paper = AgendaPaper.objects.select_related("item__meeting").get(pk=paper.pk)
    drop_item(by=estate.staff, item=item, now=NOW)
    withdraw_paper(by=estate.staff, paper=paper, now=NOW)
    assert not AgendaPaper.objects.exists()
