"""The table of floors and doors, from plain values."""

from hypothesis import given
from hypothesis import strategies as st

from buildings.grid import WIDEST, Door, build_grid, column_of


def doors(floors: range, columns: int, stair: str = "", presence: str = "") -> list[Door]:
    return [
        Door(floor * 100 + n, stair, floor, f"{floor:02d}{n:02d}", presence)
        for floor in floors
        for n in range(1, columns + 1)
    ]


def test_columns_come_from_the_doors_numbers():
    assert [column_of(n) for n in ("0301", "1203", "12A", "5", "3b", "0402A")] == [
        "01",
        "03",
        "A",
        "5",
        "B",
        "02A",
    ]
    assert [column_of(n) for n in ("商铺2", "1-2", "", "A座1203")] == [None] * 4


def test_floors_run_from_the_top_down_and_gaps_stay_empty():
    grid = build_grid([d for d in doors(range(1, 4), 3) if d.number != "0202"])
    [table] = grid.tables
    assert table.columns == ["01", "02", "03"]
    assert [row.floor for row in table.rows] == [3, 2, 1]
    assert table.rows[1].cells[1] is None
    assert (grid.floors, grid.homes) == (3, 8)


def test_stairs_share_a_table_while_a_phone_can_show_it():
    grid = build_grid(doors(range(1, 10), 2, "1梯") + doors(range(1, 10), 2, "2梯"))
    [table] = grid.tables
    assert table.stairs == [("1梯", 2), ("2梯", 2)]
    assert table.columns == ["01", "02", "01", "02"]


def test_wide_buildings_are_split_by_stair_and_then_in_equal_parts():
    grid = build_grid(doors(range(1, 3), 4, "2梯") + doors(range(1, 3), 10, "10梯"))
    assert [table.stairs for table in grid.tables] == [[("2梯", 4)], [("10梯", 5)], [("10梯", 5)]]
    assert grid.tables[1].columns == ["01", "02", "03", "04", "05"]


def test_doors_without_floor_or_number_stand_beside_in_natural_order():
    lane = [Door(n, "", None, f"{n}号") for n in (10, 2, 1)]
    grid = build_grid(lane)
    assert grid.tables == []
    assert [door.number for door in grid.loose] == ["1号", "2号", "10号"]
    assert grid.floors == 0


def test_two_doors_that_claim_one_window_both_stay_reachable():
    twins = [Door(1, "", 12, "1201"), Door(2, "", 12, "12-1201"), Door(3, "", 12, "01")]
    grid = build_grid(twins)
    shown = [cell.pk for table in grid.tables for row in table.rows for cell in row.cells if cell]
    assert sorted(shown + [door.pk for door in grid.loose]) == [1, 2, 3]


def test_counts_are_of_the_homes_whose_state_is_seen():
    grid = build_grid(doors(range(1, 3), 2, presence="home") + doors(range(3, 5), 2))
    assert grid.counts == {"home": 4}
    assert (grid.seen, grid.seen_floors) == (4, (1, 2))
    assert build_grid(doors(range(1, 3), 2, presence="home")).seen_floors is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1梯", "2梯"]),
            st.one_of(st.none(), st.integers(-2, 40)),
            st.text(max_size=6),
        ),
        max_size=60,
    )
)
def test_every_door_is_shown_exactly_once_and_no_table_is_wider_than_a_phone(rows):
    grid = build_grid([Door(pk, *row) for pk, row in enumerate(rows)])
    shown = [cell.pk for table in grid.tables for row in table.rows for cell in row.cells if cell]
    assert sorted(shown + [door.pk for door in grid.loose]) == list(range(len(rows)))
    assert all(len(table.columns) <= WIDEST for table in grid.tables)
    assert all(len(row.cells) == len(table.columns) for table in grid.tables for row in table.rows)
