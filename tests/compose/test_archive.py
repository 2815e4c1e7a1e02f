from datetime import UTC, datetime, timedelta

import pytest

from feeds.compose.archive import PART_ENTRIES, closing, cut, fits, joining, month_of, part_name, returning
from feeds.model import Filed, Position

NOW = datetime(2024, 10, 22, 9, tzinfo=UTC)


def filed(days: float, size_bytes: int = 10) -> Filed:
    """A record of ``days`` ago."""
    position = Position(published_at=NOW - timedelta(days=days), key=int(days * 10))
    return Filed(position=position, number=1, size_bytes=size_bytes)


def sizes(parts: tuple[tuple[Filed, ...], ...]) -> list[int]:
    return [len(part) for part in parts]


def test_parts_are_of_one_month_each() -> None:
    parts = cut([filed(days) for days in range(80, -1, -1)], max_bytes=10_000)
    assert [month_of(part[0].position) for part in parts] == ["2024-08", "2024-09", "2024-10"]
    assert sum(sizes(parts)) == 81


def test_parts_are_bounded_in_entries_and_bytes() -> None:
    hour = 1 / 24
    many = [filed(20 - number * hour) for number in range(7)]
    assert sizes(cut(many, max_bytes=1_000, max_entries=3)) == [3, 3, 1]
    assert sizes(cut(many, max_bytes=25)) == [2, 2, 2, 1]
    assert sizes(cut(many, max_bytes=5)) == [1] * 7


def test_with_more_to_come_the_last_part_is_not_whole() -> None:
    many = [filed(20 - number / 24) for number in range(7)]
    assert sizes(cut(many, max_bytes=1_000, max_entries=3, more=True)) == [3, 3]
    assert cut((), max_bytes=1) == ()


@pytest.mark.parametrize(
    ("held", "name", "count"),
    [(0, "2024-10", 5), (2, "2024-10", 4), (6, "2024-10", 0), (7, "2024-10-2", 0), (2, "2024-09", 0)],
    ids=["empty", "some room", "full", "too full", "another month"],
)
def test_entries_join_the_part_of_their_month_while_it_has_room(held: int, name: str, count: int) -> None:
    entries = [filed(5 - day) for day in range(5)]
    before = [filed(20)] * held
    assert joining(entries, before, name, max_bytes=1_000, max_entries=6) == count
    assert joining(entries, before, name, max_bytes=60, max_entries=100) == count


def test_a_month_is_that_of_utc() -> None:
    shanghai_morning = datetime.fromisoformat("2024-11-01T06:00:00+08:00")
    assert month_of(Position(published_at=shanghai_morning, key=1)) == "2024-10"


def test_further_parts_of_a_month_are_counted() -> None:
    assert part_name("2024-10", ()) == "2024-10"
    assert part_name("2024-10", ("2024-10",)) == "2024-10-2"
    assert part_name("2024-10", ("2024-10-3", "2024-10", "2024-10-2")) == "2024-10-4"


@pytest.mark.parametrize(
    ("held", "stays"),
    [
        ([filed(1), filed(0)], True),
        ([filed(40), filed(0)], False),
        ([filed(1, 1)] * (2 * PART_ENTRIES), True),
        ([filed(1, 1)] * (2 * PART_ENTRIES + 1), False),
        ([filed(1, 1_000), filed(0, 1_000)], True),
        ([filed(1, 1_000), filed(0, 1_001)], False),
        ([filed(1, 9_000)], True),
    ],
)
def test_a_part_stays_one_until_it_grew_to_twice_its_bounds(held: list[Filed], *, stays: bool) -> None:
    assert fits(held, "2024-10-2", max_bytes=1_000) is stays


def test_the_newest_of_this_month_stay_out_of_the_archive() -> None:
    newest = [filed(days).position for days in (0, 1, 2)]
    assert closing(newest, NOW) == filed(2).position


def test_what_is_left_of_earlier_months_is_filed_whole() -> None:
    newest = [filed(days).position for days in (0, 1, 40)]
    assert closing(newest, NOW) == Position(published_at=datetime(2024, 10, 1, tzinfo=UTC), key=0)
    assert closing([], NOW) is None


NEWEST = [20, 19, 18, 17, 16, 15, 14, 13]


@pytest.mark.parametrize(
    ("changed", "limit", "shown"),
    [
        ([], 8, (8, ())),
        ([(3, 21)], 8, (7, (3,))),
        ([(3, 12)], 8, (8, ())),
        ([(3, 23), (4, 22), (5, 21)], 8, (6, (3, 4))),
        ([(19, 21)], 8, (8, ())),
        ([(13, 22), (3, 21)], 8, (6, (13, 3))),
        ([(3, 21)], 1, (1, ())),
        ([(3, 21)], 2, (1, (3,))),
    ],
    ids=["none", "changed", "long ago", "bounded", "shown anyway", "pushed out", "one place", "two places"],
)
def test_archived_entries_that_changed_take_a_share_of_the_places(
    changed: list[tuple[int, int]], limit: int, shown: tuple[int, tuple[int, ...]]
) -> None:
    """R-PAGE-03."""
    assert returning(NEWEST, changed, limit) == shown
