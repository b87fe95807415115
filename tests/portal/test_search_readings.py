"""What people type who do not type what is written: it is found all the same, and said what was looked for."""

import pytest

from kit.search import Asked
from tests.issues.estate import new_estate
from tests.notices.ground import new_ground
from tests.portal.test_search import finds, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["电梯坏了", "電梯", "“电梯”？", "电梯。", "dianti", "lift", "请问电梯怎么办", "升降机", "电梯 龙舟"],
)
def test_a_notice_is_found_however_it_is_asked_for(typed):
    new_ground().publish(title="电梯年检")
    assert finds(page(typed)) == ["电梯年检"]


@pytest.mark.parametrize(
    "typed", ["3 栋", "３栋", "三栋", "三棟", "第三栋", "3幢", "3号楼", "3-2-501", "3栋501"]
)
def test_a_building_is_found_however_it_is_called(typed):
    new_ground().publish(title="3 栋停水")
    assert finds(page(typed)) == ["3 栋停水"]


def test_what_is_written_so_comes_before_what_it_may_mean():
    ground = new_ground()
    ground.publish(title="三栋停水")
    ground.publish(title="3 栋停水")
    html = page("三栋")
    assert finds(html) == ["三栋停水"]
    assert "没有写着" not in html
    assert "没有写着“三棟”的" in page("三棟")
    assert finds(page("三棟停水", kind="notices")) == ["3 栋停水"]


def test_no_other_reading_shows_what_may_not_be_seen():
    ground = new_ground()
    ground.publish(title="一栋电梯年检", is_public=False)
    html = page("电梯坏了")
    assert finds(html) == []
    assert "没有写着" not in html


def test_an_issue_by_its_number_for_those_who_may_read_it():
    estate = new_estate()
    issue = estate.report(title="水泵房漏水")
    for typed in (issue.number, f"编号 {issue.number}", f"#{issue.pk}"):
        assert finds(page(typed, estate.neighbour)) == ["水泵房漏水"]
        for stranger in (None, estate.far_neighbour):
            assert finds(page(typed, stranger)) == []


def test_who_answers_comes_before_what_was_written_once():
    ground = new_ground()
    ground.publish(title=f"{ground.first.name}停水")
    titles = finds(page(ground.first.name))
    assert titles[0] == ground.captain.display_name
    assert titles[-1] == f"{ground.first.name}停水"


def test_where_nothing_is_found_it_says_whom_to_ask():
    estate = new_estate()
    html = page("龙舟", estate.neighbour)
    assert "谁管我家门口的事" in html or "我的楼长" in html
    assert "/places/homes/" in html
    assert 'href="/places/"' in page("龙舟")


@pytest.mark.parametrize(
    "typed", ["了" * 50, "的 了 吗", "一" * 50, "3栋" * 20, "-" * 50, "百十", "第栋", "号"]
)
def test_readings_are_few_and_never_nothing(typed):
    readings = list(Asked.read(typed).readings())
    assert 1 <= len(readings) <= 6
    assert all(readings)


# Of the page: who else may be asked, where there is no account. Twice what can hold it, for all kinds at once.
MISSED = 1 + 2 + 2


def test_what_is_nowhere_is_not_looked_for_in_every_kind(django_assert_num_queries):
    new_ground().publish(title="电梯年检")
    with django_assert_num_queries(MISSED):
        assert finds(page("木棉花开")) == []
