"""`manage.py check --deploy` on a host for real people."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from portal import env


def said() -> set[str]:
    return {m.id for m in run_checks(include_deployment_checks=True) if m.id.startswith("linli.")}


@pytest.mark.parametrize(
    ("demo", "base_url", "mail", "expected"),
    [
        (True, "http://127.0.0.1:8000", "", set()),
        (True, "http://[::1]:8000", "", set()),
        (True, "https://linli.example.org", "", {"linli.E001"}),
        (False, "https://linli.example.org", "", {"linli.W002", "linli.W003", "linli.W004", "linli.W005"}),
        (False, "https://linli.example.org", "mail.example.org", {"linli.W002", "linli.W004", "linli.W005"}),
    ],
)
def test_what_a_host_is_told(settings, demo, base_url, mail, expected):
    settings.DEMO, settings.BASE_URL, settings.EMAIL_HOST = demo, base_url, mail
    assert said() == expected


@pytest.mark.parametrize(
    ("gateway", "expected"),
    [("jsons://gateway.example.org/?:to={phone}", set()), ("smoke://signals/{phone}", {"linli.E005"})],
)
def test_all_set_up_but_for_the_gateways_address(settings, gateway, expected):
    settings.DEMO, settings.BASE_URL, settings.EMAIL_HOST = (
        False,
        "https://linli.example.org",
        "mail.example.org",
    )
    settings.VAPID_PRIVATE_KEY, settings.SMS_GATEWAY = "x", gateway
    settings.OPERATOR, settings.OPERATOR_CONTACT = "灯湖社区居委会", "0757-1000 0000"
    assert said() == expected


@pytest.mark.parametrize(("who", "contact"), [("", "0757-1000 0000"), ("灯湖社区居委会", "")])
def test_half_of_who_answers_for_the_data_is_not_enough(settings, who, contact):
    settings.DEMO, settings.OPERATOR, settings.OPERATOR_CONTACT = False, who, contact
    assert "linli.W005" in said()


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (
            lambda: env.template("NAME", "{phone}"),
            "gateway.example.org",
            "must be an address with {phone} in it",
        ),
        (
            lambda: env.template("NAME", "{phone}"),
            "json://gateway.example.org",
            "must be an address with {phone} in it",
        ),
        (lambda: env.secret("NAME"), "short", "at least 20 random characters"),
        (lambda: env.vapid("NAME", Path("/nowhere")), "short", "is not a key"),
        (lambda: env.vapid("NAME", Path("/nowhere")), "钥匙", "is not a key"),
    ],
)
def test_a_wrong_value_names_itself(monkeypatch, read, value, sentence):
    monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured, match=r"The setting NAME") as refused:
        read()
    assert sentence in str(refused.value)


@pytest.mark.parametrize("default", [True, False])
def test_a_line_without_a_value_switches_nothing(monkeypatch, default):
    """`STAFF_SECOND_STEP=` in an environment file would have let offices in without a second step."""
    monkeypatch.setenv("NAME", " ")
    assert env.flag("NAME", default) is default


def test_a_key_for_push_is_made_once_and_for_nobody_else(settings, tmp_path):
    settings.VAPID_PRIVATE_KEY, settings.VAPID_KEY_FILE = "", tmp_path / "var" / "vapid.key"
    for _twice in range(2):
        call_command("push_key", keep=True)
    made = settings.VAPID_KEY_FILE.read_text()
    assert settings.VAPID_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert env.vapid("VAPID_NOT_SET", settings.VAPID_KEY_FILE) == made
    call_command("push_key", keep=True)
    assert settings.VAPID_KEY_FILE.read_text() == made
