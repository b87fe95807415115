"""Whatever is sent, no page fails; what is not one's own does not exist. A crawl of every address by every role."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from buildings.models import Dwelling
from committees.models import Meeting
from committees.operations import ItemPlan, PartyPlan, convene_meeting
from issues.models import Category
from issues.operations import report_issue
from notices.operations import draft_notice
from tests.factories import (
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
    UserFactory,
    make_building,
    make_captain,
    make_community,
    make_estate,
    make_resident,
    make_staff,
)
from tests.people.fresh import come

pytestmark = pytest.mark.django_db

# A place that is none ends these at once, and hides what the other words would have done.
READ_PLACES = {
    "/issues/",
    "/issues/new",
    "/issues/queue/",
    "/notices/",
    "/notices/new/",
    "/meetings/",
    "/meetings/new/",
}
ODD = ["abc", "%00", "9" * 5000, "%ED%A0%80"]
ASKED = ["after", "show", "category", "kind", "when", "mine", "q", "next", "floor", "spot", "item"]
ODD_WORDS = ["a\x00b", "9" * 5000, "0001-01-01", "o9u"]
CSP = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)|<style|\sstyle=|\son\w+=\"|href=\"javascript:")


def addresses(resolver=None, prefix: str = "") -> list[str]:
    """Every address of ours and of signing in, its numbers still open; the administration is Django's own."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += [] if where.startswith("admin") else addresses(entry, where)
        elif isinstance(entry, URLPattern) and "(" not in where:
            found.append(f"/{where}")
    return found


def with_number(address: str, number: object) -> str:
    return re.sub(r"<\w+:\w+>", str(number), address)


class Ground:
    """An estate with one of everything that is not for everyone, and people of each kind."""

    def __init__(self) -> None:
        community = make_community()
        self.building = make_building(make_estate(community=community))
        elsewhere = make_building(make_estate("海韵苑"))
        committee = OrganisationFactory(serves=[community])
        staff = MembershipFactory(organisation=committee).user
        self.captain = make_captain(self.building)
        resident = make_resident(self.building)
        self.people = {
            "visitor": None,
            "stranger": UserFactory(),
            "resident": resident,
            "neighbour of another estate": make_resident(elsewhere),
            "captain": self.captain,
            "former captain": self.former_captain(),
            "property": make_staff(self.building.parent, "property_company"),
            "staff": staff,
            "staff of another community": make_staff(elsewhere.parent.parent),
            "street": make_staff(community.parent, "street_office"),
            "superuser": UserFactory(is_superuser=True, is_staff=True),
        }
        self.draft = draft_notice(
            by=staff, organisation=committee, title="停水", body="稿", places=[self.building], is_public=False
        )
        self.dispute = report_issue(by=resident, category=self.category("dispute"), place=self.building)
        self.leak = report_issue(by=resident, category=self.category("water"), place=self.building)
        self.meeting = self.closed_meeting(staff, committee)
        self.message = MessageFactory(recipient=resident, state="sent", sent_at="2026-03-01T12:00Z")
        self.home = Dwelling.objects.filter(place=self.building).first()

    def former_captain(self):
        return make_captain(self.building, role="deputy", ended_on=timezone.localdate())

    @staticmethod
    def category(code: str):
        return Category.objects.get(pk=code)

    def closed_meeting(self, staff, committee) -> Meeting:
        starts = timezone.now() + timedelta(days=9)
        return convene_meeting(
            by=staff,
            organisation=committee,
            title="碰头会",
            place=self.building,
            venue="议事厅",
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            parties=[PartyPlan("", committee, [staff])],
            agenda=[ItemPlan("漏水")],
            is_open=False,
        )

    def client(self, who: str) -> Client:
        client = Client(raise_request_exception=False)
        if person := self.people[who]:
            come(client, person)
        return client


@pytest.fixture
def ground(db):
    cache.clear()
    return Ground()


def test_the_crawl_finds_the_addresses():
    assert {"/", "/issues/<int:pk>/dispatch", "/places/homes/<int:pk>/household/"} <= set(addresses())
    assert len(addresses()) > 60


def test_no_page_fails_whatever_its_address_says(ground):
    client, failed = ground.client("staff"), []
    for address in addresses():
        pages = [with_number(address, number) for number in ("9" * 19, "9" * 5000)]
        if "<" not in address:
            pages = [f"{address}?{asked(ASKED, odd)}" for odd in ODD]
        if address in READ_PLACES:
            pages += [f"{address}?{name}={odd}" for name in ("place", "issue") for odd in ODD]
        failed += [page[:80] for page in pages if client.get(page).status_code >= 500]
    assert not failed


