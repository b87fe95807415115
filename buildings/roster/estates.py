"""A company that looks after several estates exports them into one table, told apart by a column."""

from collections.abc import Iterable

from buildings.roster.cells import simple
from buildings.roster.lines import Home
from buildings.roster.problems import Problem


def of_other_estates(homes: list[Home], estate_name: str) -> list[Problem]:
    """Homes of another estate are left out. Where the table names one estate alone, under another name, it
    may be this one in another spelling, or the wrong file: a person is asked."""
    named = [home for home in homes if home.estate]
    strange = [home for home in named if not _is_same(home.estate, estate_name)]
    if not (estate_name and strange):
        return []
    is_one_name = len({home.estate for home in named}) == 1
    if is_one_name:
        return [strange[0].problem("estate", "estate_differs", value=strange[0].estate, estate=estate_name)]
    return list(_left_out(strange, estate_name))


def _left_out(strange: Iterable[Home], estate_name: str) -> Iterable[Problem]:
    for home in strange:
        home.is_blocked = home.is_elsewhere = True
        yield home.problem("estate", "other_estate", value=home.estate, estate=estate_name)


def _is_same(said: str, name: str) -> bool:
    """ "中铁建水岸公馆" and "水岸公馆一期" are 水岸公馆."""
    name = simple(name)
    return said in name or name in said
