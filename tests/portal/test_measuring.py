"""What measuring a city looks at: its readers, its pages, and which plans it finds fault with."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import Resolver404, resolve

from kit.kept_questions import kept
from notifications.operations.insert import FOR_FEW
from people.models import User
from portal.measuring import plans
from portal.measuring.plans import Statement, plan_of, read_whole
from tests.factories import make_building, make_resident

pytestmark = pytest.mark.django_db


def test_a_big_table_that_is_read_from_end_to_end_is_named():
    make_resident(make_building())
    big = {"people_user": 200_000}
    whole = Statement("SELECT count(*) FROM people_user WHERE lower(display_name) = %s", ["x"], 0)
    by_key = Statement("SELECT phone FROM people_user WHERE id = %s", [1], 0)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = on; SET LOCAL enable_seqscan = off")
    assert read_whole(plan_of(whole), big) == ["people_user"]
    assert read_whole(plan_of(whole), {}) == []
    assert read_whole(plan_of(by_key), big) == []
    assert plan_of(whole, run=True)["Actual Loops"] == 1


def test_what_a_kept_plan_reads_is_looked_at_too():
    """Its words alone say nothing, neither of its tables nor of whether it reads."""
    resident = make_resident(make_building())
    by_name = kept(lambda number: User.objects.filter(pk__gt=number).order_by("display_name"))
    by_name(0)
    with plans.statements() as asked:
        assert by_name(0) == [resident]
    [question] = asked
    assert question.sql.startswith("EXECUTE")
    assert question.is_read
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
    assert read_whole(plan_of(question), {"people_user": 200_000}) == ["people_user"]
    assert not Statement(FOR_FEW.execute, {}, 0).is_read


def test_statements_are_kept_as_they_were_asked():
    with plans.statements() as asked:
        make_building()
    assert asked
    assert {statement.is_read for statement in asked} == {True, False}


def test_without_a_city_it_says_so(settings):
    settings.DEMO = True
    for command in ("explain_lists", "bench_sessions"):
        with pytest.raises(CommandError, match="no city"):
            call_command(command, stdout=StringIO())


def test_nobody_is_signed_in_where_people_are_real(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="real"):
        call_command("bench_sessions")


def test_the_bare_pages_are_no_pages_of_the_house():
    for path in ("/bare/response/", "/bare/template/", "/bare/queries/"):
        with pytest.raises(Resolver404):
            resolve(path)
        assert resolve(path, "portal.measuring.urls")


def test_the_bare_pages_are_refused_outside_of_a_demo():
    words = "import django.conf, types, sys; s = types.ModuleType('portal.settings'); s.DEMO = False;"
    words += "sys.modules['portal.settings'] = s; import portal.measuring.settings"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)
    assert done.returncode
    assert "DEMO=1" in done.stderr


def test_bare_pages_are_as_large_as_was_asked(rf):
    from portal.measuring import bare

    assert len(bare.response(rf.get("/", {"bytes": 500})).content) == 500
    size = len(bare.template(rf.get("/", {"bytes": 10_000})).content)
    assert 9_000 < size < 11_000
    with plans.statements() as asked:
        bare.queries(rf.get("/", {"bytes": 10, "queries": 3}))
    assert len(asked) == 3
    assert json.dumps(plan_of(asked[0]))
