"""A meeting from the call to the new date, with a real worker and a real mail server; and the call without script."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from playwright.sync_api import expect

from tests.notifications.mail_server import MailServer, Post
from tests.notifications.workers import Celery, empty, wait_for_no_sessions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def estate(transactional_db):
    from issues.operations.categories import load_categories
    from tests.committees.ground import make_place

    load_categories()
    return make_place()


@pytest.fixture
def post() -> Iterator[Post]:
    with MailServer() as server:
        server.post.port = server.port
        yield server.post


@pytest.fixture
def worker(services, live_server, post, tmp_path) -> Iterator[Celery]:
    """A worker process of its own on the test's database, Redis and mail server."""
    empty(services.redis_url)
    environment = services.environment(
        EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(post.port), BASE_URL=live_server.url
    )
    celery = Celery(services.command("celery", "-A", "portal"), environment, log=tmp_path / "celery.log")
    celery.worker()
    yield celery
    celery.end()
    wait_for_no_sessions()
    empty(services.redis_url)


def subjects(post: Post, address: str) -> list[str]:
    return [str(mail["Subject"]).strip() for mail in post.mails if address in str(mail["To"])]


def test_staff_convene_the_worker_reminds_and_after_a_move_nobody_hears_of_the_old_date(
    estate, page, as_, axe, worker, post
):
    from committees.models import Meeting
    from kit.subjects import subject_key
    from notifications.models import Message
    from notifications.tasks import drain
    from tests.committees.ground import evening

    staff = as_(page("desktop"), estate.staff)
    staff.goto("/meetings/")
    staff.get_by_role("link", name="召集会议").first.click()
    staff.get_by_label("议什么事？").fill("电动车集中充电点选在哪里")
    staff.get_by_label("哪一天").fill(f"{evening(9):%Y-%m-%d}")
    staff.get_by_label("在哪里开？").fill("4 栋二层街坊议事厅")
    staff.get_by_label("议什么", exact=True).first.fill("充电点选址")
    axe(staff)
    staff.get_by_role("button", name="发出通知").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("电动车集中充电点选在哪里")
    expect(staff.get_by_text("上次决议落实")).to_be_visible()
    axe(staff)

    meeting = Meeting.objects.get()
    about = Message.objects.about(subject_key(meeting))
    address = estate.manager.email

    def let_time_pass(key: str) -> None:
        """The rows' hour has come by the database's clock, the only one that the worker asks."""
        assert about.filter(letter__event__dedupe__endswith=f" {key}").update(due_at=Now()) == 6
        drain.apply_async()

    drain.apply_async()
    worker.until(lambda: any("请您参加" in subject for subject in subjects(post, address)))
    let_time_pass("r1 -3d")
    worker.until(lambda: any(subject.startswith("提醒") for subject in subjects(post, address)))
    old_date = f"{evening(9).month} 月 {evening(9).day} 日"
    assert [s for s in subjects(post, address) if s.startswith("提醒") and old_date in s]

    manager = as_(page("phone"), estate.manager)
    manager.goto("/inbox/")
    reminder = manager.get_by_role("link", name=re.compile("提醒：电动车集中充电点选在哪里"))
    expect(reminder).to_have_count(1)
    reminder.click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("电动车集中充电点选在哪里")
    manager.get_by_role("radio", name="到场").check()
    manager.get_by_role("button", name="答复").click()
    expect(manager.get_by_text("您会到场")).to_be_visible()
    axe(manager)

    staff.get_by_role("link", name="改时间").click()
    staff.get_by_label("哪一天").fill(f"{evening(11):%Y-%m-%d}")
    axe(staff)
    staff.get_by_role("button", name="改时间").click()
    new_date = f"{evening(11).month} 月 {evening(11).day} 日"
    expect(staff.get_by_text(new_date).first).to_be_visible()

    # Everything of the old date is overdue now, and the first of the new date is due with it.
    sent_before = about.filter(letter__event__dedupe__contains=" r1 -", state="sent").count()
    about.filter(letter__event__dedupe__contains=" r1 ").update(due_at=Now() - timedelta(hours=1))
    let_time_pass("r2 -3d")
    worker.until(lambda: any(s.startswith("提醒") and new_date in s for s in subjects(post, address)))
    worker.until(
        lambda: not about.filter(due_at__lte=Now(), state__in=["pending", "leased", "sending"]).exists()
    )

    assert about.filter(letter__event__dedupe__contains=" r1 -", state="sent").count() == sent_before == 6
    assert not about.filter(letter__event__dedupe__contains=" r1 -", state__in=["pending", "leased"]).exists()
    reminders = [s for s in subjects(post, address) if s.startswith("提醒")]
    assert [old_date in s for s in reminders] == [True, False]
    assert sum("改到" in s for s in subjects(post, address)) == 1
    manager.goto("/inbox/")
    expect(manager.get_by_role("link", name=re.compile("^(未读)?\\s*提醒"))).to_have_count(2)

    staff.get_by_role("link", name="发了什么").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("什么时候发给了谁")
    axe(staff)


def test_the_call_works_on_a_phone_without_script(estate, page, as_, axe):
    from committees.models import Meeting
    from tests.committees.ground import evening

    phone = as_(page("phone", script=False), estate.president)
    phone.goto("/meetings/new/")
    phone.get_by_label("议什么事？").fill("共享书屋开放时间")
    phone.get_by_label("在哪里开？").fill("4 栋二层")
    phone.get_by_label("哪一天").fill(f"{evening(9):%Y-%m-%d}")
    phone.get_by_text("后面几项").click()
    phone.get_by_label("议什么", exact=True).nth(4).fill("谁来值班")
    phone.get_by_role("button", name="再加三行").click()
    expect(phone.get_by_label("议什么", exact=True)).to_have_count(9)
    expect(phone.get_by_label("议什么", exact=True).nth(4)).to_have_value("谁来值班")
    phone.get_by_label("议什么", exact=True).nth(7).fill("借书怎么登记")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="发出通知").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("共享书屋开放时间")
    assert [item.title for item in Meeting.objects.get().agenda.all()][1:] == ["谁来值班", "借书怎么登记"]


CHOSEN_IS_CUT = """(select) => {
  select.selectedOptions[0].text = "　　水岸公馆"; // an estate of a community of a subdistrict
  const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 20; // its arrow
  return pen.measureText(select.selectedOptions[0].text).width > room;
}"""


@pytest.mark.parametrize("address", ["/meetings/new/", "/meetings/series/new/"])
def test_the_chosen_place_can_be_read_in_large_text(estate, page, as_, address):
    phone = as_(page("phone"), estate.president if address == "/meetings/new/" else estate.staff)
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(address)
    phone.evaluate("document.documentElement.dataset.comfort = 'large'")
    assert not phone.locator("select[name=place]").evaluate(CHOSEN_IS_CUT)
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
