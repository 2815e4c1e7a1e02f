"""Large files of the newsroom's own are read in a parser process, with the outcome of a small one."""

import gzip
import json
from pathlib import Path

import pytest

from feeds.readers.large_files import LARGE_BYTES, needs_parser
from feeds.readers.parser_pool import file_pool
from tests.readers.conftest import a_context, a_source, reader_of

ARTICLE = {"id": "tag:n.io,2026:1", "title": "T", "content_text": "x"}
LONG = {"id": "tag:n.io,2026:2", "title": "T", "content_text": "x " * LARGE_BYTES}


@pytest.mark.parametrize(
    ("kind", "name", "body"),
    [
        ("jsonl", "a.jsonl", json.dumps(ARTICLE) + "\n" + json.dumps(LONG) + "\n"),
        ("jsonl", "a.json", json.dumps([ARTICLE, LONG], indent=1)),
        ("json", "b.json", json.dumps({"items": [ARTICLE, LONG]}, indent=1)),
        ("csv", "c.csv", f"id,title,content_text\n1,T,x\n2,T,{LONG['content_text']}\n"),
        (
            "ninjs",
            "d.json",
            json.dumps([{"uri": "tag:n.io,2026:1", "headline": "T"}, {"uri": "a:2", "x": LONG}]),
        ),
    ],
)
async def test_large_files_are_read_in_another_process(
    tmp_path: Path, kind: str, name: str, body: str
) -> None:
    file_pool.cache_clear()
    path = tmp_path / name
    path.write_text(body)
    reader = reader_of(a_source(kind, paths=(str(path),)), a_context())
    found = [reading async for batch in reader.read() for reading in batch]
    assert [reading.record is not None for reading in found] == [True, True]
    assert {reading.place.path for reading in found} == {str(path)}
    assert file_pool.cache_info().currsize == 1
    file_pool().close()
    file_pool.cache_clear()


def test_only_long_lines_and_large_documents_need_a_process(tmp_path: Path) -> None:
    line = b"x" * 1_000 + b"\n"
    cases = {
        "short.jsonl": (line * 1_000, False),
        "long.jsonl": (line + b"x" * 2 * LARGE_BYTES, True),
        "packed.csv": (gzip.compress(line * 5 + b"x" * 2 * LARGE_BYTES), True),
        "small.json": (line, False),
        "large.json": (line * 1_000, True),
    }
    for name, (body, needed) in cases.items():
        (tmp_path / name).write_bytes(body)
        assert needs_parser(str(tmp_path / name)) is needed, name
