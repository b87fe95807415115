"""What search engines may gather (RFC 9309)."""

from urllib.robotparser import RobotFileParser

from django.test import Client


def test_search_engines_find_what_is_told_to_everyone_and_no_page_that_names_neighbours():
    answer = Client().get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    assert all(rules.can_fetch("Baiduspider", path) for path in ("/notices/", "/notices/12/", "/privacy/"))
    closed = ("/places/3/", "/issues/", "/meetings/9/minutes/", "/search/", "/accounts/login/", "/ballots/1/")
    assert not [path for path in closed if rules.can_fetch("Baiduspider", path)]
    assert "Allow: /$" in answer.content.decode().splitlines()  # the home page, and nothing else by it
