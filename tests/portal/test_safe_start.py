"""With real people nothing starts on what stands in an example; `check --deploy` finds nothing to say."""

import os
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.safe_start import is_public, refuse_unsafe

KEY = secrets.token_urlsafe(48)
GOOD = {
    "keys": [KEY],
    "debug": False,
    "base_url": "https://linli.example.org",
    "hosts": ["linli.example.org"],
    "addresses": {"DATABASE_URL": "postgresql://linli:xK2-9f@db/linli", "REDIS_URL": "redis://h:6379/0"},
}
BAD = [
    ({"keys": ["only-for-tests-" + KEY]}, "SECRET_KEY"),
    ({"keys": ["django-insecure-" + KEY]}, "SECRET_KEY"),
    ({"keys": [KEY[:49]]}, "50 random characters"),
    ({"keys": ["ab" * 40]}, "SECRET_KEY"),
    ({"keys": [KEY, "x" * 60]}, "SECRET_KEY_FALLBACKS"),
    ({"debug": True}, "DEBUG"),
    ({"base_url": "http://linli.example.org"}, "https address"),
    ({"base_url": "http://8.8.8.8:8000"}, "BASE_URL"),
    ({"hosts": ["linli.example.org", "*"]}, "ALLOWED_HOSTS"),
    ({"addresses": {"DATABASE_URL": "postgresql://linli:PASSWORD@127.0.0.1:5432/linli"}}, "DATABASE_URL"),
    ({"addresses": {"REDIS_URL": "redis://:PASSWORD@127.0.0.1:6379/0"}}, "REDIS_URL"),
    ({"addresses": {"EMAIL_HOST_PASSWORD": "changeme"}}, "EMAIL_HOST_PASSWORD"),
]


@pytest.mark.parametrize(("changed", "named"), BAD)
def test_what_stands_in_an_example_is_refused_in_one_sentence(changed, named):
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe(**GOOD | changed)
    assert named in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert KEY not in str(refused.value)


def test_what_is_a_host_s_own_is_taken():
    refuse_unsafe(**GOOD)
    refuse_unsafe(**GOOD | {"base_url": "http://192.168.1.5:8000", "addresses": {"SMS_GATEWAY": ""}})


@pytest.mark.parametrize(
    ("host", "is_open"),
    [("linli.example.org", True), ("8.8.8.8", True), ("10.0.0.7", False), ("::1", False), ("nas.lan", False)],
)
def test_which_hosts_are_public(host, is_open):
    assert is_public(host) == is_open


def run(*words: str, **settings: str) -> subprocess.CompletedProcess:
    """As docs/deploy.md has it, with what `settings` change; no server is asked for anything."""
    given = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": KEY,
        "DATABASE_URL": "postgresql://linli:xK2-9f@127.0.0.1:1/linli",
        "REDIS_URL": "redis://:xK2-9f@127.0.0.1:1/0",
        "BASE_URL": "https://linli.example.org",
        "ALLOWED_HOSTS": "linli.example.org",
        "VAR_DIR": os.environ["VAR_DIR"],
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_HOST": "mail.example.org",
        "SMS_GATEWAY": "jsons://gateway.example.org/send?:to={phone}",
        "VAPID_PRIVATE_KEY": "A" * 42 + "E",
        "OPERATOR": "灯湖社区居委会",
        "OPERATOR_CONTACT": "data@linli.example.org",
    }
    return subprocess.run(
        [sys.executable, *words],
        env=given | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("settings", "silent"),
    [({}, True), ({"HSTS_SUBDOMAINS": "0", "SSL_REDIRECT": "0", "EMAIL_HOST": ""}, False)],
)
def test_check_deploy_is_clean_with_the_settings_of_the_page(settings, silent, monkeypatch, project):
    monkeypatch.chdir(project)
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **settings)
    assert (done.returncode == 0) == silent, done.stderr
    assert ("no issues" in done.stdout) == silent
    assert silent or "EMAIL_HOST" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("manage.py", "prepare"),
        ("-c", "import portal.wsgi"),
        ("-m", "celery", "-A", "portal", "worker"),
        ("-m", "celery", "-A", "portal", "beat"),
        ("-m", "launcher.serve", "--port", "0"),
    ],
    ids=["prepare", "wsgi", "worker", "beat", "web"],
)
def test_nothing_starts_with_the_key_of_an_example(words, monkeypatch, project):
    monkeypatch.chdir(project)
    done = run(*words, SECRET_KEY="only-for-tests-" + "x" * 50)
    assert done.returncode != 0
    said = (done.stdout + done.stderr).splitlines()
    assert [line for line in said if "The setting SECRET_KEY can be guessed" in line] == said, "a sentence"
    assert "only-for-tests" not in said[0], "the key itself is not shown"


@pytest.mark.parametrize(
    "given",
    [
        {"SECRET_KEY": ""},
        {"BASE_URL": "linli.example.org"},
        {"BASE_URL": "http://["},
        {"DATABASE_URL": "postgresql://linli:xK[2-9f@127.0.0.1/linli"},
        {"DATABASE_REPLICA_URL": "postgresql://linli:xK[2-9f]@127.0.0.1/linli"},
        {"DATABASE_URL": "postgresql://linli:xK2-9f@[::1/linli", "DEMO": "1"},
        {"REDIS_URL": "localhost:6379"},
        {"REDIS_URL": "redis://:xK[2-9f@127.0.0.1/0"},
        {"REDIS_URL": "redis://localhost:valkey/0"},
        {"REDIS_URL": "sentinel://:xK[2-9f@h:1", "REDIS_SENTINEL_MASTER": "m"},
    ],
    ids=str,
)
def test_an_address_that_cannot_be_read_is_named_and_not_shown(given, monkeypatch, project):
    monkeypatch.chdir(project)
    done = run("-m", "portal.read_settings", **given)
    said = (done.stdout + done.stderr).splitlines()
    assert done.returncode != 0
    assert len(said) == 1
    assert said[0].startswith(f"The setting {next(iter(given))} ")
    assert "2-9f" not in said[0], "nor is its password"


def test_a_password_of_any_signs_beside_a_list_of_hosts_is_read(monkeypatch, project):
    monkeypatch.chdir(project)
    hosts = "postgresql://linli:xK%5B2-9f@h1:5432,[::1]:5433/linli"
    assert run("-m", "portal.read_settings", DATABASE_URL=hosts).returncode == 0
    with pytest.raises(ImproperlyConfigured):
        refuse_unsafe(**GOOD | {"addresses": {"DATABASE_URL": hosts.replace("xK%5B2-9f", "change%6De")}})
