import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kit.context import comfort
from kit.middleware import ComfortMiddleware

seen = []
pass_through = ComfortMiddleware(lambda request: seen.append(request.comfort) or HttpResponse("page"))


def get(path: str, **cookies) -> HttpResponse:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return pass_through(request)


@pytest.mark.parametrize(
    "path, target",
    [
        ("/notices/?comfort=large", "/notices/"),
        ("/notices/?q=停水&comfort=large&after=x", "/notices/?q=%E5%81%9C%E6%B0%B4&after=x"),
        ("/?comfort=normal", "/"),
        ("/告示/?comfort=large", "/%E5%91%8A%E7%A4%BA/"),
    ],
)
def test_choosing_sets_a_cookie_and_comes_back_to_the_page(path, target):
    response = get(path)
    assert response.status_code == 302
    assert response["Location"] == target
    assert response.cookies["comfort"].value in {"large", "normal"}
    assert response.cookies["comfort"]["max-age"] == 31_536_000
    assert response.cookies["comfort"]["httponly"]
    assert response.cookies["comfort"]["samesite"] == "Lax"


@given(st.text(alphabet="/\\.:@aé?#%"))
def test_no_path_leads_to_another_host(path):
    request = RequestFactory().get("/", {"comfort": "large"})
    request.path = "/" + path
    target = pass_through(request)["Location"]
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "cookies, mode", [({}, "normal"), ({"comfort": "large"}, "large"), ({"comfort": "<x>"}, "normal")]
)
def test_a_page_knows_the_mode(cookies, mode):
    seen.clear()
    response = get("/?page=2", **cookies)
    assert seen == [mode]
    assert response.content == b"page"
    assert "Cookie" in response["Vary"]


def test_nonsense_and_posts_change_nothing():
    assert get("/?comfort=huge").content == b"page"
    response = pass_through(RequestFactory().post("/?comfort=large"))
    assert response.content == b"page"
    assert "comfort" not in response.cookies


def test_the_context_processor_gives_the_mode():
    request = RequestFactory().get("/")
    assert comfort(request) == {"comfort": "normal"}
    request.comfort = "large"
    assert comfort(request) == {"comfort": "large"}
