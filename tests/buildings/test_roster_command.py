"""`manage.py import_roster`, as it is typed; and two imports at the same moment."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from buildings.models import Dwelling, Ownership, Place
from buildings.operations.roster import import_roster
from tests.factories import PlaceFactory

from .test_roster_sample import SAMPLE
from .workbooks import HEADER, workbook

ONE = ("3栋", None, 1, "0101", 81, "陈荔枝", "10000000001", "自住")


@pytest.fixture
def file(tmp_path):
    def write(*rows):
        path = tmp_path / "名册.xlsx"
        path.write_bytes(workbook(HEADER, *rows).getvalue())
        return str(path)

    return write


def run(*words) -> str:
    out = io.StringIO()
    call_command("import_roster", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_sample_s_figures_are_printed(world):
    estate = PlaceFactory(kind="estate", name="中铁建水岸公馆(演示)", parent=world.community)
    out = run(str(SAMPLE), "--estate", estate.name, "--skip-problems")
    for line in (
        "房屋：1,020", "总面积：98,098.50 平方米", "业主（人次）：1,068", "业主（位）：1,043", "共有的房屋：66", "未售：18",
        "新增：1,020", "发现 7 处问题：", "第 1086 行 E 列（房号）", "第 1087 行 B 列（楼栋）", "第 1088 行 F 列（建筑面积）",
        "第 1088 行 H 列（业主信息·联系电话）", "第 1089 行 E 列（房号）", "第 1090 行 F 列（建筑面积）",
    ):  # fmt: skip
        assert line in out
    assert Dwelling.objects.below(estate.path).count() == 1020

    again = run(str(SAMPLE), "--estate", str(estate.pk), "--skip-problems")
    assert "新增：0" in again
    assert "没有变化：1,020" in again


@pytest.mark.django_db
def test_with_rows_that_cannot_come_in_the_command_fails_and_lists_them(world, file, capsys):
    out = io.StringIO()
    with pytest.raises(CommandError, match="--skip-problems"):
        call_command("import_roster", file(ONE, ("9栋", *ONE[1:])), "--estate", world.estate.name, stdout=out)
    assert "第 3 行 A 列（楼栋）：小区里没有9栋" in out.getvalue()
    assert not Ownership.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(world, file):
    out = run(file(ONE), "--estate", world.estate.name, "--dry-run")
    assert "更新：1" in out
    assert not Ownership.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["湖畔公馆（二期）", "湖畔公馆(二期)", "湖畔"])
def test_an_estate_is_found_by_its_name_however_typed(world, file, words):
    estate = PlaceFactory(kind="estate", name="湖畔公馆（二期）", parent=world.community)
    run(file(ONE), "--estate", words)
    assert Dwelling.objects.below(estate.path).count() == 1


@pytest.mark.django_db
def test_a_workbook_that_says_for_which_estate_it_is_needs_no_more(world, tmp_path):
    """As the command stands in the Makefile; the sample's title is 中铁建水岸公馆（演示）业主名册."""
    phase = PlaceFactory(kind="estate", name="湖畔公馆二期", parent=world.community)
    PlaceFactory(kind="estate", name="湖畔公馆", parent=world.community)
    estate = world.estate
    assert f"小区：{estate.name}" in run(str(SAMPLE), "--dry-run")
    titled = tmp_path / "导出.xlsx"
    titled.write_bytes(workbook(("湖畔公馆（二期）业主名册",), HEADER, ONE).getvalue())
    run(str(titled))
    assert Dwelling.objects.below(phase.path).count() == 1
    named = tmp_path / f"{estate.name}11月.xlsx"
    named.write_bytes(workbook(HEADER, ONE).getvalue())
    run(str(named))
    assert Ownership.objects.filter(dwelling__place__path__startswith=estate.path).exists()


@pytest.mark.django_db
def test_a_workbook_that_names_no_estate_or_several_is_asked_about(world, file, tmp_path):
    PlaceFactory(kind="estate", name="海韵苑", parent=world.community)
    both = tmp_path / "全部.xlsx"
    both.write_bytes(workbook(("水岸公馆、海韵苑",), HEADER, ONE).getvalue())
    for path in (file(ONE), str(both)):
        with pytest.raises(CommandError, match="--estate"):
            run(path)
    assert not Ownership.objects.exists()


@pytest.mark.django_db
def test_who_imports_can_be_named(world, file):
    run(file(ONE), "--estate", world.estate.name, "--by", world.staff.phone)
    assert Ownership.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--estate", "没有的小区"], "没有叫“没有的小区”的小区"),
        (["--estate", "水岸公馆", "--by", "19999999999"], "没有人用“19999999999”登录"),
        (["--estate", "公馆"], "有好几个小区对得上"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(world, file, words, says):
    PlaceFactory(kind="estate", name="湖畔公馆", parent=world.community)
    with translation.override("zh-hans"), pytest.raises(CommandError, match=says):
        run(file(ONE), *words)


@pytest.mark.django_db
def test_a_file_that_is_missing_or_none(world, tmp_path):
    with pytest.raises(CommandError, match="打不开"):
        run(str(tmp_path / "none.xlsx"), "--estate", world.estate.name)
    (tmp_path / "photo.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(CommandError, match="这是一张图片"):
        run(str(tmp_path / "photo.xlsx"), "--estate", world.estate.name)


@pytest.mark.django_db
def test_who_may_not_cannot_by_the_command_either(world, file):
    with pytest.raises(CommandError, match="只有社区工作人员和物业公司"):
        run(file(ONE), "--estate", world.estate.name, "--by", world.resident().phone)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_the_same_moment_take_turns():
    from tests.buildings.world import make_world

    world = make_world()
    estate = PlaceFactory(kind="estate", name="新小区", parent=world.community)
    rows = [
        ("1栋", "1单元", n, f"{n:02}01", 80, f"陈荔枝{'甲乙丙丁'[n % 4]}", f"1000000{n:04}", "自住")
        for n in range(1, 30)
    ]
    start = threading.Barrier(3)
    results, errors = [], []

    def bring():
        try:
            start.wait(timeout=30)
            done = import_roster(by=world.staff, estate=estate, file=workbook(HEADER, *rows))
            results.append((done.new, done.unchanged, done.added_places))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert sorted(results) == [(0, 29, 0), (0, 29, 0), (29, 0, 2)]
    assert Dwelling.objects.below(estate.path).count() == 29
    assert Ownership.objects.filter(dwelling__place__path__startswith=estate.path).count() == 29
    assert Place.objects.below(estate.path).count() == 3


def test_the_reader_knows_no_database(tmp_path):
    """It can be used, and tested, without models: importing it must not load any."""
    import subprocess
    import sys

    code = (
        "import sys, buildings.roster, buildings.roster.compare;"
        "assert not [m for m in sys.modules if m.endswith('.models') or m.startswith('django.db.models')]"
    )
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "."}).returncode == 0
