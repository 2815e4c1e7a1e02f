import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.errors import SourceError
from feeds.model import Reading, local_name
from feeds.readers.reader import BATCH
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]


ITEMS = '[{"id": "1", "title": "x"}, {"id": "2", "title": "y"}]'


def lines(*ids: str) -> str:
    return "".join(json.dumps({"id": i, "title": f"Title {i}"}) + "\n" for i in ids)


def seen(readings: list[Reading]) -> list[tuple[str | None, int | None]]:
    return [(local_name(r.record.id, "desk") if r.record else None, r.place.line) for r in readings]


async def read(*paths: str) -> list[Reading]:
    return await all_of(reader_of(a_source(paths=paths)))


async def test_lines_with_their_numbers(write: Write) -> None:
    path = write(
        "a.jsonl", b"\xef\xbb\xbf\n" + lines("1", "2").encode() + b"\r\n" + lines("3").encode().rstrip()
    )
    readings = await read(path)
    assert seen(readings) == [("1", 2), ("2", 3), ("3", 5)]
    assert readings[0].place.path == path


async def test_a_line_that_is_no_record_is_reported_and_the_rest_goes_on(write: Write) -> None:
    path = write(
        "a.jsonl",
        lines("1") + '{broken\n[1]\n"text"\n' + '{"id": "2", "title": 5, "views": "x"}\n' + lines("3"),
    )
    readings = await read(path)
    assert seen(readings) == [("1", 1), (None, 2), (None, 3), (None, 4), ("2", 5), ("3", 6)]
    assert [r.findings[0].name for r in readings if r.findings] == ["no-record"] * 3 + ["dropped-number"]
    assert readings[1].raw == "{broken"
    assert str(readings[4].place) == f"{path}:5"
    assert readings[4].findings[0].element == "views"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "1", "title": "x"}, {"id": "2", "title": "y"}]',
        '[\n  {"id": "1",\n "title": "x"},\n {"id": "2", "title": "y"}]\n',
        f'{{"version": "https://jsonfeed.org/version/1.1", "items": {ITEMS}}}',
        f'{{\n"version": "https://jsonfeed.org/version/1.1",\n"items": {ITEMS}}}',
        '{"id": "1", "title": "x"}\n{"id": "2", "title": "y"}',
    ],
)
async def test_arrays_and_json_feeds_are_taken_too(write: Write, text: str, name: str) -> None:
    lines = [text.count("\n", 0, text.index(f'"id": "{number}"')) + 1 for number in (1, 2)]
    assert seen(await read(write(name, text))) == [("1", lines[0]), ("2", lines[1])]


async def test_one_object_in_a_file(write: Write) -> None:
    assert seen(await read(write("a.json", '{"id": "1",\n"title": "x"}'))) == [("1", 1)]


async def test_a_broken_document_names_its_line(write: Write) -> None:
    readings = await read(write("a.json", '[\n{"id": "1", "title": "x"},\n{"id": }\n]'))
    assert seen(readings) == [("1", 2), (None, 3)]


async def test_files_globs_and_folders_in_order(write: Write, tmp_path: Path) -> None:
    write("in/b.jsonl", lines("b"))
    write("in/a.ndjson", lines("a"))
    write("in/deep/c.jsonl.gz", gzip.compress(lines("c").encode()))
    write("in/.hidden.jsonl", lines("h"))
    write("in/notes.txt", "no")
    assert [i for i, _ in seen(await read(str(tmp_path / "in")))] == ["a", "b", "c"]
    assert [i for i, _ in seen(await read(str(tmp_path / "in" / "*.jsonl")))] == ["b"]
    assert await read(str(tmp_path / "in" / "*.none")) == []


async def test_gzip_is_known_by_its_bytes(write: Write) -> None:
    assert seen(await read(write("a.jsonl", gzip.compress(lines("1").encode())))) == [("1", 1)]


async def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines("1").encode())))
    readings = await read("-")
    assert seen(readings) == [("1", 1)]
    assert readings[0].place.path == "-"


async def test_a_missing_file_is_an_error_of_the_source() -> None:
    with pytest.raises(SourceError, match="no such file") as caught:
        await read("/nowhere/a.jsonl")
    assert caught.value.where == "/nowhere/a.jsonl"


async def test_a_damaged_file_does_not_keep_the_others_back(write: Write) -> None:
    bad = write("a.jsonl.gz", gzip.compress(lines(*map(str, range(5000))).encode())[:-200])
    good = write("b.jsonl", lines("b"))
    readings: list[Reading] = []

    async def collect() -> None:
        async for batch in reader_of(a_source(paths=(bad, good))).read():
            readings.extend(batch)

    with pytest.raises(SourceError, match="could not be read"):
        await collect()
    assert readings[-1].record is not None
    assert local_name(readings[-1].record.id, "desk") == "b"


async def test_lone_surrogates_and_bad_utf8(write: Write) -> None:
    text = b'{"id": "1", "title": "a\\ud800b"}\n{"id": "2", "title": "\xff"}\n' + lines("3").encode()
    readings = await read(write("a.jsonl", text))
    assert readings[0].record is not None
    assert readings[0].record.title == "a\ufffdb"
    assert seen(readings)[1:] == [("2", 2), ("3", 3)]
    assert [finding.name for finding in readings[1].findings] == ["repaired-encoding"]


async def test_json_of_hostile_depth_is_no_record(write: Write) -> None:
    path = write("a.jsonl", '{"id": ' + "[" * 100_000 + "\n" + lines("1"))
    assert seen(await read(path)) == [(None, 1), ("1", 2)]


async def test_batches_are_bounded(write: Write) -> None:
    path = write("a.jsonl", lines(*map(str, range(BATCH + 1))))
    sizes = [len(batch) async for batch in reader_of(a_source(paths=(path,))).read()]
    assert sizes == [BATCH, 1]


async def test_reading_again_reads_the_same(write: Write) -> None:
    path = write("a.jsonl", lines("1", "2") + "{\n")
    assert await read(path) == await read(path)


async def test_json_feeds_hand_down_authors_and_language(write: Write) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "authors": [{"name": "Desk"}],
        "language": "zh-CN",
        "items": [
            {"id": "1", "title": "x"},
            {"id": "2", "title": "y", "authors": [{"name": "Ann"}], "language": "en"},
        ],
    }
    first, second = [r.record for r in await read(write("a.json", json.dumps(feed)))]
    assert first is not None
    assert second is not None
    assert (first.authors[0].name, first.language) == ("Desk", "zh-CN")
    assert (second.authors[0].name, second.language) == ("Ann", "en")
