"""`manage.py check --deploy` on a host for real people."""

import pytest
from django.core.checks import run_checks


def said() -> set[str]:
    return {m.id for m in run_checks(include_deployment_checks=True) if m.id.startswith("linli.")}


@pytest.mark.parametrize(
    ("demo", "base_url", "mail", "expected"),
    [
        (True, "http://127.0.0.1:8000", "", set()),
        (True, "http://[::1]:8000", "", set()),
        (True, "https://linli.example.org", "", {"linli.E001"}),
        (False, "https://linli.example.org", "", {"linli.W002", "linli.W003"}),
        (False, "https://linli.example.org", "mail.example.org", {"linli.W002"}),
    ],
)
def test_what_a_host_is_told(settings, demo, base_url, mail, expected):
    settings.DEMO, settings.BASE_URL, settings.EMAIL_HOST = demo, base_url, mail
    assert said() == expected