def asked(names: list[str], odd: str) -> str:
    return "&".join(f"{name}={odd}" for name in names)


def test_no_preview_fails_whatever_is_chosen(ground):
    client = ground.client("resident")
    for target in ("receiver", "where"):
        for name in ("place", "category", "floor", "spot"):
            for odd in ODD:
                response = client.get(
                    f"/issues/new?{name}={odd}", headers={"HX-Request": "true", "HX-Target": target}
                )
                assert response.status_code < 500, (target, name, odd[:20])


def test_another_neighbourhood_asked_for_is_explained_on_the_form(ground):
    other = ground.people["neighbour of another estate"].residencies.get().dwelling.place
    for place in (other.pk, "abc"):
        response = ground.client("resident").get(f"/issues/new?place={place}")
        assert response.status_code == 200
        assert response.context["form"].non_field_errors()


@pytest.mark.parametrize("words", ODD_WORDS, ids=lambda words: ascii(words[:8]))
def test_no_form_fails_whatever_is_written(ground, words):
    """Each field of each form of staff and of the resident holds the same odd words."""
    failed = []
    for who, page in [
        ("resident", "/issues/new"),
        ("resident", f"/issues/{ground.leak.pk}/"),
        ("resident", "/accounts/me/"),
        ("staff", "/notices/new/"),
        ("staff", f"/notices/{ground.draft.pk}/edit/"),
        ("staff", f"/notices/{ground.draft.pk}/publish/"),
        ("staff", "/meetings/new/"),
        ("staff", f"/meetings/{ground.meeting.pk}/move/"),
        ("staff", f"/meetings/{ground.meeting.pk}/agenda/add/"),
        ("staff", f"/places/{ground.building.pk}/captains/new/"),
        ("staff", f"/places/{ground.building.pk}/new/"),
        ("staff", f"/places/homes/{ground.home.pk}/residents/new/"),
        ("captain", f"/places/homes/{ground.home.pk}/neighbours/new/"),
        ("staff", f"/places/homes/{ground.home.pk}/household/"),
        ("visitor", "/accounts/login/"),
        ("visitor", "/accounts/signup/"),
        ("visitor", "/accounts/login/code/"),
        ("visitor", "/accounts/password/reset/"),
    ]:
        client = ground.client(who)
        names = set(re.findall(r'\sname="([\w-]+)"', client.get(page).content.decode()))
        names = (names | {"text", "place", "floor", "category"}) - {"csrfmiddlewaretoken", "client_key"}
        every, likely = dict.fromkeys(names, words), dict.fromkeys(names - {"place", "do", "step"}, words)
        for data in [likely, every] if page in READ_PLACES else [likely]:
            if client.post(page, data | {"client_key": uuid.uuid4()}).status_code >= 500:
                failed.append((who, page))
    assert not failed


@pytest.mark.parametrize("name", ["linli_session", "linli_csrf", "comfort", "django_language", "messages"])
def test_no_cookie_makes_a_page_fail(db, name):
    for value in ('"\\000abcdefghijk"', '"\\377\\376abcdefgh"', "x" * 5000, "é" * 20):
        page = Client(raise_request_exception=False).get("/privacy/", headers={"cookie": f"{name}={value}"})
        assert page.status_code == 200, value[:20]


def test_what_is_not_ones_own_does_not_exist(ground):
    """Who may open what; to everybody else it is not there, or it asks them to sign in."""
    desk = {"staff", "street", "superuser"}
    opened_by = {
        f"/notices/{ground.draft.pk}/": {"staff", "superuser"},
        f"/notices/{ground.draft.pk}/edit/": {"staff", "superuser"},
        f"/issues/{ground.dispute.pk}/": {"resident", "captain", "staff", "street"},
        f"/issues/{ground.leak.pk}/": {"resident", "captain", "property", "staff", "street"},
        f"/meetings/about-issue/{ground.dispute.pk}/": {"resident", "captain", "staff", "street"},
        f"/meetings/{ground.meeting.pk}/": desk,
        f"/meetings/{ground.meeting.pk}/meeting.ics": desk,
        f"/meetings/{ground.meeting.pk}/invited/": desk,
        f"/meetings/{ground.meeting.pk}/sent/": desk,
        f"/places/{ground.building.pk}/move/": desk,
        f"/places/{ground.building.pk}/captains/new/": desk,
        f"/places/{ground.building.parent.pk}/roster/": desk | {"property"},
        f"/places/homes/{ground.home.pk}/residents/new/": desk | {"captain"},
        f"/issues/hand-over/captaincy/{ground.captain.captaincies.get().pk}": desk | {"captain"},
        "/desk/people/": {"captain"},
        "/desk/term/": {"captain"},
        f"/desk/homes/{ground.home.pk}/": {"captain"},
        f"/places/homes/{ground.home.pk}/neighbours/new/": desk | {"captain"},
        "/inbox/outbox/": desk | {"staff of another community"},
        "/admin/people/user/": {"superuser"},
    }
    clients = {who: ground.client(who) for who in ground.people}
    for page, allowed in opened_by.items():
        statuses = {who: client.get(page).status_code for who, client in clients.items()}
        assert {who for who, status in statuses.items() if status == 200} == allowed, page
        assert set(statuses.values()) <= {200, 302, 403, 404}, page


