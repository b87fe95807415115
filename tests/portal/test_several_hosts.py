"""DATABASE_URL with several hosts: the one that leads is found, and asked first from then on."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from portal import env

NOWHERE = "/nowhere/to/be/found"


def read(monkeypatch, url: str, **otherwise) -> dict:
    monkeypatch.setenv("DATABASE_URL", url)
    return env.database(**otherwise)


@pytest.mark.parametrize(
    "url, host, port",
    [
        ("postgresql://u@db1:5432,db2:5433/linli", "db1,db2", "5432,5433"),
        ("postgresql://u@db1,[fd00::2]:5433/linli", "db1,fd00::2", ",5433"),
        ("postgresql://u@/linli?host=db1,db2&port=5433", "db1,db2", "5433"),
    ],
)
def test_of_several_hosts_the_one_that_can_be_written_to(monkeypatch, url, host, port):
    found = read(monkeypatch, url)
    assert (found["HOST"], found["PORT"], found["NAME"]) == (host, port, "linli")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"


def test_a_host_that_vanishes_is_given_up_in_seconds_unless_the_address_says_otherwise(monkeypatch):
    options = read(monkeypatch, "postgresql://u:p@db1/linli")["OPTIONS"]
    assert options["connect_timeout"] <= 5
    assert options["tcp_user_timeout"] <= 10_000
    assert options["keepalives_idle"] + options["keepalives_interval"] <= 10
    assert "tcp_keepalives_idle=5" in options["options"], "and the server gives up on us"
    assert "target_session_attrs" not in options
    said = read(monkeypatch, "postgresql://db1/linli?connect_timeout=9&sslmode=require", connect_timeout=2)
    assert said["OPTIONS"]["connect_timeout"] == "9"
    assert said["OPTIONS"]["sslmode"] == "require"
    assert read(monkeypatch, "postgresql://db1/linli", connect_timeout=2)["OPTIONS"]["connect_timeout"] == 2
    assert set(read(monkeypatch, "postgresql://u@/linli?host=/run/postgresql")["OPTIONS"]) == {"options"}


@pytest.mark.parametrize("address", ["db1/linli?", "u@/linli?host=/run/postgresql&"])
def test_what_the_address_says_to_the_server_goes_after_what_we_say(monkeypatch, address):
    said = read(monkeypatch, f"postgresql://{address}options=-c%20random_page_cost%3D4")["OPTIONS"]["options"]
    assert "-c random_page_cost=1.1 " in said
    assert said.endswith(" -c random_page_cost=4")


def test_the_server_is_asked_as_one_that_answers_short_questions(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE source = 'client'")
        found = dict(cursor.fetchall())
    assert found["random_page_cost"] == "1.1"
    assert found["max_parallel_workers_per_gather"] == "0"
    assert found["jit"] == "off"


def test_a_port_that_is_none_is_said(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="has a port that is not a number"):
        read(monkeypatch, "postgresql://db1:5432,db2:one/linli")


def test_who_signs_in_may_stand_behind_the_question_mark_as_well(monkeypatch):
    """All that asks the database by itself, a backup say, looks where these are."""
    found = read(monkeypatch, "postgresql://db1/linli?user=x&password=a%2Fb")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("x", "a/b", "linli")
    assert not {"user", "password"} & set(found["OPTIONS"])
    assert read(monkeypatch, "postgresql://db1/linli?dbname=other")["NAME"] == "other"


@pytest.mark.parametrize("word", ["usr", "database", "dsn", "cursor_factory", "pool", "用户"])
def test_what_postgresql_does_not_know_names_the_setting(monkeypatch, word):
    with pytest.raises(ImproperlyConfigured, match=f"The setting DATABASE_URL says {word} behind"):
        read(monkeypatch, f"postgresql://u@db1/linli?{word}=x")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ports, after", [("", ""), ("5433,5432", "5432,5433")])
def test_the_host_that_led_last_is_asked_first(ports, after):
    own = connections["default"]
    here = own.settings_dict["HOST"]
    several = type(own)(own.settings_dict | {"HOST": f"{NOWHERE},{here}", "PORT": ports}, "default")
    try:
        several.ensure_connection()
        assert several.settings_dict["HOST"] == f"{here},{NOWHERE}"
        assert several.settings_dict["PORT"] == after
    finally:
        several.close()