def test_names_of_a_home_and_its_state_are_for_those_who_look_after_it(ground):
    home = f"/places/homes/{ground.home.pk}"
    household, presence, desk = f"{home}/household/", f"{home}/presence/", f"/desk/homes/{ground.home.pk}/"
    saw = {
        who: ground.client(who).post(household, {"purpose": "repair"}).status_code for who in ground.people
    }
    assert {who for who, status in saw.items() if status == 200} == {"captain", "staff", "street"}
    on_the_desk = {who: ground.client(who).post(desk, {"purpose": "repair"}) for who in ground.people}
    assert {who for who, answer in on_the_desk.items() if answer.status_code == 200} == {"captain"}
    set_it = {who: ground.client(who).post(presence, {"presence": "vacant"}) for who in ground.people}
    done = {
        who for who, response in set_it.items() if response.headers.get("Location", "").startswith("/places")
    }
    assert done == {"captain", "staff", "street", "superuser"}


def test_a_message_opens_for_its_reader_alone(ground):
    opened = {who: ground.client(who).get(f"/inbox/{ground.message.pk}/") for who in ground.people}
    assert {who for who, r in opened.items() if r.status_code == 302 and "login" not in r.url} == {"resident"}


def test_no_form_is_taken_without_its_token(ground):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ground.people["staff"], backend="django.contrib.auth.backends.ModelBackend")
    for address in addresses():
        path = with_number(address, 1)
        # A mail server holds a secret instead, a mail program an address that we signed: without, no such page.
        expected = 404 if path in ("/inbox/bounces/", "/inbox/stop/1/") else 403
        assert client.post(path).status_code == expected, address


@pytest.mark.parametrize("who", ["visitor", "staff"])
def test_every_page_carries_its_headers_and_nothing_inline_and_has_a_head(ground, who):
    """Link checkers and proxies ask for the head alone (RFC 9110, 9.1); it is that of GET, without the body."""
    client, pages = ground.client(who), 0
    own = [
        f"/issues/{ground.leak.pk}/",
        f"/meetings/{ground.meeting.pk}/invited/",
        f"/places/{ground.building.pk}/",
        f"/places/homes/{ground.home.pk}/",
    ]
    for address in [*own, *(a for a in addresses() if "<" not in a), "/admin/", "/not-there"]:
        response, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (response.status_code, b""), address
        policy = response.headers["Content-Security-Policy"]
        assert all(directive in policy for directive in CSP), address
        assert "unsafe" not in policy, address
        assert response.headers["X-Content-Type-Options"] == "nosniff", address
        assert response.headers["X-Frame-Options"] == "DENY", address
        if who != "visitor":
            assert "private" in response.headers["Cache-Control"], address
        if response.status_code == 200 and "html" in response.headers["Content-Type"]:
            pages += 1
            assert not INLINE.search(response.content.decode()), address
            assert "geolocation=()" in response.headers["Permissions-Policy"], address
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin", address
            ours = [cookie for name, cookie in response.cookies.items() if name.startswith("linli")]
            assert all(cookie["httponly"] for cookie in ours), address
    assert pages > 5


def test_nobody_is_led_away_by_next(ground):
    client = ground.client("resident")
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        responses = [
            client.post("/language/setlang/", {"language": "en", "next": wanted}),
            client.get("/accounts/login/", {"next": wanted}),
            Client().post("/accounts/logout/", {"next": wanted}),
        ]
        assert [response.url for response in responses] == ["/"] * 3, wanted


def test_a_text_becomes_no_markup(ground):
    words = "<script>alert(1)</script>\"'><img src=x onerror=y>"
    issue = report_issue(
        by=ground.people["resident"], category=ground.category("water"), place=ground.building, text=words
    )
    page = ground.client("staff").get(f"/issues/{issue.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
